"""People of the office and the portal, each with the role that the office really gives."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts import roles
from accounts.models import User
from tests.factories.funding import make_member, make_school, make_user


BACKEND = "django.contrib.auth.backends.ModelBackend"
ANONYMOUS, SCHOOL, SUPERUSER = "anonym", "schule", "superuser"


def make_client(role: str) -> Client:
    """A client signed in as this role (accounts/roles.py), as superuser, for a school, or not at all."""
    client = Client()
    if role != ANONYMOUS:
        client.user = make_person(role)
        client.force_login(client.user, backend=BACKEND)
    return client


def make_person(role: str) -> User:
    if role == SCHOOL:
        return make_member(make_school(name="Andere Schule"))
    user = make_user(name=role.capitalize(), is_staff=True, is_superuser=role == SUPERUSER)
    if role != SUPERUSER:
        user.groups.add(group_of(role))
    return user


def group_of(role: str) -> Group:
    """The role's group; the groups are there unless a test on real transactions has emptied the tables."""
    if (group := Group.objects.filter(name=role).first()) is None:
        roles.sync()
        group = Group.objects.get(name=role)
    return group


def press_bulk(client: Client, address: str, action: str, *rows, **more):
    """Rows of a list chosen for an action, and the button of the page that says what will happen; the answer."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], "index": 0}
    said = client.post(address, chosen | more).context_data
    sure = {"action": action, "_selected_action": [look.row.pk for look in said["todo"]]}
    return client.post(address, sure | {"confirmed": said["stamp"]}, follow=True)
