"""Everybody who may come: without an account, of institutions, and of the office in each role."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from accounts import roles
from accounts.models import User
from tests.factories.members import make_account, make_tie
from tests.factories.office import BACKEND, group_of


ANONYMOUS, GUEST, CONTACT, HEAD, NEIGHBOUR = "anonym", "gast", "ansprechperson", "leitung", "nachbar"  # fmt: skip
SUPERUSER, WITHOUT_FACTOR = "superuser", "ohne-zweiten-faktor"
OFFICE = (*roles.ROLES, SUPERUSER)
OUTSIDE = (ANONYMOUS, GUEST, CONTACT, HEAD, NEIGHBOUR)
EVERYBODY = (*OUTSIDE, *OFFICE, WITHOUT_FACTOR)


class BareClient(Client):
    """Asks without what tests look at besides the answer: templates, contexts and cookies cost half of the time."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


@dataclass
class Person:
    """Somebody at a browser."""

    kind: str
    user: User | None
    client: Client
    permissions: frozenset[str] = frozenset()
    cookies: str = field(default="")

    @property
    def is_in_office(self) -> bool:
        """Whether the office lets them in at all."""
        return self.kind in OFFICE

    def may(self, *needed: str) -> bool:
        return self.is_in_office and self.permissions.issuperset(needed)

    def ask(self, method: str, address: str, **more):
        """The answer; the browser keeps the session it came with, whatever the answer says."""
        self.client.cookies = SimpleCookie(self.cookies)
        return self.client.generic(method, address, **more)


def sit_down(kind: str, user: User | None) -> Person:
    client = BareClient()
    if user is None:
        return Person(kind, None, client)
    client.force_login(user, backend=BACKEND)
    if kind in OFFICE:
        give_second_factor(user, client)
    cookies = client.cookies[settings.SESSION_COOKIE_NAME]
    held = everything() if kind == SUPERUSER else frozenset()
    held = roles.permissions_of(kind) if kind in roles.ROLES else held
    return Person(kind, user, client, held, f"{cookies.key}={cookies.value}")


def give_second_factor(user: User, client: Client) -> None:
    """As if the person had an app with codes, and had typed one at this sign-in."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = client.session
    moment = 1_772_000_000
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": moment, "email": user.email},
        {"method": "mfa", "at": moment, "type": Authenticator.Type.TOTP},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def everything() -> frozenset[str]:
    rows = Permission.objects.values_list("content_type__app_label", "codename").order_by()
    return frozenset(f"{app}.{codename}" for app, codename in rows)


def make_user_of(kind: str, ours, theirs) -> User | None:
    """The account of such a person; ``ours`` and ``theirs`` are two institutions."""
    if kind == ANONYMOUS:
        return None
    user = make_account(
        f"{kind}@konto.example",
        name=kind,
        is_staff=kind in OFFICE or kind == WITHOUT_FACTOR,
        is_superuser=kind in (SUPERUSER, WITHOUT_FACTOR),
    )
    if kind in (CONTACT, HEAD):
        make_tie(user, ours, role="head" if kind == HEAD else "contact", trusted=True)
    if kind == NEIGHBOUR:
        make_tie(user, theirs, role="head", trusted=True)
    if kind in roles.ROLES:
        user.groups.add(group_of(kind))
    return user
