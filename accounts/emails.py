"""Mails about accounts: who came in, what was changed, who is asked to join or to stand in."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from bildungsregion.base import region
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from .models import Deputyship, OfficeInvitation, User


def address_of(name: str, **kwargs) -> str:
    """The whole address of a page, for mails: there is no request to ask."""
    with translation.override("de"):
        return settings.PORTAL_URL.rstrip("/") + reverse(name, kwargs=kwargs or None)


@in_german
def _send(name: str, to: str, *, confidential: bool = False, **context) -> None:
    context |= {"region": region.current(), "timestamp": timezone.now()}
    queue_mail(
        to=[to],
        subject=render_to_string(f"accounts/emails/{name}_subject.txt", context).strip(),
        body=render_to_string(f"accounts/emails/{name}.txt", context),
        confidential=confidential,
        purpose=f"account_{name}",
    )


def new_sign_in(user: User, *, browser: str, network: str) -> None:
    """Somebody signed in with a browser that this account does not know."""
    _send(
        "new_sign_in",
        user.email,
        browser=browser,
        network=network,
        sessions_url=address_of("usersessions_list"),
        password_url=address_of("account_change_password") if user.has_usable_password() else "",
    )


def few_codes(user: User, left: int) -> None:
    _send("few_codes", user.email, left=left, url=address_of("mfa_generate_recovery_codes"))


def invitation(row: OfficeInvitation, key: str) -> None:
    """The link; whoever has it gets in, so the office cannot read this mail in its outbox."""
    url = address_of("account_invitation_key", key=key)
    _send("invitation", row.email, confidential=True, invitation=row, url=url)


def deputy_named(row: Deputyship) -> None:
    for person in {row.deputy, row.principal} - {row.named_by}:
        _send("deputy_named", person.email, row=row, person=person, url=address_of("deputy_list"))


def deputy_ended(row: Deputyship) -> None:
    for person in {row.deputy, row.principal} - {row.ended_by}:
        _send("deputy_ended", person.email, row=row, person=person, url=address_of("deputy_list"))
