"""The receipts on one page, the settled amount beside them, and the step with its letter."""

import pytest

from funding import budget
from funding.models import Receipt
from tests.factories.funding import (
    actual_lines,
    judge_all,
    make_decided,
    make_member,
    make_officer,
    make_report,
    make_reported,
    prove,
)
from tests.factories.office import make_client
from tests.funding.office import client_of, outcomes, page_of, query_count, said, text_of
from tests.funding.test_settling import reported_with


pytestmark = pytest.mark.django_db


def typed(case, **answers) -> dict:
    """The form as a browser sends it: what is kept, with these answers („bus“, „bus_betrag“, „entry_personen“)."""
    sent = {"version": case.version}
    for receipt in Receipt.objects.filter(cost_line__appointment__application=case):
        kind, name = receipt.cost_line.kind, f"beleg-{receipt.pk}"
        sent[name] = answers.get(kind, "anerkannt" if receipt.is_judged else "offen")
        sent[f"{name}-betrag"] = answers.get(f"{kind}_betrag", "")
        sent[f"{name}-grund"] = answers.get(f"{kind}_grund", "")
        sent[f"zeile-{receipt.cost_line_id}-personen"] = answers.get(f"{kind}_personen", "")
    return sent


def judged(case) -> dict:
    rows = Receipt.objects.filter(cost_line__appointment__application=case)
    return {row.cost_line.kind: (row.accepted_cents, row.cut_reason) for row in rows}


def test_receipts_by_role(region):
    case = make_reported()

    found = outcomes(page_of(case, "receipts"))

    assert {role for role, status in found.items() if status == 200} == {
        "sachbearbeitung",
        "superuser",
    }
    assert (found["lesend"], found["redaktion"], found["schule"]) == (403, 403, 302)


def test_page_shows_the_report_and_what_it_would_come_to(region):
    case = reported_with(380_00, 25)

    page = make_client("sachbearbeitung").get(page_of(case, "receipts"))

    assert (page.context["result"].payout_cents, page.context["waiting"]) == (0, 2)
    assert page.context["expected"].payout_cents == 379_00
    text = text_of(page)
    assert "23 Kinder und Jugendliche, 2 Begleitpersonen" in text
    assert "400,00\xa0€</td><td>380,00\xa0€" in text
    assert "Eine Bestätigung des Ortes liegt nicht vor." in text


def test_what_is_typed_is_reckoned_and_not_kept(region):
    case = reported_with(380_00, 25)
    sent = typed(
        case, bus="anerkannt", entry="gekuerzt", entry_betrag="120,00", entry_personen="20"
    )

    page = make_client("sachbearbeitung").post(
        page_of(case, "receipts"), sent | {"nachrechnen": "1"}
    )

    assert (page.status_code, page.context["result"].payout_cents) == (200, 304_00 + 60_00)
    assert page.context["result"].released_cents == 410_00 - 364_00
    assert judged(case) == {"bus": (None, ""), "entry": (None, "")}


def test_one_submit_judges_all_and_leads_to_the_settlement(region):
    case = reported_with(380_00, 25)
    client = make_client("sachbearbeitung")
    sent = typed(
        case, bus="anerkannt", entry="gekuerzt", entry_betrag="120", entry_grund="5 Karten privat",
        entry_personen="20",
    )  # fmt: skip

    response = client.post(page_of(case, "receipts"), sent | {"weiter": "1"}, follow=True)

    assert said(response) == ["2 Belege sind geprüft."]
    assert response.redirect_chain == [(page_of(case, "settle"), 302)]
    assert judged(case) == {"bus": (380_00, ""), "entry": (120_00, "5 Karten privat")}
    assert "Eintritt: 5 Karten privat (120,00\xa0€ von 150,00\xa0€ anerkannt)" in text_of(response)


def test_big_button_accepts_what_is_open(region):
    case = reported_with(380_00, 25)
    sent = typed(case, entry_betrag="0", entry_grund="Falscher Tag")

    make_client("sachbearbeitung").post(page_of(case, "receipts"), sent | {"alle": "1"})

    assert judged(case) == {"bus": (380_00, ""), "entry": (0, "Falscher Tag")}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"bus": "gekuerzt"}, "betrag"),
        ({"bus": "gekuerzt", "bus_betrag": "380,01", "bus_grund": "x"}, "betrag"),
        ({"bus": "gekuerzt", "bus_betrag": "100"}, "grund"),
        ({"bus": "anerkannt", "bus_betrag": "100"}, "betrag"),
        ({"bus_betrag": "viel"}, "betrag"),
    ],
)
def test_cut_without_amount_or_reason_is_said_at_its_field(region, answers, field):
    case = reported_with(380_00, 25)

    response = make_client("sachbearbeitung").post(
        page_of(case, "receipts"), typed(case, **answers)
    )

    bus = Receipt.objects.get(cost_line__kind="bus")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [f"beleg-{bus.pk}-{field}"]
    assert judged(case)["bus"] == (None, "")


