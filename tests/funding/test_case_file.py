"""A whole case as one ZIP: what is in it, under which names, and who gets it."""

import io
import json
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.urls import reverse

from funding import actions, case_data, case_file
from funding.models import Application, Attachment, BankDataView
from tests.factories.funding import (
    IBAN,
    make_decided,
    make_draft,
    make_officer,
    make_paid,
    make_submitted,
)
from tests.factories.lives import make_full_life
from tests.factories.office import ANONYMOUS, SCHOOL, make_client


def add_file(case: Application, name: str, content: bytes, suffix: str = ".pdf") -> Attachment:
    return Attachment.objects.create(
        application=case, kind="angebot", file=ContentFile(content, name=f"x{suffix}"), name=name,
        mime="application/pdf", size=len(content), sha256=name.rjust(64, "0")[:64], uploaded_by=case.created_by,
    )  # fmt: skip


def unpack(case: Application, **options) -> dict[str, bytes]:
    content = b"".join(case_file.stream(case, **options))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_zip_holds_application_letters_attachments_and_log(db):
    case = make_decided()
    add_file(case, "Angebot Bus.pdf", b"%PDF bus")
    add_file(case, "Angebot Bus.pdf ", b"%PDF other")

    files = unpack(case)

    at = case.number
    assert list(files) == [
        f"{at}/case.json",
        f"{at}/verlauf.csv",
        f"{at}/schreiben/01 Eingangsbestätigung_{at}-1.pdf",
        f"{at}/schreiben/02 Zuwendungsbescheid_{at}-2.pdf",
        f"{at}/anlagen/01 Angebot Bus.pdf",
        f"{at}/anlagen/02 Angebot Bus.pdf",
    ]
    assert files[f"{at}/anlagen/02 Angebot Bus.pdf"] == b"%PDF other"
    assert files[f"{at}/schreiben/01 Eingangsbestätigung_{at}-1.pdf"].startswith(b"%PDF")


def test_files_carry_the_day_they_came(db):
    case = make_submitted()
    content = b"".join(case_file.stream(case))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[-1].date_time == (2026, 3, 2, 10, 0, 0)


def test_json_of_a_case_has_the_documented_fields(db):
    case = make_decided()

    data = json.loads(unpack(case)[f"{case.number}/case.json"])

    assert (data["version"], data["number"], data["status"]) == (2, case.number, "approved")
    assert (data["requested_cents"], data["decided_cents"], data["budget_year"]) == (
        280_00,
        280_00,
        2026,
    )
    assert data["appointments"][0]["costs"] == [
        {"phase": "plan", "kind": "bus", "label": "", "persons": None, "unit_cents": None,
         "total_cents": 350_00, "for_adults": False, "accepted_persons": None}
    ]  # fmt: skip
    assert [(row["kind"], row["amount_cents"]) for row in data["ledger"]] == [("COMMIT", 280_00)]
    assert [row["verb"] for row in data["log"]] == ["submit", "start_review", "propose", "approve"]
    assert data["submitted_at"] == "2026-03-02T09:00:00Z"
    assert data["decisions"][0]["signed_by"] == "Zeichnung"


def names_of(data) -> set[str]:
    """Every key of the JSON, however deep; the wanted plan is a form's own data."""
    if isinstance(data, list):
        return set().union(*map(names_of, data))
    if not isinstance(data, dict):
        return set()
    return set(data).union(
        *(names_of(value) for name, value in data.items() if name not in ("plan_json", "sections"))
    )


def test_every_field_of_the_json_is_documented(db, settings):
    described = (settings.BASE_DIR / "docs" / "funding" / "case-file.md").read_text()

    fields = names_of(case_data.as_data(make_full_life()))

    assert len(fields) > 130
    assert {name for name in fields if f"`{name}`" not in described} == set()


def test_json_tells_the_whole_life(db):
    data = case_data.as_data(make_full_life())

    assert (data["status"], data["settled_cents"]) == ("closed", 360_00)
    assert [row["outcome"] for row in data["change_requests"]] == ["amended"]
    assert [row["kind"] for row in data["decisions"]] == ["approve", "amend", "revoke"]
    assert [(row["claimed_cents"], row["accepted_cents"]) for row in data["receipts"]] == [
        (500_00, 450_00)
    ]
    assert data["venue_confirmations"][0]["confirmer"] == "Frau Beispiel"
    assert [(row["iban"], row["paid_on"] is None) for row in data["payment_orders"]] == [
        ("DE89 … 3000", True),
        ("DE02 … 2051", False),
    ]
    assert (data["claim"]["amount_cents"], data["claim"]["refunded_cents"]) == (260_00, 260_00)
    assert data["hearings"][0]["statement"] == "Frau Beispiel war dabei."
    assert "Anruf von Frau Beispiel" in [row["purpose"] for row in data["bank_views"]]
    assert {way["channel"] for row in data["letters"] for way in row["deliveries"]} == {"post"}
    kinds = [row["kind"] for row in data["ledger"]]
    assert kinds == ["COMMIT", "COMMIT", "RELEASE", "PAY", "REFUND", "RELEASE"]


