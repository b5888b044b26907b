"""The life of a session (docs/adr/0251), and that rights rest until the second factor is shown (0257)."""

from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from bildungsregion.base import second_factor

from . import sessions, typed
from .log import Kind, note


LOGINS = frozenset({"account_request_login_code", "account_login", "admin:login"})


class SessionRulesMiddleware:
    """Ends sessions whose time is over; behind authentication and messages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            if reason := sessions.is_over(request.session, request.user):
                self._end(request, reason)
            else:
                sessions.keep_alive(request)
                request.user.rights_rest = request.user.is_staff and second_factor.is_missing(
                    request
                )
        response = self.get_response(request)
        # Public forms take what was sent without asking who it is from: nothing is left to give back.
        if (sender := getattr(request, "sent_too_late", None)) and _was_turned_away(response):
            typed.keep(request, sender)
        return response

    def process_view(self, request, view, args, kwargs):
        """Behind the check against forged forms (CSRF): what is marked here was sent by the person."""
        if request.method == "POST" and (user := getattr(request, "timed_out", None)):
            request.sent_too_late = user
        elif request.method == "GET" and request.user.is_authenticated:
            return typed.given_back(request)
        return None

    def _end(self, request: HttpRequest, reason: str) -> None:
        request.timed_out = request.user
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        note(Kind.TIMED_OUT, user=request.timed_out, by=None)
        logout(request)
        messages.info(request, reason)


def _was_turned_away(response: HttpResponseBase) -> bool:
    """Whether nothing was done with what was sent: for strangers there is a login, or no such page."""
    if response.status_code in (301, 302):
        try:
            return resolve(urlsplit(response["Location"]).path).view_name in LOGINS
        except Resolver404:
            return False
    return response.status_code in (403, 404)
