"""Deputies at the fund: the same rights, the same four eyes, and a log that says whose stead it was."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from bildungsregion.base.errors import DomainError
from bildungsregion.base.journal import logs
from bildungsregion.base.journal.logs import Selection
from funding import actions
from funding.logs import STEPS
from funding.reminders.words import officers
from tests.factories.access import PASSWORD, grow_old, make_officer, sign_in
from tests.factories.funding import (
    confirm,
    make_in_review,
    make_officer as officer_of_fund,
    make_proposed,
    make_settled,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(region):
    return make_officer("zeichnung", email="leitung@landkreis.example", name="Leitung")


@pytest.fixture
def deputy(signer, today):
    person = make_officer(
        "sachbearbeitung", email="vertretung@landkreis.example", name="Vertretung"
    )
    accounts.name_deputy(
        principal=signer, deputy=person, role=Group.objects.get(name="zeichnung"), starts_on=today,
        ends_on=today, by=signer,
    )  # fmt: skip
    return User.objects.get(pk=person.pk)


def test_deputy_signs_and_the_log_says_for_whom(deputy, signer):
    case = make_proposed()

    actions.sign(application=case, by=deputy)

    step = case.steps.get(verb="approve")
    assert (step.taken_by, step.in_place_of) == (deputy, signer)
    page = sign_in(deputy).get(reverse("admin:funding_application_change", args=[case.pk]))
    assert "Vertretung, in Vertretung für Leitung" in page.content.decode()


def test_what_is_ones_own_right_is_nobodys_stead(deputy, signer):
    case = make_proposed(case_worker=deputy)

    actions.sign(application=case, by=signer)

    taken = case.steps.filter(verb__in=["propose", "approve"])
    assert [step.in_place_of for step in taken] == [None, None]


def test_deputy_never_signs_what_they_proposed(deputy):
    case = make_proposed(case_worker=deputy)

    with pytest.raises(DomainError, match="Zeichnen muss sie jemand anderes"):
        actions.sign(application=case, by=deputy)


def test_deputys_acts_in_a_payment_stand_in_the_log(region, today):
    cashier = make_officer("kasse", email="kasse@landkreis.example", name="Kasse")
    person = make_officer("redaktion", email="vertretung@landkreis.example", name="Vertretung")
    accounts.name_deputy(
        principal=cashier, deputy=person, role=Group.objects.get(name="kasse"), starts_on=today,
        ends_on=today, by=cashier,
    )  # fmt: skip
    deputy, case = User.objects.get(pk=person.pk), make_settled()

    confirm(case.payment_order, by=deputy)
    actions.order_payment(application=case, by=officer_of_fund("order_payment"))
    run = actions.open_run(orders=[case.payment_order], by=cashier)
    actions.release_run(run=run, by=deputy)
    actions.export_run(run=run, by=cashier)

    verbs = ["confirm_factual", "confirm_arithmetic", "release_run", "export_run"]
    said = case.steps.filter(verb__in=verbs).values_list("verb", "in_place_of")
    assert list(said) == list(zip(verbs, [cashier.pk, cashier.pk, cashier.pk, None], strict=True))
    told = [line.what for line in logs.lines(Selection(today, today, deputy), STEPS)]
    assert told[0] == "Auszahlungsliste freigegeben: Zur Auszahlung (in Vertretung für Kasse)"


def test_deputies_hear_of_what_waits(deputy, signer):
    assert set(officers("sign_decision")) == {signer, deputy}


def test_cases_go_to_a_colleague_when_somebody_leaves(region):
    boss = make_officer("administration")
    worker = make_officer("sachbearbeitung", email="alt@landkreis.example")
    colleague = make_officer("sachbearbeitung", email="neu@landkreis.example")
    case = make_in_review(case_worker=worker)
    client, page = sign_in(boss), reverse("admin:accounts_user_leave", args=[worker.pk])

    nobody = client.post(page, {"sure": "on"})
    client.post(page, {"sure": "on", "vorgaenge": colleague.pk})

    case.refresh_from_db()
    worker.refresh_from_db()
    assert nobody.status_code == 422
    assert case.number in nobody.content.decode()
    assert (case.assignee, worker.is_active) == (colleague, False)
    taken = case.steps.filter(taken_by=worker).first()
    assert str(taken.taken_by) == "Sachbearbeitung, BIB"


def test_signing_asks_for_a_proof_that_is_not_old_and_keeps_the_typed(signer, settings):
    settings.OFFICE_CONFIRM_MINUTES = 15
    case, client = make_proposed(), sign_in(signer)
    grow_old(client, minutes=16)
    page = reverse("admin:funding_application_sign", args=[case.pk])

    looked = client.get(page)
    asked = client.post(page, {"version": case.version, "read": "on"})
    case.refresh_from_db()
    before = case.status
    wrong = client.post(asked.url, {"password": "falsch", "next": page})
    client.post(asked.url, {"password": PASSWORD, "next": page})

    case.refresh_from_db()
    assert looked.status_code == 200
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert (before, wrong.status_code, case.status) == ("proposed", 200, "approved")
