"""From the invitation to the open office; and every link that does not do."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.urls import reverse

from accounts import actions
from accounts.models import AccountEvent, OfficeInvitation, User
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from tests.factories.access import PASSWORD, SECRET, code_of, make_officer, sign_in


pytestmark = pytest.mark.django_db
NEW = "neu@landkreis.example"
GOOD = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def boss(region):
    return make_officer("administration")


@pytest.fixture
def invited(boss, settings):
    settings.OFFICE_SECOND_FACTOR = True
    row = actions.invite(email=NEW, name="Sachbearbeitung", role="sachbearbeitung", by=boss)
    return row, re.search(r"/konto/einladung/([\w-]{43})/", mail.outbox[-1].body)[1]


def open_link(client, key):
    return client.get(reverse("account_invitation_key", args=[key]), follow=True)


def test_invited_person_sets_password_and_factor_in_one_go(client, invited):
    page = open_link(client, invited[1])

    done = client.post(page.redirect_chain[-1][0], GOOD | {"code": code_of(page.context["secret"])})

    user = get_user(client)
    assert done.url == reverse("mfa_view_recovery_codes")
    assert (user.email, user.name, user.is_staff) == (NEW, "Sachbearbeitung", True)
    assert [group.name for group in user.groups.all()] == ["sachbearbeitung"]
    assert user.check_password(PASSWORD)
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {
        "totp",
        "recovery_codes",
    }
    assert client.get("/verwaltung/").status_code == 200
    assert client.get(done.url).status_code == 200


def test_key_stands_in_no_address_of_the_form(client, invited):
    page = open_link(client, invited[1])

    assert page.redirect_chain == [(reverse("account_invitation"), 302)]
    assert invited[1] not in page.content.decode()
    assert not OfficeInvitation.objects.filter(key_hash=invited[1]).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password2": "ganz-anders-und-lang"}, "Die beiden Passwörter sind nicht gleich."),
        ({"password1": "kurz", "password2": "kurz"}, "zu kurz"),
        ({"code": "000000"}, "Dieser Code stimmt nicht."),
    ],
)
def test_wrong_entries_are_named_and_the_secret_stays(client, invited, typed, said):
    secret = open_link(client, invited[1]).context["secret"]

    page = client.post(reverse("account_invitation"), GOOD | {"code": code_of(secret)} | typed)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert page.context["secret"] == secret
    assert not User.objects.filter(email=NEW).exists()


def end_by_time(row, boss, clock):
    clock(row.key_until + timedelta(minutes=1))


def end_by_withdrawal(row, boss, clock):
    actions.withdraw(invitation=row, by=boss)


def end_by_new_link(row, boss, clock):
    actions.invite_again(invitation=row, by=boss)


def end_by_use(row, boss, clock):
    key = re.search(r"/konto/einladung/([\w-]{43})/", mail.outbox[-1].body)[1]
    actions.accept(key=key, password=PASSWORD)


@pytest.mark.parametrize("end", [end_by_time, end_by_withdrawal, end_by_new_link, end_by_use])
def test_links_that_are_over_look_like_made_up_ones(client, invited, boss, clock, end):
    end(invited[0], boss, clock)

    over, made_up = open_link(client, invited[1]), open_link(client, "x" * 43)

    assert over.status_code == made_up.status_code == 404
    assert "Dieser Link gilt nicht" in over.content.decode()
    assert len(over.content) == len(made_up.content)


def test_link_used_by_two_at_once_lets_one_in(invited):
    actions.accept(key=invited[1], password=PASSWORD)

    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.accept(key=invited[1], password="ein-anderes-passwort")

    assert User.objects.get(email=NEW).check_password(PASSWORD)


def test_invitation_ends_between_page_and_form(client, invited, boss):
    secret = open_link(client, invited[1]).context["secret"]
    actions.withdraw(invitation=invited[0], by=boss)

    page = client.post(reverse("account_invitation"), GOOD | {"code": code_of(secret)})

    assert page.status_code == 404
    assert not User.objects.filter(email=NEW).exists()


def test_mail_with_the_link_is_kept_from_the_office(boss, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"

    actions.invite(email=NEW, name="Neu", role="redaktion", by=boss)

    assert OutgoingMail.objects.get().confidential is True


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("buero@landkreis.example", "redaktion", "gehört schon zu einem Konto des Büros"),
        (NEW, "herrschaft", "können Sie nicht geben"),
    ],
)
def test_invitation_that_makes_no_sense_is_refused(boss, email, role, said):
    with pytest.raises(DomainError, match=said):
        actions.invite(email=email, name="Neu", role=role, by=boss)


def test_who_gives_no_roles_invites_nobody(region):
    editor = make_officer("redaktion", email="redaktion@landkreis.example")

    with pytest.raises(DomainError, match="können Sie nicht geben"):
        actions.invite(email=NEW, name="Neu", role="administration", by=editor)


def test_administration_invites_sends_again_and_withdraws_on_its_pages(boss):
    client = sign_in(boss)
    add = reverse("admin:accounts_officeinvitation_add")

    client.post(add, {"email": NEW, "name": "Neu", "role": "redaktion"})
    row = OfficeInvitation.objects.get()
    twice = client.post(add, {"email": NEW, "name": "Neu", "role": "redaktion"})
    client.post(reverse("admin:accounts_officeinvitation_again", args=[row.pk]))
    client.post(reverse("admin:accounts_officeinvitation_withdraw", args=[row.pk]))
    late = client.post(reverse("admin:accounts_officeinvitation_again", args=[row.pk]), follow=True)

    row.refresh_from_db()
    assert "schon eingeladen" in twice.content.decode()
    assert row.state == "withdrawn"
    assert "Diese Einladung ist schon erledigt." in late.content.decode()
    assert len(mail.outbox) == 2
    kinds = AccountEvent.objects.filter(taken_by=boss).exclude(kind="signed_in").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["invited", "invited_again", "withdrawn"]


def test_account_is_added_by_invitation_only(boss):
    answer = sign_in(boss).get(reverse("admin:accounts_user_add"))

    assert answer.url == reverse("admin:accounts_officeinvitation_add")


def test_lost_access_is_shut_and_set_anew_by_a_link(boss, client):
    person = make_officer("redaktion", email="kollegin@landkreis.example", secret=SECRET)
    old = sign_in(person, secret=SECRET)

    actions.reset_access(user=person, by=boss)
    key = re.search(r"/konto/einladung/([\w-]{43})/", mail.outbox[-1].body)[1]

    person.refresh_from_db()
    assert not get_user(old).is_authenticated
    assert not person.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=person).exists()
    assert "setzen Sie den Zugang" in open_link(client, key).content.decode()
    assert [group.name for group in actions.accept(key=key, password=PASSWORD).groups.all()] == [
        "redaktion"
    ]


@pytest.mark.parametrize(
    "change", [{"is_staff": ""}, {"is_active": ""}, {"email": "anders@landkreis.example"}]
)
def test_link_to_a_lost_access_ends_when_the_account_is_changed(boss, client, change):
    person = make_officer("redaktion", email="kollegin@landkreis.example")
    row = actions.reset_access(user=person, by=boss)
    key = re.search(r"/konto/einladung/([\w-]{43})/", mail.outbox[-1].body)[1]
    typed = {"email": person.email, "name": person.name, "is_staff": "on", "is_active": "on",
             "groups": [person.groups.get().pk]} | change  # fmt: skip

    sign_in(boss).post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {name: value for name, value in typed.items() if value},
    )

    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("withdrawn", boss)
    assert open_link(client, key).status_code == 404
    assert User.objects.count() == 2


@pytest.mark.parametrize("change", [{"is_staff": False}, {"email": "anders@landkreis.example"}])
def test_link_to_a_lost_access_makes_nobody_one_of_the_office(boss, change):
    person = make_officer("redaktion", email="kollegin@landkreis.example")
    actions.reset_access(user=person, by=boss)
    key = re.search(r"/konto/einladung/([\w-]{43})/", mail.outbox[-1].body)[1]
    User.objects.filter(pk=person.pk).update(**change)

    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.accept(key=key, password=PASSWORD)

    assert User.objects.filter(is_staff=True, email="kollegin@landkreis.example").count() == 0
    assert not User.objects.get(pk=person.pk).check_password(PASSWORD)
