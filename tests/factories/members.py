"""People of institutions, as small as they may be."""

from django.test import Client
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, Membership
from tests.factories.actors import make_actor
from tests.factories.office import BACKEND


def make_account(email="person@schule.example", **fields) -> User:
    return User.objects.create_user(email, **fields)


def make_tie(user=None, actor=None, *, role="head", confirmed=True, trusted=False) -> Membership:
    """A confirmed head of a museum, unless said otherwise."""
    user = user or make_account(f"leitung-{User.objects.count()}@museum.example")
    actor = actor or make_actor("Museum", kind=Actor.Kind.MUSEUM, email="info@museum.example")
    moment = timezone.now() if confirmed else None
    return Membership.objects.create(
        user=user, actor=actor, role=role, is_trusted=trusted, confirmed_at=moment,
        confirmed_by=user if confirmed else None,
    )  # fmt: skip


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.user = user
    return client
