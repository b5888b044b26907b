"""Forms that anybody may send without an account: kept from machines, without a puzzle for people.

Three things together (docs/adr/0101): a field that people do not see, a signed time at which the form
was opened, and a number of sendings an hour from one network. Whoever is stopped by mistake reads a
sentence, keeps what was typed and may send again.
"""

import ipaddress
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _, gettext_lazy

from .forms import SiteForm


FASTEST_SECONDS = 3
LONGEST_SECONDS = 12 * 60 * 60
HOUR = 60 * 60
LINK = re.compile(r"https?:|www\.|<a\s|\[url|\bhref\b", re.IGNORECASE)


class GuardedForm(SiteForm):
    """A public form; ``request`` is the one it was asked with.

    ``purpose`` keeps its stamps and its limit apart from other forms'. ``most_an_hour`` is for a
    whole network: a school or a town hall stands behind one address.
    The view acts within ``with form.once() as is_first``, once the form is valid.
    """

    purpose = "public"
    most_an_hour = 20

    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    homepage = forms.CharField(
        label=gettext_lazy("Bitte lassen Sie dieses Feld leer"),
        required=False,
        widget=forms.TextInput({"class": "br-trap", "autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data=None, *args, request: HttpRequest, **kwargs):
        self.request = request
        super().__init__(data, *args, **kwargs)
        self.initial.setdefault("stamp", self._new_stamp())
        self.fields["homepage"].mark_optional = False

    def clean(self):
        if self.cleaned_data.get("homepage"):
            self.add_error("homepage", _("Bitte lassen Sie dieses Feld leer."))
        fault = self._fault_of(self.cleaned_data.get("stamp", ""))
        if fault:
            self._stamp_anew()
            self.add_error(None, fault)
        elif not self.errors and self._sent_this_hour() >= self.most_an_hour:
            self.add_error(
                None,
                _(
                    "Von Ihrem Anschluss kam gerade sehr viel. Bitte versuchen Sie es in einer Stunde."
                ),
            )
        return self.cleaned_data

    @contextmanager
    def once(self) -> Iterator[bool]:
        """Around the act: False where the very same form was sent before (a double click).

        An act that raises was not done: the form may be sent again.
        """
        sent = f"guard:{_hash(self.cleaned_data['stamp'])}"
        if not cache.add(sent, 1, LONGEST_SECONDS):
            yield False
            return
        try:
            yield True
        except BaseException:
            cache.delete(sent)
            raise
        # Not `incr`: a cache in the database would then keep the number for its own short term only.
        cache.set(self._limit_key, self._sent_this_hour() + 1, HOUR)

    def _fault_of(self, stamp: str) -> str:
        """What is wrong with the time at which the form was opened; "" if nothing is."""
        try:
            opened = signing.loads(stamp, salt=self._salt)["at"]
        except signing.BadSignature:
            return _("Das hat nicht geklappt. Bitte senden Sie noch einmal ab.")
        age = timezone.now().timestamp() - opened
        if age > LONGEST_SECONDS:
            return _("Die Seite war lange offen. Bitte senden Sie noch einmal ab.")
        if age < FASTEST_SECONDS:
            return _("Das ging sehr schnell. Bitte prüfen Sie kurz und senden Sie noch einmal ab.")
        return ""

    def _new_stamp(self) -> str:
        opened = {"at": int(timezone.now().timestamp()), "once": secrets.token_urlsafe(8)}
        return signing.dumps(opened, salt=self._salt)

    def _stamp_anew(self) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("stamp")] = self._new_stamp()

    @property
    def _salt(self) -> str:
        return f"guard.{self.purpose}"

    @property
    def _limit_key(self) -> str:
        return f"guard:{self.purpose}:{network_of(self.request)}"

    def _sent_this_hour(self) -> int:
        return cache.get(self._limit_key, 0)


def refuse_links(text: str) -> str:
    """The text, if it holds no address of a website; raises ValidationError with a sentence."""
    if LINK.search(text):
        raise forms.ValidationError(
            _("Bitte schreiben Sie ohne Internet-Adressen; die schicken meist nur Werbende."),
            code="link",
        )
    return text


def network_of(request: HttpRequest) -> str:
    """A keyed hash of where a request comes from: tells networks apart, names none."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    prefix = 64 if address.version == 6 else 32
    return _hash(str(ipaddress.ip_network((address, prefix), strict=False)))


def _hash(text: str) -> str:
    return salted_hmac("bildungsregion.base.guard", text).hexdigest()[:32]
