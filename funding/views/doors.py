"""Who comes in: people of the institution, signed in; everybody else meets a login or a 404."""

import re

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from funding import case_reads, permissions
from funding.case_reads import Reading
from funding.models import Application


KEPT = "funding_kept_posts"
# What a form of ours may hold, with a margin; a session is no place for more, and no place for strangers.
MOST_CHARACTERS, MOST_OF_STRANGERS = 200_000, 2_000
MOST_FORMS = 3


def keep_post(request: HttpRequest, most: int) -> None:
    """Put what was sent after the login had expired into the anonymous session, until they are back."""
    sent = {n: t for n, t in request.POST.items() if n != "csrfmiddlewaretoken"}
    if not sent or sum(map(len, sent.values())) > most:
        return
    kept = request.session.get(KEPT, {})
    kept.pop(request.path, None)
    newest = dict([*kept.items(), (request.path, sent)][-MOST_FORMS:])
    request.session[KEPT] = newest


def kept_post(request: HttpRequest) -> dict[str, str] | None:
    """What was kept for this address, once."""
    kept = request.session.get(KEPT)
    if not kept or request.path not in kept:
        return None
    sent = kept.pop(request.path)
    request.session[KEPT] = kept
    return sent


class SignedIn:
    """A view for people who are signed in; what others send is kept until they are."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep_post(request, self.most_kept(**kwargs))
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def most_kept(self, **kwargs) -> int:
        """How many characters are kept of what somebody sends who is not signed in."""
        return MOST_OF_STRANGERS


class CasePage(SignedIn):
    """A page of one case as ``self.case``: 404 for whoever may not see it.

    ``for_applicant``: the page writes, so it is for the institution, not for an office that reads.
    ``with_costs``: it tells of appointments and costs, which are read at once then.
    """

    for_applicant, with_costs = True, True

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated:
            self.case = self.found(kwargs["key"])
            # Who is not of the office sees their own cases only.
            of_office = user.is_staff
            if self.for_applicant and of_office and not permissions.can_apply(user, self.case):
                raise Http404("not a member of this institution")
        return super().dispatch(request, *args, **kwargs)

    def found(self, key: str) -> Application:
        return find_case(self.request.user, key, with_costs=self.with_costs)

    def most_kept(self, key, **kwargs):
        return MOST_CHARACTERS if Application.objects.by_key(key).exists() else 0

    def get_context_data(self, **kwargs):
        return super().get_context_data(application=self.case, **kwargs)


def find_case(
    user, key: str, *, with_costs: bool = True, reading: Reading = Reading.WHOLE
) -> Application:
    """The case of this address with what its page shows. Raises Http404 for whoever may not see it."""
    if user.is_staff:
        visible = Application.objects.visible_to(user).by_key(key)
        case = get_object_or_404(case_reads.shown(visible))
    else:
        case = case_reads.own(key, user.pk, reading)
    if case is None:
        raise Http404("no case of this account")
    if with_costs:
        case_reads.read_costs(case)
    return case


def token_in(request: HttpRequest, *, least: int = 1, most: int = 40) -> str:
    """The hidden token of a form that must count only once; "" if it is none of ours."""
    token = request.POST.get("token", "")
    return token if re.fullmatch(rf"[a-zA-Z0-9]{{{least},{most}}}", token) else ""
