"""Accounts nobody uses, mails that were sent, and what a person is given about themselves."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.forgetting import FORMER_CONTACT
from accounts.models import User
from actors.models import ChangeProposal, Claim, Invitation, Membership
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.subscriptions.models import Subscription
from funding import actions, person_data
from funding.models import Application
from tests.factories.base import make_region
from tests.factories.funding import (
    make_draft,
    make_member,
    make_officer,
    make_school,
    make_submitted,
    make_user,
)
from tests.factories.keeping import add_file, forget, make_paid
from tests.factories.lives import make_full_life
from tests.factories.registration import make_open_event, register


def test_accounts_never_opened_are_deleted_after_thirty_days(db, clock):
    make_user(email="nie@schule.example")
    make_member(make_school())
    make_officer()
    clock("2026-04-01")
    assert forget("--dry-run")[3] == "- Konten gelöscht: 0"
    clock("2026-04-02")

    forget()

    assert not User.objects.filter(email="nie@schule.example").exists()
    assert User.objects.count() == 2


def test_silent_account_is_erased_once_no_case_names_it(db, clock):
    case = make_paid()
    User.objects.filter(pk=case.created_by.pk).update(last_login=timezone.now())
    clock("2038-12-31")
    forget()
    assert User.objects.get(pk=case.created_by.pk).is_active
    clock("2039-01-01")

    forget()

    user = User.objects.get(pk=case.created_by.pk)
    assert (user.name, user.email, user.is_active) == (
        FORMER_CONTACT, f"geloescht-{user.pk}@konto.invalid", False,
    )  # fmt: skip
    assert not Membership.objects.filter(user=user).exists()
    assert str(case.steps.first().taken_by) == FORMER_CONTACT


def test_account_is_erased_on_request_and_its_filed_cases_stay(db):
    school = make_school()
    user = make_member(school)
    case = make_submitted(by=user, institution=school)
    draft = make_draft(by=user, institution=school)
    file = add_file(draft).file

    lines = forget("--account", user.email)

    assert lines == [
        f"Konto {user.pk}: 1 Entwürfe werden gelöscht, 1 eingereichte Vorgänge bleiben bis zum Ende ihrer Frist."
    ]
    assert list(Application.objects.all()) == [case]
    assert not file.storage.exists(file.name)
    user.refresh_from_db()
    assert user.name == FORMER_CONTACT


def test_erasing_an_unknown_account_is_refused(db):
    with pytest.raises(CommandError, match="gibt es nicht"):
        forget("--account", "niemand@schule.example")


def test_sent_mails_go_after_fourteen_days_and_waiting_ones_stay(db, clock):
    now = timezone.now()
    for name, ago in (("alt", 15), ("neu", 13)):
        OutgoingMail.objects.create(
            to=["x@schule.example"], subject=name, message=b"x", message_id=name, sent_at=now - timedelta(days=ago)
        )  # fmt: skip
    OutgoingMail.objects.create(
        to=["x@schule.example"], subject="wartet", message=b"x", message_id="w", created_at=now - timedelta(days=99)
    )  # fmt: skip

    forget()

    assert sorted(OutgoingMail.objects.values_list("subject", flat=True)) == ["neu", "wartet"]


def test_person_gets_what_is_kept_about_them(db):
    school = make_school()
    user = make_member(school)
    case = make_submitted(by=user, institution=school)
    make_submitted()
    out = StringIO()

    call_command("personal_data", user.email, stdout=out)

    found = json.loads(out.getvalue())
    assert found["account"]["email"] == user.email
    assert [row["actor__name"] for row in found["memberships"]] == ["Grundschule Am Weinberg"]
    assert [(row["number"], row["iban"]) for row in found["applications"]] == [
        (case.number, "DE89 … 3000")
    ]
    assert [row["number"] for row in found["letters"]] == [f"{case.number}/1"]
    assert [row["verb"] for row in found["log"]] == ["submit"]


def test_person_gets_what_came_after_the_decision(db):
    """Report, receipts, statement, accounts and payments, the number of the account masked."""
    case = make_full_life()

    found = person_data.collect(case.submitted_by)["applications"][0]

    assert found["usage_report"]["text"] == "Frau Beispiel hat alles gezeigt."
    assert [row["number"] for row in found["receipts"]] == ["RE-Beispiel"]
    assert [row["statement"] for row in found["statements"]] == ["Frau Beispiel war dabei."]
    assert [row["reasons"] for row in found["change_requests"]] == [
        "Es kommt noch eine Klasse mit."
    ]
    assert [(row["iban"], row["amount_cents"]) for row in found["payments"]] == [
        ("DE89 … 3000", 360_00),
        ("DE02 … 2051", 360_00),
    ]
    assert found["bank_changes"][0]["new_account"] == "DE02 … 2051, Förderverein Beispiel"


def test_member_of_the_office_gets_their_looks_at_bank_data(db):
    case, officer = make_submitted(), make_officer()
    actions.reveal_iban(application=case, by=officer, purpose="Rückfrage der Bank")

    found = person_data.collect(officer)

    assert [row["purpose"] for row in found["bank_views"]] == ["Rückfrage der Bank"]


def test_person_gets_what_they_wanted_of_the_directory(db):
    person, other = make_user(email="ich@schule.example"), make_user()
    school = make_school()
    for user in (person, other):
        Claim.objects.create(actor=school, user=user, message="Das bin ich.")
        ChangeProposal.objects.create(
            actor=school, subject_pk=school.pk, proposed_by=user, wanted={"phone": "1"}
        )
        Invitation.objects.create(
            actor=school, email=user.email, invited_by=other, key_hash=user.email, key_until=timezone.now()
        )  # fmt: skip
        Subscription.objects.create(
            email=user.email, list="akteure", title="Alle", asked_on=timezone.localdate()
        )

    found = person_data.collect(person)

    assert [row["message"] for row in found["claims"]] == ["Das bin ich."]
    assert [row["wanted"] for row in found["proposals"]] == [{"phone": "1"}]
    assert [row["email"] for row in found["invitations"]] == ["ich@schule.example"]
    assert [row["title"] for row in found["subscriptions"]] == ["Alle"]


def test_address_without_account_gets_what_it_left(db):
    Subscription.objects.create(
        email="nur@post.example", list="akteure", title="Alle", asked_on=timezone.localdate()
    )
    ChangeProposal.objects.create(
        kind="mistake", subject_pk=1, message="Hausnummer falsch", email="nur@post.example"
    )
    out = StringIO()

    call_command("personal_data", "Nur@post.example", stdout=out)

    found = json.loads(out.getvalue())
    assert sorted(found) == ["email", "proposals", "subscriptions", "version"]
    assert found["proposals"][0]["message"] == "Hausnummer falsch"


def test_address_gets_what_it_is_registered_for(db):
    make_region()
    event = make_open_event(event={"title": "Elternabend"})
    register(event, 3, email="nur@post.example", needs_note="Rampe")
    register(event, email="andere@post.example")

    found = person_data.collect_address("Nur@post.example")

    assert sorted(found) == ["email", "registrations", "version"]
    assert [
        (row["occurrence__event__title"], row["persons"], row["needs_note"])
        for row in found["registrations"]
    ] == [("Elternabend", 3, "Rampe")]


def test_data_of_an_unknown_person_is_refused(db):
    with pytest.raises(CommandError, match="weder ein Konto noch"):
        call_command("personal_data", "niemand@schule.example")
