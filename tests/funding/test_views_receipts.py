"""Receipts by photo or PDF: an accepted file is never asked for twice, and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding import actions
from funding.models import Receipt
from tests.factories.funding import (
    actual_lines,
    let_pass,
    make_decided,
    make_report,
    prove,
)
from tests.funding.browsing import text_of, url
from tests.funding.proving import PDF, receipt_address, save, upload


@pytest.fixture
def case(region, school_client):
    """Granted, the trip was yesterday: a bus for 350 euro."""
    return let_pass(make_decided(by=school_client.user, institution=school_client.actor))


@pytest.fixture
def begun(case):
    actions.begin_report(application=case, by=case.submitted_by)
    return case


def test_receipt_is_added_by_way_of_the_form(begun, school_client):
    way = save(school_client, begun, t0_0_summe="340", beleg_neu="t0-0")
    page = text_of(school_client.get(way["Location"]))
    response = upload(school_client, begun, betrag="340", nummer="RE-7", von="Busbetrieb")

    receipt = Receipt.objects.get()
    assert way["Location"] == receipt_address(begun)
    assert 'name="betrag" value="340,00"' in page
    assert response["Location"] == f"{url('proof', begun)}#belege-t0-0"
    assert (receipt.amount_cents, receipt.claimed_cents) == (340_00, 340_00)
    assert (receipt.number, receipt.issuer, str(receipt.issued_on)) == (
        "RE-7", "Busbetrieb", "2026-03-01",
    )  # fmt: skip


def test_unfinished_row_gets_no_receipt_yet(begun, school_client):
    response = save(school_client, begun, t0_1_art="entry", t0_1_summe="5", beleg_neu="t0-1")

    assert response.status_code == 422
    assert "Für wie viele Personen gilt der Eintritt?" in text_of(response)
    assert "Bitte schreiben Sie ein bis drei Sätze" not in text_of(response).split("Noch offen")[0]


def test_second_click_on_a_receipt_is_one_receipt(begun, school_client):
    for _ in range(2):
        upload(school_client, begun, nummer="RE-7")

    assert (Receipt.objects.count(), begun.attachments.count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"betrag": "12,505"}, "höchstens zwei Stellen nach dem Komma"),
        ({"betrag": "1e3"}, "„1e3“ ist kein Betrag."),
        ({"betrag": "1234567890"}, "Der Betrag ist zu groß."),
        ({"betrag": "0"}, "Bitte geben Sie mindestens 0,01 € an."),
        ({"betrag": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"anteil": "350,01"}, "Das ist mehr als der Betrag auf dem Beleg (350,00 €)."),
        ({"datum": "2026-03-03"}, "Dieses Datum liegt in der Zukunft."),
        ({"datum": "0026-03-01"}, "Dieses Datum liegt lange zurück."),
        ({"datum": "gestern"}, "Datum"),
        ({"nummer": "9" * 61}, "60"),
    ],
)
def test_bad_field_does_not_cost_the_file(begun, school_client, fields, sentence):
    response = upload(school_client, begun, **fields)
    html = text_of(response)
    attachment = begun.attachments.get()
    again = upload(school_client, begun, content=None, vorhanden=attachment.pk)

    assert response.status_code == 422
    assert sentence in html
    assert f'name="vorhanden" value="{attachment.pk}"' in html
    assert 'type="file"' not in html
    assert again.status_code == 302
    assert Receipt.objects.get().attachment == attachment


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rechnung.pdf", b"PK\x03\x04 archiv", "lässt sich nicht öffnen"),
        ("rechnung.pdf.exe", b"MZ", "Dateien dieser Art nehmen wir nicht an."),
        ("leer.pdf", b"", "Diese Datei ist leer."),
        ("foto.heic", b"x", "HEIC"),
    ],
)
def test_bad_file_keeps_what_was_typed(begun, school_client, name, content, sentence):
    response = upload(school_client, begun, content, name, nummer="RE-7", von="Busbetrieb")

    html = text_of(response)
    assert response.status_code == 422
    assert sentence in html
    assert ('value="RE-7"' in html, 'value="Busbetrieb"' in html) == (True, True)
    assert 'value="2026-03-01"' in html
    assert (Receipt.objects.count(), begun.attachments.count()) == (0, 0)


def test_missing_file_is_asked_for(begun, school_client):
    response = upload(school_client, begun, content=None)

    assert response.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in text_of(response)


def test_full_disk_is_told(begun, school_client, settings, tmp_path):
    (tmp_path / "full").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "full"

    response = upload(school_client, begun, nummer="RE-7")

    assert response.status_code == 503
    assert "Die Datei ließ sich gerade nicht speichern." in text_of(response)
    assert 'value="RE-7"' in text_of(response)


def test_one_file_serves_several_lines(begun, school_client):
    upload(school_client, begun, betrag="400", anteil="350", nummer="RE-7", von="Museum")
    save(school_client, begun, t0_1_art="sach", t0_1_summe="50", autosave="1")
    other = actual_lines(begun).last()
    attachment = begun.attachments.get()

    offered = text_of(school_client.get(url("proof_receipt", begun, other.pk)))
    page = text_of(
        school_client.get(url("proof_receipt", begun, other.pk), {"datei": attachment.pk})
    )
    school_client.post(
        url("proof_receipt", begun, other.pk),
        {"vorhanden": attachment.pk, "betrag": "400", "anteil": "50", "datum": "2026-03-01"},
    )

    assert "Rechnung.pdf verwenden" in offered
    for known in ('value="400,00"', 'value="50,00"', 'value="RE-7"', 'value="Museum"'):
        assert known in page
    assert [receipt.claimed_cents for receipt in attachment.receipts.all()] == [350_00, 50_00]


def test_receipt_can_be_corrected_and_taken_away(begun, school_client):
    receipt = prove(actual_lines(begun).get(), by=begun.submitted_by)
    address = receipt_address(begun, receipt.pk)

    page = text_of(school_client.get(address))
    school_client.post(address, {"betrag": "345", "datum": "2026-02-28", "nummer": "A 1"})
    receipt.refresh_from_db()
    removed = save(school_client, begun, beleg_weg=str(receipt.pk))

    assert "Beleg ändern" in page
    assert (receipt.amount_cents, receipt.number) == (345_00, "A 1")
    assert removed["Location"].endswith("#belege-t0-0")
    assert (Receipt.objects.count(), begun.attachments.count()) == (0, 0)


def test_file_on_no_receipt_is_shown_and_goes(begun, school_client):
    upload(school_client, begun, betrag="")
    attachment = begun.attachments.get()

    html = text_of(school_client.get(url("proof", begun)))
    save(school_client, begun, datei_weg=str(attachment.pk))

    assert "Noch keinem Beleg zugeordnet" in html
    assert begun.attachments.count() == 0


def test_paper_claimed_twice_is_a_friendly_hint(begun, school_client):
    line = actual_lines(begun).get()
    prove(line, by=begun.submitted_by, number="RE 7")
    prove(line, by=begun.submitted_by, number="RE-07", content=b"noch ein Foto")

    html = text_of(school_client.get(url("proof", begun)))

    assert "Die Rechnung „RE 7“ zählt hier für 350,00 € mehr, als auf ihr steht." in html


def test_paper_of_ones_other_case_is_told_and_others_never(begun, school_client):
    own = make_report(
        programme=begun.programme, by=school_client.user, institution=school_client.actor
    ).application
    foreign = make_report(programme=begun.programme).application
    for other in (own, foreign):
        receipt = Receipt.objects.get(cost_line__appointment__application=other)
        actions.change_receipt(
            receipt=receipt, by=other.submitted_by, number="RE-7", issued_on=receipt.issued_on,
            amount_cents=350_00,
        )  # fmt: skip

    response = school_client.post(
        receipt_address(begun),
        {"betrag": "350", "datum": "2026-03-01", "nummer": "re 7",
         "datei": SimpleUploadedFile("a.pdf", PDF)},
        follow=True,
    )  # fmt: skip

    html = text_of(response)
    assert f"Diese Rechnung gehört auch zu {own.number}." in html
    assert foreign.number not in html


def test_receipt_typed_while_signed_out_comes_back(begun, school_client):
    address = receipt_address(begun)
    school_client.logout()
    school_client.post(address, {"betrag": "12,34", "nummer": "RE-9"})
    school_client.force_login(
        begun.submitted_by, backend="django.contrib.auth.backends.ModelBackend"
    )

    html = text_of(school_client.get(address))

    assert ('value="12,34"' in html, 'value="RE-9"' in html) == (True, True)
