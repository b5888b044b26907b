"""Steps that bind the house are taken by who has shown lately who they are (OWASP ASVS 7.5.3)."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


PROOFS = ("password", "mfa")


def is_recent(request: HttpRequest, *, least: int = 0) -> bool:
    """Whether password or second factor was shown in this session within the last minutes (setting).

    ``least``: minutes where the installation has switched the question off.
    """
    minutes = settings.OFFICE_CONFIRM_MINUTES or least
    if not minutes:
        return True
    records = get_authentication_records(request, request.user)
    shown = [record["at"] for record in records if record.get("method") in PROOFS]
    return bool(shown) and time.time() - max(shown) <= minutes * 60


def demand_recent(request: HttpRequest) -> None:
    """Asks for password or second factor first; what was sent is kept meanwhile and then done.

    Raises ReauthenticationRequired, which allauth's middleware turns into that question.
    """
    if request.user.is_authenticated and not is_recent(request):
        raise ReauthenticationRequired


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator of a view whose POST binds; looking at it asks nothing."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method == "POST":
            demand_recent(request)
        return view(request, *args, **kwargs)

    return asked


class Confirmed:
    """Mixed into a class-based view: the same; put it left of the view that checks rights."""

    def post(self, request, *args, **kwargs):
        demand_recent(request)
        return super().post(request, *args, **kwargs)
