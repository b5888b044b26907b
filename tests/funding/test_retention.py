"""What is kept how long, what is forgotten then, and that no sum moves."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from bildungsregion.base.dates import months_later
from bildungsregion.base.errors import DomainError
from funding import actions, budget, reports, retention
from funding.models import Application, Decision, LedgerEntry, Letter, PaymentRun, Snapshot, Step
from funding.models.append_only import AppendOnly
from tests.factories.funding import (
    make_decided,
    make_draft,
    make_officer,
    make_school,
    make_submitted,
)
from tests.factories.keeping import add_file, forget, make_paid


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 2), 6, date(2026, 9, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -24, date(2024, 1, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert months_later(day, months) == later


def test_granted_case_is_kept_ten_years_after_the_adopted_accounts(db):
    assert retention.term(make_paid()).ends_on == date(2039, 1, 1)


def test_granted_case_without_adopted_accounts_has_no_end(db):
    case = make_decided()
    budget.pay(case.budget_year, 280_00, application=case, by=make_officer(), key="p")

    assert retention.term(case).ends_on is None
    assert retention.obstacles(case, date(2100, 1, 1)) == [
        "Der Jahresabschluss 2026 ist noch nicht festgestellt."
    ]


def test_term_of_the_programme_is_data(db):
    case = make_paid()
    case.programme.keep_granted_years = None

    assert retention.term(case).ends_on is None
    assert retention.obstacles(case, date(2100, 1, 1)) == [
        "Für diesen Vorgang ist kein Ende der Aufbewahrung festgelegt."
    ]


def test_refused_and_withdrawn_cases_have_their_own_term(db):
    refused = make_decided(amount=0, reasons="Kein Geld.")
    withdrawn = make_submitted()
    actions.withdraw(application=withdrawn, by=withdrawn.created_by)
    withdrawn.refresh_from_db()

    assert [retention.term(case).ends_on for case in (refused, withdrawn)] == [date(2030, 1, 1)] * 2


def test_draft_is_kept_from_its_last_change_or_upload(db, clock):
    draft = make_draft()
    clock("2026-07-01")
    add_file(draft)

    assert retention.term(draft).ends_on == date(2027, 1, 1)


@pytest.mark.parametrize(("day", "left"), [("2026-09-01", 1), ("2026-09-02", 0)])
def test_forget_deletes_a_draft_with_its_files_on_the_day(db, clock, day, left):
    draft = make_draft()
    file = add_file(draft).file
    clock(day)

    forget()

    assert Application.objects.count() == left
    assert file.storage.exists(file.name) is bool(left)


def test_anonymising_blanks_the_people_and_keeps_every_sum(db, clock):
    case = make_paid()
    case.programme.reason_modules = ["Das Geld reicht nicht."]
    case.programme.save()
    attachment = add_file(case)
    letter = case.letters.get(kind="grant_notice")
    files = [attachment.file, letter.pdf]
    kept = ("number", "status", "institution_id", "field", "provider_name", "municipality_id", "requested_cents",
            "computed_cents", "decided_cents", "third_party_cents", "received_on", "decided_at")  # fmt: skip
    rows = (
        Application.objects.values(*kept),
        case.appointments.values("starts_on", "ends_on", "children", "adults"),
        LedgerEntry.objects.order_by("pk").values(),
        Letter.objects.order_by("pk").values("number", "kind", "sha256", "issued_at", "issued_by"),
        Snapshot.objects.order_by("pk").values("occasion", "result_cents", "sha256"),
        Step.objects.order_by("pk").values("verb", "from_status", "to_status", "taken_at"),
        Decision.objects.values("kind", "amount_cents", "computed_cents", "signed_at", "signed_by"),
    )
    before = [list(each.all()) for each in rows]
    clock("2039-01-01")

    forget()

    assert [list(each.all()) for each in rows] == before
    assert budget.prove() == []
    case.refresh_from_db()
    said = {name: getattr(case, name) for name in retention.BLANKS[Application]}
    assert said == retention.BLANKS[Application]
    assert case.anonymised_on == date(2039, 1, 1)
    assert [file.storage.exists(file.name) for file in files] == [False, False]
    assert list(case.attachments.values_list("name", "file")) == [("Anlage", "")]
    assert set(case.letters.values_list("pdf", flat=True)) == {""}
    assert [row.context_json for row in case.letters.all()] == [{}, {}]
    assert [(row.input_json, row.steps_json) for row in case.snapshots.all()] == [({}, [])] * 2
    assert case.appointments.get().group_label == ""


def test_no_name_of_the_case_is_left_in_any_table(db, clock):
    case = make_paid(
        description="Mit Frau Beispiel", contact_name="Frau Beispiel", head_name="Frau Beispiel"
    )
    clock("2039-01-01")

    forget()

    found = [
        f"{model.__name__}: {row}"
        for model in apps.get_app_config("funding").get_models()
        for row in model.objects.values()
        if "Beispiel" in str(row) or "DE89" in str(row)
    ]
    assert found == []
    assert case.number in Application.objects.values_list("number", flat=True)


def test_reports_say_the_same_before_and_after(db, clock):
    case = make_paid()
    case.programme.reason_modules = ["Das Geld reicht nicht."]
    case.programme.save()
    make_decided(
        amount=0, reasons="Das Geld reicht nicht. Wir riefen an.", budget_year=case.budget_year
    )
    clock("2039-01-01")

    def figures():
        report = reports.year_report(case.programme, 2026)
        return report.total, report.tables, report.reasons, report.spells, report.withdrawn_cases

    before = figures()
    forget()

    assert Application.objects.filter(anonymised_on=None).count() == 0
    assert figures() == before
    assert [(reason.text, reason.cases) for reason in before[2]] == [("Das Geld reicht nicht.", 1)]


def test_reasons_keep_only_the_standard_sentences_that_are_counted(db, clock):
    case = make_decided(amount=0, reasons="Das Geld reicht nicht.\nFrau Beispiel rief an.")
    case.programme.reason_modules = ["Das Geld reicht nicht."]
    case.programme.save()
    clock("2030-01-01")

    forget()

    assert case.decisions.get().reasons == "Das Geld reicht nicht."


def test_free_reasons_become_a_plain_sentence(db, clock):
    case = make_decided(amount=0, reasons="Frau Beispiel rief an.")
    clock("2030-01-01")

    forget()

    assert case.decisions.get().reasons == "Nach Ablauf der Frist gelöscht."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_submitted, "Der Vorgang hat den Stand „Eingegangen“ und ist noch nicht beendet."),
        (make_decided, "280,00\u00a0€ sind bewilligt, aber weder ausgezahlt noch zurückgegeben."),
        (make_paid, "Die Aufbewahrungsfrist läuft bis zum 31.12.2038."),
    ],
)
def test_anonymising_is_refused_while_anything_is_open(db, make, sentence):
    case = make()

    with pytest.raises(DomainError) as refused:
        actions.anonymise(application=case, today=date(2038, 12, 31))

    assert sentence in refused.value.message
    case.refresh_from_db()
    assert (case.anonymised_on, case.contact_name) == (None, "Klassenleitung 3 b")


def test_forget_reports_in_a_dry_run_and_changes_nothing(db, clock):
    make_paid()
    make_draft(institution=make_school(name="Grundschule Lüne"))
    clock("2039-01-01")

    lines = forget("--dry-run")

    assert [line for line in lines if "Verlauf der Einträge" not in line] == [
        "Aufbewahrung am 01.01.2039, nur Bericht:",
        "- Entwürfe gelöscht, mit ihren Dateien: 1 (Entwurf, 6 Monate nach der letzten Änderung)",
        "- Vorgänge anonymisiert: 1 (bewilligt, 10 Jahre nach dem Jahresabschluss)",
        "- Konten gelöscht: 0",
        "- Konten anonymisiert: 0",
        "- E-Mails im Postausgang gelöscht: 0",
    ]
    assert Application.objects.filter(anonymised_on=None).count() == 2


def test_forget_says_what_stays_and_why(db, clock):
    case = make_decided()
    case.budget_year.state, case.budget_year.accounts_adopted_on = "closed", date(2028, 6, 15)
    case.budget_year.save()
    clock("2039-01-01")

    lines = forget()

    assert [line for line in lines if "bleibt" in line] == [
        f"  bleibt: {case.number}: 280,00\u00a0€ sind bewilligt, aber weder ausgezahlt noch zurückgegeben."
    ]


def test_forget_twice_is_forget_once(db, clock):
    case = make_paid()
    clock("2039-01-01")
    forget()
    case.refresh_from_db()

    assert forget()[2] == "- Vorgänge anonymisiert: 0"
    assert Application.objects.get().version == case.version


def test_missing_file_does_not_stop_forgetting(db, clock):
    case = make_paid()
    letter = case.letters.first()
    letter.pdf.storage.delete(letter.pdf.name)
    clock("2039-01-01")

    forget()

    case.refresh_from_db()
    assert case.anonymised_on == date(2039, 1, 1)


def test_download_of_a_forgotten_letter_is_gone(db, clock, client):
    case = make_paid()
    letter = case.letters.first()
    clock("2039-01-01")
    forget()
    client.force_login(case.created_by, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(letter.get_absolute_url()).status_code == 404


# Words that stay in an anonymised case, and why.
STAY = {
    "Application.token": "a random address",
    "Application.submit_token": "a random mark",
    "Application.number": "the case's number",
    "Application.imported_from": "a file and a line",
    "Application.provider_name": "the statistics count by it (docs/adr/0096)",
    "Appointment.age_band": "an age, nobody's",
    "Attachment.mime": "kind of file",
    "Attachment.sha256": "the tombstone",
    "Claim.waived_reason": "replaced by a plain sentence in actions.anonymise",
    "CheckItem.note": "replaced by a plain sentence in actions.anonymise",
    "Decision.reasons": "the standard sentences that are counted",
    "Decision.conditions": "emptied by DecisionQuerySet.forget",
    "InfoRequest.sections": "steps of the form",
    "LedgerEntry.reason": "the books are never changed",
    "LedgerEntry.idempotency_key": "made by the program",
    "Letter.number": "the letter's number",
    "Letter.sha256": "the tombstone",
    "Letter.template_version": "version of a text",
    "PaymentOrder.number": "the order's number",
    "PaymentRun.number": "the list's number",
    "PaymentRun.csv": "deleted with the last case on the list (actions.keeping)",
    "PaymentRun.sha256": "the tombstone",
    "PaymentOrder.exception_reason": "replaced by a plain sentence in actions.anonymise",
    "PaymentOrder.failed_reason": "replaced by a plain sentence in actions.anonymise",
    "Receipt.cut_reason": "replaced by a plain sentence in actions.anonymise",
    "Snapshot.sha256": "the tombstone",
    "Step.verb": "a word of the workflow",
    "VenueConfirmation.confirmer": "replaced by a plain sentence in actions.anonymise",
    "VenueConfirmation.token_sha256": "the hash of a secret that is used up",
}  # fmt: skip


def of_a_case(model) -> bool:
    """Whether rows of this model belong to cases, through whatever rows, or hold what was paid for them."""
    own = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    ours = {parent for parent in own if parent is not model and parent._meta.app_label == "funding"}
    return model in (Application, PaymentRun) or any(map(of_a_case, ours))


def test_every_text_of_a_case_is_forgotten_or_stays_for_a_reason():
    open_questions = []
    for model in apps.get_app_config("funding").get_models():
        if not of_a_case(model):
            continue
        blanked = set(retention.BLANKS.get(model, ()))
        if issubclass(model, AppendOnly):
            blanked |= set(model.FORGETTABLE)
        for field in model._meta.concrete_fields:
            speaks = isinstance(
                field, models.CharField | models.TextField | models.JSONField | models.FileField
            )
            name = f"{model.__name__}.{field.name}"
            if speaks and not field.choices and field.name not in blanked and name not in STAY:
                open_questions.append(name)

    assert open_questions == []


@pytest.mark.postgres
@pytest.mark.parametrize("model", [Letter, Snapshot, Step, Decision])
def test_postgres_lets_only_forgetting_pass(db, clock, model):
    case = make_paid()
    clock("2039-01-01")
    row = model.objects.filter(application=case).first()
    word = {Letter: "pdf", Snapshot: "input_json", Step: "note_public", Decision: "reasons"}[model]
    empty = {Snapshot: "{}"}.get(model, "")
    table = model._meta.db_table

    def change(assignment, *values):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {assignment} WHERE id = %s", [*values, row.pk])

    with pytest.raises(IntegrityError, match="append-only"):
        change(f"{word} = %s", empty)
    forget()
    change(f"{word} = %s", empty)
    for assignment in ("application_id = application_id + 0, id = id + 1000",):
        with pytest.raises(IntegrityError, match="append-only"):
            change(assignment)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])


@pytest.mark.postgres
@pytest.mark.parametrize("model", [Letter, Step])
def test_postgres_refuses_other_words_in_a_forgotten_row(db, clock, model):
    make_paid()
    clock("2039-01-01")
    forget()
    word = {Letter: "pdf", Step: "note_internal"}[model]

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {model._meta.db_table} SET {word} = 'anders'")
