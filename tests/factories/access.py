"""People of the office who really sign in: password, second factor, sessions."""

from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.office import group_of


PASSWORD = "ein-langes-passwort-1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"


def make_officer(*roles: str, email="buero@landkreis.example", secret="", **fields) -> User:
    """Somebody of the office with a password; with ``secret`` also with an authenticator app."""
    fields = {"name": email.split("@")[0].capitalize(), "is_staff": True} | fields
    user = User.objects.create_user(email, PASSWORD, **fields)
    user.groups.set([group_of(role) for role in roles])
    if secret:
        auth.TOTP.activate(user, secret)
    return user


def code_of(secret: str = SECRET) -> str:
    """What the app shows now."""
    counter = next(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def sign_in(
    user: User, *, secret: str = "", agent: str = FIREFOX, address: str = "203.0.113.7"
) -> Client:
    """A browser signed in by password, and with the app's code where there is a secret."""
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    if secret:
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.user = user
    return client


def grow_old(client: Client, *, minutes: int) -> None:
    """As if this long had passed since anything happened in the session."""
    session = client.session
    for key in ("session_began", "session_seen"):
        session[key] -= minutes * 60
    for record in session.get("account_authentication_methods", []):
        record["at"] -= minutes * 60
    session.save()
