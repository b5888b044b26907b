"""Leaving the office, and that somebody can always administer."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts import actions
from accounts.models import AccountEvent, Deputyship, OfficeInvitation, User
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import Subscription
from tests.factories.access import make_officer, sign_in
from tests.factories.base import make_region


@pytest.fixture
def boss(region):
    return make_officer("administration", email="leitung@landkreis.example")


@pytest.fixture
def signer(region):
    return make_officer("zeichnung", email="zeichnung@landkreis.example")


@pytest.mark.django_db
def test_who_leaves_is_out_at_once_and_signatures_read_the_role(boss, signer, today):
    old = sign_in(signer)
    Subscription.objects.create(
        email=signer.email, list="akteure", title="alle Akteure", asked_on=today
    )
    client = sign_in(boss)
    page = reverse("admin:accounts_user_leave", args=[signer.pk])

    shown = client.get(page).content.decode()
    unsure = client.post(page, {})
    client.post(page, {"sure": "on"})

    signer.refresh_from_db()
    assert "alle Akteure" in shown
    assert (unsure.status_code, unsure.context["form"].errors.keys()) == (422, {"sure"})
    assert not get_user(old).is_authenticated
    assert (str(signer), signer.is_active, signer.groups.count()) == ("Zeichnung, BIB", False, 0)
    assert "zeichnung@" not in signer.email
    assert not Subscription.objects.exists()
    assert AccountEvent.objects.filter(user=signer, kind="left", taken_by=boss).exists()


@pytest.mark.django_db
def test_deputyships_and_links_end_with_who_leaves_and_the_others_are_told(boss, signer, today):
    colleague = make_officer("zeichnung", "kasse", email="kasse@landkreis.example")
    for principal, role in ((signer, "zeichnung"), (colleague, "kasse")):
        actions.name_deputy(
            principal=principal, deputy=boss if principal == signer else signer,
            role=Group.objects.get(name=role), starts_on=today, ends_on=today, by=principal,
        )  # fmt: skip
    actions.reset_access(user=signer, by=boss)
    mail.outbox.clear()

    actions.leave(user=signer, by=boss, heirs={})

    assert [row.ended_by for row in Deputyship.objects.all()] == [boss, boss]
    assert colleague.email in {m.to[0] for m in mail.outbox}
    assert {m.subject for m in mail.outbox} == {"Die Vertretung ist beendet"}
    log = AccountEvent.objects.filter(kind="deputy_ended", taken_by=boss)
    assert set(log.values_list("user", flat=True)) == {boss.pk, signer.pk, colleague.pk}
    assert OfficeInvitation.objects.get().state == "withdrawn"


@pytest.mark.django_db
def test_last_administrator_does_not_leave(boss):
    client = sign_in(boss)

    before = client.get(reverse("admin:accounts_user_leave", args=[boss.pk])).content.decode()
    page = client.post(reverse("admin:accounts_user_leave", args=[boss.pk]), {"sure": "on"})

    assert "Das ist das letzte Konto der Administration." in before
    assert 'name="sure"' not in before
    assert page.status_code == 409
    assert "Das ist das letzte Konto der Administration." in page.content.decode()
    assert get_user(client).is_authenticated


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"groups": []}, {"is_staff": ""}, {"is_active": ""}])
def test_role_change_that_would_lock_all_out_is_refused(boss, change):
    client = sign_in(boss)
    typed = {"email": boss.email, "name": boss.name, "is_staff": "on", "is_active": "on",
             "groups": [boss.groups.get().pk]} | change  # fmt: skip

    page = client.post(
        reverse("admin:accounts_user_change", args=[boss.pk]),
        {name: value for name, value in typed.items() if value != ""},
    )

    boss.refresh_from_db()
    assert "Das ist das letzte Konto der Administration." in page.content.decode()
    assert (boss.is_staff, boss.is_active, boss.groups.count()) == (True, True, 1)


@pytest.mark.django_db
def test_with_another_administrator_a_role_can_go(boss):
    make_officer("administration", email="zweite@landkreis.example")

    sign_in(boss).post(
        reverse("admin:accounts_user_change", args=[boss.pk]),
        {"email": boss.email, "name": boss.name, "is_staff": "on", "is_active": "on", "groups": []},
    )

    assert boss.groups.count() == 0
    assert AccountEvent.objects.get(user=boss, kind="roles").detail == "jetzt: keine"


@pytest.mark.django_db
def test_own_access_and_that_of_a_superuser_are_not_reset(boss):
    chief = make_officer(email="alles@landkreis.example", is_superuser=True)

    with pytest.raises(DomainError, match="eine andere Person"):
        actions.reset_access(user=boss, by=boss)
    with pytest.raises(DomainError, match="alle Rechte"):
        actions.reset_access(user=chief, by=boss)
    with pytest.raises(DomainError, match="alle Rechte"):
        actions.leave(user=chief, by=boss, heirs={})
    page = sign_in(boss).post(
        reverse("admin:accounts_user_change", args=[chief.pk]), {"email": "x@y.example"}
    )
    assert page.status_code == 403


@pytest.mark.django_db
def test_nobody_types_a_password_for_somebody_else(boss, signer):
    client = sign_in(boss)

    assert client.get(f"/verwaltung/accounts/user/{signer.pk}/password/").status_code in (302, 404)
    assert (
        'type="password"'
        not in client.get(reverse("admin:accounts_user_change", args=[signer.pk])).content.decode()
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays():
    make_region()
    people = [make_officer("administration", email=f"{n}@landkreis.example") for n in (1, 2)]
    ready, told = Barrier(2), []

    def go(person):
        ready.wait(5)
        try:
            actions.leave(user=person, by=person, heirs={})
        except DomainError as error:
            told.append(error.message)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]

    assert User.objects.filter(is_active=True).count() == 1
    assert len(told) == 1
    assert "das letzte Konto der Administration" in told[0]