@pytest.mark.parametrize("persons", ["0", "26", "zwei"])
def test_impossible_heads_are_said_at_their_field(region, persons):
    case = reported_with(380_00, 25)
    sent = typed(case, entry="anerkannt", entry_personen=persons)

    response = make_client("sachbearbeitung").post(page_of(case, "receipts"), sent)

    assert response.status_code == 422
    assert [name.rpartition("-")[2] for name in response.context["form"].errors] == ["personen"]


def test_who_was_slower_keeps_what_was_typed(region):
    case = reported_with(380_00, 25)
    sent = typed(case, bus="gekuerzt", bus_betrag="100", bus_grund="Nur die Hinfahrt")
    judge_all(case, by=make_officer())

    response = make_client("sachbearbeitung").post(page_of(case, "receipts"), sent)

    assert response.status_code == 409
    assert "Nur die Hinfahrt" in text_of(response)
    assert judged(case)["bus"] == (380_00, "")


def test_the_same_invoice_elsewhere_is_flagged_with_its_case(region):
    other = make_report(application=make_decided()).application
    line = actual_lines(other).first()
    prove(line, by=other.submitted_by, content=b"gleich", number="R1", claimed_cents=1)
    case = make_report(application=make_decided()).application
    prove(
        actual_lines(case).first(),
        by=case.submitted_by,
        content=b"gleich",
        number="R2",
        claimed_cents=1,
    )
    from_report = make_client("sachbearbeitung")
    case.status = "reported"
    case.save()

    page = from_report.get(page_of(case, "receipts"))

    assert f'Dieselbe Datei wie in <a href="{page_of(other)}"' in text_of(page)


def test_own_institution_is_barred(region):
    case = make_reported()
    tied = make_member(case.institution, is_staff=True, is_superuser=True)

    page = client_of(tied).get(page_of(case, "receipts"))
    sent = client_of(tied).post(page_of(case, "receipts"), typed(case, bus="anerkannt"))

    assert (page.status_code, sent.status_code) == (403, 403)
    assert judged(case) == {"bus": (None, "")}


def test_settlement_waits_for_every_receipt(region):
    case = make_reported()
    client = make_client("sachbearbeitung")

    page = client.get(page_of(case, "settle"))
    sent = client.post(page_of(case, "settle"), {"version": case.version, "note": ""})

    assert "Es sind noch Belege offen." in text_of(page)
    assert sent.status_code == 409
    case.refresh_from_db()
    assert case.status == "reported"


def test_settlement_says_what_it_does_and_does_it(region, mailoutbox):
    case = reported_with(380_00, 25)
    judge_all(case, by=make_officer())
    case.refresh_from_db()
    client = make_client("sachbearbeitung")

    page = text_of(client.get(page_of(case, "settle")))
    draft = client.post(
        page_of(case, "settle"), {"version": case.version, "note": "", "draft": "pdf"}
    )
    assert "379,00\xa0€ werden ausgezahlt" in page
    assert "31,00\xa0€ gehen in den Haushalt 2026 zurück." in page
    assert "Mitteilung über die Abrechnung" in page
    assert (draft.status_code, draft["Content-Type"]) == (200, "application/pdf")
    case.refresh_from_db()
    assert (case.status, len(case.letters.filter(kind="settlement_notice"))) == ("reported", 0)
    mailoutbox.clear()

    done = client.post(page_of(case, "settle"), {"version": case.version, "note": ""}, follow=True)

    case.refresh_from_db()
    assert said(done) == [f"{case.number} ist abgerechnet: 379,00\xa0€ werden ausgezahlt."]
    assert (case.status, case.settled_cents, case.settled_by) == ("settled", 379_00, client.user)
    entries = case.entries.order_by("pk").values_list("kind", "amount_cents")
    assert list(entries) == [("COMMIT", 410_00), ("RELEASE", 31_00)]
    assert budget.prove() == []
    assert len(mailoutbox) == 1


def test_settlement_of_what_was_judged_anew_is_asked_again(region):
    case = reported_with(380_00, 25)
    judge_all(case, by=make_officer())
    seen = case.version

    response = make_client("sachbearbeitung").post(
        page_of(case, "settle"), {"version": seen, "note": ""}
    )

    case.refresh_from_db()
    assert (response.status_code, case.status) == (409, "reported")


def test_file_opens_beside_through_the_door_of_the_case(region):
    case = make_reported()
    receipt = Receipt.objects.get()
    url = page_of(case, "paper", receipt.attachment_id)

    shown = make_client("sachbearbeitung").get(url)

    assert b"".join(shown) != b""
    assert shown["Content-Disposition"] == 'inline; filename="Rechnung.pdf"'
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown["Cache-Control"]
    other = make_reported()
    assert (
        make_client("sachbearbeitung")
        .get(page_of(other, "paper", receipt.attachment_id))
        .status_code
        == 404
    )
    assert make_client("schule").get(url).status_code == 302


def test_page_asks_the_database_equally_often(region):
    client, counts = make_client("sachbearbeitung"), []
    for number in (1, 4):
        case = make_report(application=make_decided()).application
        for index in range(number):
            prove(
                actual_lines(case).first(),
                by=case.submitted_by,
                number=f"X{index}",
                claimed_cents=1,
            )
        case.status = "reported"
        case.save()
        counts.append(query_count(client, page_of(case, "receipts")))

    assert counts[0] == counts[1]
