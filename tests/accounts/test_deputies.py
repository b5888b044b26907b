"""Deputies have the rights of a role in the days that were named, and only then."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from accounts import actions, deputies
from accounts.models import AccountEvent, Deputyship, User
from bildungsregion.base.errors import DomainError
from tests.factories.access import make_officer, sign_in


pytestmark = pytest.mark.django_db
SIGN = "funding.sign_decision"


@pytest.fixture
def signer(region):
    return make_officer("zeichnung", email="zeichnung@landkreis.example")


@pytest.fixture
def worker(region):
    return make_officer("sachbearbeitung", email="sachbearbeitung@landkreis.example")


def name(principal, deputy, *, starts, ends, role="zeichnung", by=None):
    return actions.name_deputy(
        principal=principal, deputy=deputy, role=Group.objects.get(name=role), starts_on=starts, ends_on=ends,
        by=by or principal,
    )  # fmt: skip


def fresh(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("day", "may"),
    [("2026-03-09", False), ("2026-03-10", True), ("2026-03-12", True), ("2026-03-13", False)],
)
def test_rights_are_lent_from_the_first_to_the_last_day(signer, worker, clock, day, may):
    name(signer, worker, starts=date(2026, 3, 10), ends=date(2026, 3, 12))

    clock(day)

    assert fresh(worker).has_perm(SIGN) is may
    assert (deputies.principal_of(fresh(worker), SIGN) == signer) is may


def test_rights_with_those_of_deputies_come_from_one_query(
    signer, worker, today, django_assert_num_queries
):
    name(signer, worker, starts=today, ends=today)
    person = fresh(worker)

    with django_assert_num_queries(1):
        assert person.has_perm(SIGN)
        assert person.has_perm("funding.propose_decision")


def test_deputyship_ended_early_ends_with_the_next_page(signer, worker, today):
    row = name(signer, worker, starts=today, ends=today)

    actions.end_deputyship(deputyship=row, by=worker)

    assert not fresh(worker).has_perm(SIGN)
    assert [m.to for m in mail.outbox] == [[worker.email], [signer.email]]
    with pytest.raises(DomainError, match="schon zu Ende"):
        actions.end_deputyship(deputyship=row, by=signer)


def test_who_loses_the_role_lends_it_no_longer(signer, worker, today):
    name(signer, worker, starts=today, ends=today)

    signer.groups.clear()

    assert not fresh(worker).has_perm(SIGN)


def test_what_is_lent_cannot_be_handed_on(signer, worker, today):
    name(signer, worker, starts=today, ends=today)
    third = make_officer("lesend", email="dritte@landkreis.example")

    with pytest.raises(DomainError, match="nur eine eigene Rolle"):
        name(worker, third, starts=today, ends=today)

    assert not fresh(third).has_perm(SIGN)


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (2, 1, "Das Ende liegt vor dem Anfang."),
        (-3, -1, "schon vorbei"),
        (0, 400, "höchstens ein Jahr"),
    ],
)
def test_impossible_days_are_refused_in_words(signer, worker, today, starts, ends, said):
    with pytest.raises(DomainError, match=said):
        name(signer, worker, starts=today + timedelta(starts), ends=today + timedelta(ends))


def test_people_outside_the_office_and_the_same_twice_are_refused(
    signer, worker, today, school_client
):
    name(signer, worker, starts=today, ends=today)

    with pytest.raises(DomainError, match="schon benannt"):
        name(signer, worker, starts=today, ends=today + timedelta(3))
    with pytest.raises(DomainError, match="aus dem Büro"):
        name(signer, school_client.user, starts=today, ends=today)


def test_only_the_administration_names_deputies_of_others(signer, worker, today):
    boss = make_officer("administration")

    with pytest.raises(DomainError, match="die Person selbst oder die Administration"):
        name(signer, worker, starts=today, ends=today, by=worker)
    row = name(signer, worker, starts=today, ends=today, by=boss)

    assert (row.principal, row.named_by) == (signer, boss)
    assert sorted(m.to[0] for m in mail.outbox) == sorted([worker.email, signer.email])


def test_deputy_of_the_administration_names_no_deputies_of_others(signer, worker, today):
    boss = make_officer("administration")
    name(boss, worker, starts=today, ends=today, role="administration")
    third = make_officer("lesend", email="dritte@landkreis.example")
    client, page = sign_in(fresh(worker)), reverse("deputy_list_of", args=[signer.pk])
    typed = {
        "role": signer.groups.get().pk,
        "deputy": third.pk,
        "starts_on": today,
        "ends_on": today,
    }

    assert fresh(worker).has_perm("accounts.change_user")
    with pytest.raises(DomainError, match="die Person selbst oder die Administration"):
        name(signer, third, starts=today, ends=today, by=fresh(worker))
    assert "keine Rolle, die Sie weitergeben können" in client.get(page).text
    assert client.post(page, typed).status_code == 422
    assert not fresh(third).has_perm(SIGN)


def test_role_is_called_by_its_name_in_mails_and_log(signer, worker, today):
    row = name(signer, worker, starts=today, ends=today, by=make_officer("administration"))
    actions.end_deputyship(deputyship=row, by=signer)

    assert {"Rolle „Zeichnung“" in m.body for m in mail.outbox} == {True}
    told = AccountEvent.objects.filter(user=signer).values_list("detail", flat=True)
    assert ["Rolle Zeichnung," in detail for detail in told] == [True, True]


def test_page_shows_both_sides_and_keeps_wrong_entries(signer, worker, today):
    client = sign_in(signer)
    role = signer.groups.get().pk

    wrong = client.post(reverse("deputy_list"), {"role": role, "deputy": worker.pk, "starts_on": "2026-03-05",
                                                 "ends_on": "2026-03-04"})  # fmt: skip
    client.post(reverse("deputy_list"), {"role": role, "deputy": worker.pk, "starts_on": "2026-03-02",
                                         "ends_on": "2026-03-04"})  # fmt: skip

    assert wrong.status_code == 422
    assert "Das Ende liegt vor dem Anfang." in wrong.content.decode()
    assert 'value="2026-03-05"' in wrong.content.decode()
    assert str(worker) in client.get(reverse("deputy_list")).content.decode()
    assert "Wen Sie vertreten" in sign_in(worker).get(reverse("deputy_list")).content.decode()
    assert AccountEvent.objects.filter(user=signer, kind="deputy_named", taken_by=signer).exists()


def test_deputyships_of_others_are_not_there(signer, worker, today, school_client):
    row = name(signer, worker, starts=today, ends=today)
    third = sign_in(make_officer("redaktion"))

    assert third.post(reverse("deputy_end", args=[row.pk])).status_code == 404
    assert third.get(reverse("deputy_list_of", args=[signer.pk])).status_code == 403
    assert school_client.get(reverse("deputy_list")).status_code == 404
    assert Deputyship.objects.get().ended_at is None


def test_page_asks_for_the_second_factor_first(signer, settings):
    settings.OFFICE_SECOND_FACTOR = True

    answer = sign_in(signer).get(reverse("deputy_list"))

    assert answer.url.startswith(reverse("account_second_factor"))