@pytest.mark.parametrize("show", [True, False])
def test_order_to_the_cashier_comes_only_with_the_account(db, show):
    case = make_paid()

    files = unpack(case, show_bank=show)

    at = case.number
    assert [name for name in files if "/belege/" in name] == [f"{at}/belege/01 Rechnung.pdf"]
    assert any("Auszahlungsanordnung" in name for name in files) is show
    assert (f"{at}/nicht-enthalten.txt" in files) is not show
    if not show:
        assert files[f"{at}/nicht-enthalten.txt"].decode() == (
            f"Auszahlungsanordnung {at}/4: nennt die vollständige IBAN.\n"
        )


@pytest.mark.parametrize(("show", "iban"), [(False, "DE89 … 3000"), (True, IBAN)])
def test_account_number_is_masked_unless_asked_for(db, show, iban):
    case = make_submitted()

    files = unpack(case, show_bank=show)

    assert json.loads(files[f"{case.number}/case.json"])["iban"] == iban
    assert (IBAN.encode() in b"".join(files.values())) is show


def test_log_runs_nothing_in_a_spreadsheet(db):
    case = make_submitted()
    actions.withdraw(application=case, by=case.created_by, note="=HYPERLINK(1)")

    lines = unpack(case)[f"{case.number}/verlauf.csv"].decode("utf-8-sig").splitlines()

    assert (
        lines[2]
        == "02.03.2026 10:00;Zurückziehen;Eingegangen;Zurückgezogen;Lehrkraft;;'=HYPERLINK(1);"
    )


def test_lost_file_is_named_and_the_rest_comes(db):
    case = make_submitted()
    row = add_file(case, "Angebot.pdf", b"%PDF")
    row.file.storage.delete(row.file.name)

    files = unpack(case)

    assert files[f"{case.number}/fehlende-dateien.txt"].decode() == "anlagen/01 Angebot.pdf\n"
    assert f"{case.number}/schreiben/01 Eingangsbestätigung_{case.number}-1.pdf" in files


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Angebot für Größe.pdf", "Angebot für Größe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Temp\\rechnung.pdf", "rechnung.pdf"),
        ("rechnung.pdf.exe", "rechnung.pdf.exe.pdf"),
        ("a<b>:c|d?.pdf", "a b c d.pdf"),
        ("con", "Datei con.pdf"),
        ("nul.txt.pdf", "Datei nul.txt.pdf"),
        ("...", "Datei.pdf"),
        ("\x00\n.pdf", "Datei.pdf"),
        ("fdp\u202etxt.pdf", "fdp txt.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 80 + ".pdf"),
    ],
)
def test_names_in_the_archive_are_safe_and_readable(name, safe):
    assert case_file.safe_name(name, ".pdf") == safe


def test_large_file_comes_in_pieces(db):
    case = make_submitted()
    add_file(case, "Foto.pdf", bytes(range(256)) * 4096)

    pieces = list(case_file.stream(case))

    assert len(pieces) > 15
    assert max(map(len, pieces)) < 200_000


@pytest.mark.parametrize(
    ("role", "status"),
    [(ANONYMOUS, 302), (SCHOOL, 302), ("redaktion", 403), ("sachbearbeitung", 200), ("kasse", 200), ("lesend", 200)],
)  # fmt: skip
def test_only_who_reads_cases_gets_the_file(region, role, status):
    case = make_submitted()

    answer = make_client(role).get(reverse("admin:funding_application_file", args=[case.pk]))

    assert answer.status_code == status
    assert LogEntry.objects.count() == (status == 200)


def test_drafts_have_no_file(region):
    draft = make_draft()

    url = reverse("admin:funding_application_file", args=[draft.pk])

    assert make_client("sachbearbeitung").get(url).status_code == 404


@pytest.mark.parametrize(
    ("rights", "iban", "views"),
    [
        (["view_application"], "DE89 … 3000", []),
        (["view_application", "manage_budget"], "DE89 … 3000", []),
        (["view_application", "review_application"], IBAN, ["Akte als ZIP heruntergeladen"]),
        (["view_application", "run_payments"], IBAN, ["Akte als ZIP heruntergeladen"]),
    ],
)
def test_download_shows_bank_data_only_with_the_right_and_is_logged(
    region, client, rights, iban, views
):
    case = make_submitted()
    client.force_login(make_officer(*rights), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(reverse("admin:funding_application_file", args=[case.pk]))

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert json.loads(archive.read(f"{case.number}/case.json"))["iban"] == iban
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}.zip"'
    assert [(row.object_repr, row.change_message) for row in LogEntry.objects.all()] == [
        (case.number, "Akte als ZIP heruntergeladen")
    ]
    assert [row.purpose for row in BankDataView.objects.all()] == views


def test_case_page_offers_the_file(region):
    case = make_submitted()

    page = make_client("lesend").get(reverse("admin:funding_application_change", args=[case.pk]))

    assert (
        f'href="/verwaltung/funding/application/{case.pk}/akte.zip" download'
        in page.content.decode()
    )
