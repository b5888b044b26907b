"""Whether this very session was opened with a second factor, or has shown one since."""

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


METHOD = "mfa"


def is_shown(request: HttpRequest) -> bool:
    """A session from before the set-up, or opened in another way, has shown none."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == METHOD for record in records)


def is_missing(request: HttpRequest) -> bool:
    """Whether the installation demands a second factor and this session has shown none."""
    return settings.OFFICE_SECOND_FACTOR and not is_shown(request)
