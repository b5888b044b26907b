"""What the database itself refuses: each constraint broken once, and rows that are written once."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import (
    Application,
    Attachment,
    BankDataView,
    BankDetailsChange,
    CostLine,
    Decision,
    FileView,
    InfoRequest,
    LedgerEntry,
    Letter,
    MutedReminder,
    NumberCounter,
    RuleSet,
    SentReminder,
    Snapshot,
    Step,
)
from funding.models.append_only import RowIsFinal
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_officer,
    make_proposed,
    make_rule_set,
    make_submitted,
    make_user,
)
from tests.funding import breaking
from tests.funding.breaking import again, change


def entry(application=None, **fields):
    year = make_budget_year()
    booking = {"kind": "COMMIT" if application else "ALLOCATE", "amount_cents": 1, "reason": "x"}
    LedgerEntry.objects.create(
        budget_year=year,
        application=application,
        idempotency_key="k",
        booked_by=make_user(),
        **booking | fields,
    )


def question(**fields):
    application = make_in_review()
    row = {"items": ["?"], "sections": [], "due_on": date(2026, 4, 1), "asked_by": make_officer()}
    return InfoRequest.objects.create(application=application, **row | fields)


def letter(decision=None, **fields):
    application = decision.application if decision else make_submitted()
    row = {"kind": "receipt", "number": "x", "context_json": {}, "pdf": "x.pdf", "sha256": "0" * 64}
    return Letter.objects.create(
        application=application,
        decision=decision,
        issued_by=make_user(),
        template_version="1",
        **row | fields,
    )


def attachment():
    draft = make_draft()
    row = {"file": "x.pdf", "name": "x", "mime": "application/pdf", "size": 1, "sha256": "0" * 64}
    return Attachment.objects.create(application=draft, uploaded_by=draft.created_by, **row)


def cost(**fields):
    CostLine.objects.create(
        appointment=make_draft().appointments.get(), **{"kind": "bus", "total_cents": 1} | fields
    )


def decide_alone():
    decision = make_proposed().decision
    change(decision, signed_at=timezone.now(), signed_by=decision.prepared_by)


NOW = timezone.now
BROKEN = {
    "application_submitted_pair": lambda: change(make_submitted(), submitted_at=None),
    "application_filed_has_number_and_rules": lambda: change(make_submitted(), number=None),
    "application_filed_is_declared": lambda: change(make_submitted(), declared_true=False),
    "application_decided_pair": lambda: change(make_decided(), decided_by=None),
    "application_amount_fits_decision": lambda: change(make_decided(), decided_cents=0),
    "application_withdrawn_pair": lambda: change(make_submitted(), withdrawn_at=NOW()),
    "application_third_party_not_negative": lambda: change(make_draft(), third_party_cents=-1),
    "appointment_ends_after_start": lambda: change(
        make_draft().appointments.get(), ends_on=date(2026, 1, 1)
    ),
    "appointment_has_children": lambda: change(make_draft().appointments.get(), children=0),
    "attachment_once": lambda: again(attachment()),
    "budget_year_once": lambda: again(make_budget_year()),
    "budget_never_overcommitted": lambda: change(
        make_budget_year(allocated=100), committed_cents=101
    ),
    "budget_pays_only_what_is_committed": lambda: change(
        make_budget_year(allocated=100), paid_cents=1
    ),
    "budget_blocks_only_what_is_allocated": lambda: change(make_budget_year(), blocked_cents=-1),
    "budget_adopted_when_closed": lambda: change(
        make_budget_year(), accounts_adopted_on=date(2027, 6, 1)
    ),
    "check_once": lambda: again(make_in_review().checks.first()),
    "check_pair": lambda: change(make_in_review().checks.first(), checked_by=None),
    "check_refusal_has_note": lambda: change(make_in_review().checks.first(), result="not_ok"),
    "cost_not_negative": lambda: cost(total_cents=-1),
    "cost_of_entry_has_persons": lambda: cost(kind="entry", total_cents=50_00),
    "cost_total_is_price_times_persons": lambda: cost(
        kind="entry", persons=2, unit_cents=5_00, total_cents=9_00
    ),
    "decision_one_draft": lambda: again(make_proposed().decision),
    "decision_signed_pair": lambda: change(make_proposed().decision, signed_at=NOW()),
    "decision_four_eyes": decide_alone,
    "decision_amount_fits_kind": lambda: change(
        make_proposed().decision, amount_cents=0, reasons="x"
    ),
    "decision_deviation_has_reasons": lambda: change(make_proposed().decision, amount_cents=1),
    "info_request_one_open": lambda: again(question()),
    "info_request_answered_pair": lambda: question(answered_at=NOW()),
    "info_request_closed_pair": lambda: question(closed_at=NOW()),
    "ledger_amount_positive": lambda: entry(amount_cents=0),
    "ledger_kind_fits_application": lambda: entry(kind="COMMIT"),
    "ledger_of_the_year_has_reason": lambda: entry(reason=""),
    "letter_one_for_a_decision": lambda: letter(make_decided().decision, kind="grant_notice"),
    "letter_of_decision_names_it": lambda: letter(kind="grant_notice"),
    "letter_that_waits_is_a_receipt": lambda: letter(kind="reminder", pdf="", sha256=""),
    "number_counter_once": lambda: again(
        NumberCounter.objects.create(programme=make_rule_set().programme, year=2026)
    ),
    "reminder_muted_once": lambda: again(MutedReminder.objects.create(user=make_user(), kind="x")),
    "reminder_sent_once": lambda: again(
        SentReminder.objects.create(user=make_user(), key="x", sent_on=date(2026, 1, 1))
    ),
    "rule_set_version_once": lambda: again(make_rule_set(), valid_from=date(2020, 1, 1)),
    "rule_set_one_a_day": lambda: again(make_rule_set(), version="neu"),
    "rule_set_rates_up_to_all": lambda: change(make_rule_set(), bus_rate_bp=10_001),
    "rule_set_least_below_most": lambda: change(
        make_rule_set(), min_grant_cents=2, max_grant_cents=1
    ),
} | breaking.BROKEN


def constraints():
    return {
        constraint.name: constraint
        for model in apps.get_app_config("funding").get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_is_broken_below():
    assert set(BROKEN) == set(constraints())


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses_what_breaks(db, name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()

    if isinstance(constraints()[name], models.CheckConstraint):
        assert name in str(refused.value)


# What only the program touches: no person ever reads why.
INTERNAL = {"check_once", "number_counter_once"}


def test_every_constraint_people_can_meet_says_why_in_german():
    default = models.BaseConstraint.default_violation_error_message
    silent = {
        name
        for name, constraint in constraints().items()
        if constraint.violation_error_message == default
    }

    assert silent == INTERNAL


def test_constraints_speak_in_forms(db):
    line = CostLine(appointment=make_draft().appointments.get(), kind="entry", total_cents=50_00)

    with pytest.raises(ValidationError, match="für wie viele Personen der Eintritt gilt"):
        line.full_clean()


WRITTEN_ONCE = [LedgerEntry, Snapshot, Step, Letter, BankDetailsChange, BankDataView, FileView]


def with_bank_rows():
    """A granted case whose account was changed and looked at."""
    application = make_decided()
    actions.change_bank_details(
        application=application,
        by=application.submitted_by,
        iban="DE02120300000000202051",
        account_holder="Förderverein",
    )
    actions.reveal_iban(application=application, by=make_officer(), purpose="Abgleich")
    actions.note_look(application=application, by=make_officer(), kind="akte", name="1")
    return application


@pytest.mark.parametrize("model", WRITTEN_ONCE)
def test_written_once(db, model):
    application = with_bank_rows()
    rows = model.objects.filter(application=application)
    row = rows.first()

    for forbidden in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(pk=0),
        lambda: rows.bulk_update([row], []),
    ):
        with pytest.raises(RowIsFinal):
            forbidden()


def test_signed_decision_is_final(db):
    decision = make_decided().decision

    for forbidden in (
        decision.save,
        decision.delete,
        Decision.objects.all().delete,
        lambda: Decision.objects.update(reasons="anders"),
    ):
        with pytest.raises(RowIsFinal):
            forbidden()


@pytest.mark.parametrize(
    "model", [*WRITTEN_ONCE, pytest.param(Decision, marks=pytest.mark.postgres)]
)
def test_database_refuses_changes_past_the_program(db, model):
    row = model.objects.filter(application=with_bank_rows()).first()

    for statement in (
        f"DELETE FROM {model._meta.db_table}",
        f"UPDATE {model._meta.db_table} SET id = id",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{statement} WHERE id = %s", [row.pk])


def test_used_rules_are_locked(db):
    rule_set = make_rule_set()
    make_submitted(programme=rule_set.programme)
    rule_set.refresh_from_db()
    rule_set.bus_rate_bp = 9000

    with pytest.raises(DomainError, match="schon von Anträgen verwendet"):
        rule_set.save()
    with pytest.raises(ValidationError, match="schon von Anträgen verwendet"):
        rule_set.full_clean()
    with pytest.raises(DomainError):
        RuleSet.objects.update(bus_rate_bp=9000)
    with pytest.raises(models.ProtectedError):
        rule_set.delete()


def test_unused_rules_may_be_corrected(db):
    rule_set = make_rule_set(bus_rate_bp=7000)

    rule_set.bus_rate_bp = 8000
    rule_set.full_clean()
    rule_set.save()

    assert RuleSet.objects.update(count_adults=False) == 1
    assert rule_set.rules().bus_rate_bp == 8000


def test_rules_carry_every_figure_of_the_row(db):
    rules = make_rule_set(max_grant_cents=500_00).rules()

    columns = {field.name for field in RuleSet._meta.get_fields()}
    assert set(rules.__slots__) <= columns
    assert (rules.fee_cap_cents, rules.max_grant_cents, rules.references["bus"]) == (
        200_00,
        500_00,
        "Nr. 2 a der Richtlinie",
    )


def test_case_is_found_by_number_and_still_by_its_first_address(db):
    application = make_submitted()

    for key in (application.number, application.number.lower(), application.token):
        assert Application.objects.by_key(key).get() == application
    assert application.key == "KB-2026-0001"
    assert make_draft().key != ""


def test_iban_is_kept_tidy_and_checked(db):
    draft = make_draft(iban="de89 3704 0044 0532 0130 00")
    draft.full_clean()
    assert draft.iban == "DE89370400440532013000"
    for wrong in (
        "DE88370400440532013000",
        "DE8937040044053201300",
        "XX",
        "DE89 3704 0044 0532 0130 0٣",
    ):
        draft.iban = wrong
        with pytest.raises(ValidationError, match="IBAN kann nicht stimmen"):
            draft.full_clean()


def test_appointment_of_one_day_ends_on_it(db):
    appointment = make_draft().appointments.get()

    assert appointment.ends_on == appointment.starts_on
    assert str(appointment) == "01.05.2026 Klasse 3 b"
