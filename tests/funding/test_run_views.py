"""Lists for the cashier in the office: put together, signed off, handed out, answered; and the whole chain."""

from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from funding import actions, budget
from funding.models import Application, BankDataView, LedgerEntry, PaymentRun, Receipt
from tests.factories.funding import IBAN, make_officer, make_ordered, make_reported
from tests.factories.office import make_client
from tests.funding.office import by_role, outcomes, page_of, query_count, said, text_of


pytestmark = pytest.mark.django_db
LISTS = reverse("admin:funding_paymentrun_changelist")
OPEN = reverse("admin:funding_paymentrun_open")
RETURN = reverse("admin:funding_paymentrun_return")
INDEX = reverse("admin:index")


def at(run: PaymentRun, page: str = "change", *more) -> str:
    return reverse(f"admin:funding_paymentrun_{page}", args=[run.pk, *more])


def made(*cases, by=None) -> PaymentRun:
    return actions.open_run(orders=[case.payment_order for case in cases], by=by or make_officer())


def handed_out(*cases) -> PaymentRun:
    run = made(*cases)
    actions.release_run(run=run, by=make_officer())
    actions.export_run(run=run, by=make_officer())
    return PaymentRun.objects.get(pk=run.pk)


def answer(*rows: str, header: str = "Anordnung;Ergebnis;Datum;Betrag;Grund") -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def paid(case, cents: str = "280,00") -> str:
    return f"{case.number}-Z1;bezahlt;{timezone.localdate():%d.%m.%Y};{cents};"


def upload(client, content: bytes):
    return client.post(RETURN, {"file": SimpleUploadedFile("rueck.csv", content)})


def outcomes_of(response) -> list[str]:
    return [row.outcome for row in response.context["rows"]]


def test_pages_by_role(region):
    run = made(make_ordered())
    readers = ("sachbearbeitung", "zeichnung", "kasse", "superuser")

    assert outcomes(LISTS) == by_role(*readers)
    assert outcomes(at(run)) == by_role(*readers)
    assert outcomes(OPEN) == by_role("kasse", "superuser")
    assert outcomes(RETURN) == by_role("kasse", "superuser")


def test_list_is_put_together_signed_off_and_handed_out(region):
    first, second = make_ordered(), make_ordered()
    cashier, signer = make_client("kasse"), make_client("zeichnung")

    page = cashier.get(OPEN)
    opened = cashier.post(OPEN, {"orders": page.context["form"]["orders"].value()}, follow=True)
    run = PaymentRun.objects.get()
    own = cashier.post(at(run, "release"))
    early = cashier.post(at(run, "export"))
    released = signer.post(at(run, "release"), follow=True)
    exported = cashier.post(at(run, "export"), follow=True)

    assert said(opened) == [
        f"Auszahlungsliste {run.number} über 560,00\xa0€ wartet auf die Freigabe."
    ]
    assert (own.status_code, early.status_code) == (409, 409)
    assert "Freigeben muss sie jemand anderes." in text_of(own)
    assert said(released) == [
        f"Auszahlungsliste {run.number} ist freigegeben und kann an die Kasse gehen."
    ]
    assert len(said(exported)) == 1
    run.refresh_from_db()
    assert (run.opened_by, run.released_by, run.exported_by) == (
        cashier.user, signer.user, cashier.user,
    )  # fmt: skip
    assert run.sha256 in text_of(exported)
    for text in map(text_of, (page, opened, exported)):
        assert "DE89 … 3000" in text
        assert IBAN not in text
    assert {order.application for order in run.orders.all()} == {first, second}


def test_second_download_is_the_same_file_and_noted(region):
    case = make_ordered()
    run = handed_out(case)
    cashier = make_client("kasse")

    first, second = (cashier.get(at(run, "file", "csv")) for _ in range(2))
    papers = [cashier.get(at(run, "file", "pdf")).content for _ in range(2)]

    assert first.content == second.content
    assert sha256(first.content).hexdigest() == run.sha256
    assert first["Content-Disposition"] == f'attachment; filename="{run.number}.csv"'
    assert papers[0] == papers[1]
    assert BankDataView.objects.filter(viewed_by=cashier.user, application=case).count() == 4
    assert make_client("zeichnung").get(at(run, "file", "csv")).status_code == 403


def test_file_of_a_list_that_has_not_left_is_not_there(region):
    run = made(make_ordered())

    for form in ("csv", "pdf"):
        assert make_client("kasse").get(at(run, "file", form)).status_code == 404


def test_steps_ask_for_a_button_and_the_right(region):
    run = made(make_ordered())

    for step in ("release", "dissolve", "export"):
        assert make_client("kasse").get(at(run, step)).status_code == 405
        assert make_client("sachbearbeitung").post(at(run, step)).status_code == 403
    assert PaymentRun.objects.count() == 1


def test_list_is_taken_apart_until_it_left(region):
    case = make_ordered()
    run, gone = handed_out(make_ordered()), made(case)
    cashier = make_client("kasse")

    done = cashier.post(at(gone, "dissolve"), follow=True)
    late = cashier.post(at(run, "dissolve"))

    assert said(done) == [f"{gone} ist aufgelöst. Ihre Anordnungen warten wieder auf eine Liste."]
    assert late.status_code == 409
    assert list(PaymentRun.objects.all()) == [run]


def test_order_that_is_taken_meanwhile_is_said(region):
    case = make_ordered()
    made(case)

    response = make_client("kasse").post(OPEN, {"orders": [case.payment_order.pk]})
    nothing = make_client("kasse").post(OPEN, {})

    assert (response.status_code, nothing.status_code) == (422, 422)
    assert "steht inzwischen in einer anderen Liste" in text_of(response)
    assert "Keine Anordnung wartet auf eine Liste." in text_of(nothing)


# What comes back


def test_return_is_shown_first_and_booked_as_shown(region):
    first, second = make_ordered(), make_ordered()
    handed_out(first, second)
    cashier = make_client("kasse")
    content = answer(
        paid(first), paid(second, "279,99"), paid(first), "KB-2026-9999-Z1;bezahlt;02.03.2026;1,00;"
    )

    shown = upload(cashier, content)
    assert LedgerEntry.objects.filter(kind="PAY").count() == 0
    booked = cashier.post(RETURN, {"vorschau": shown.context["token"]})

    assert outcomes_of(shown) == outcomes_of(booked) == ["booked", "refused", "refused", "refused"]
    assert "Eine Zeile</span>" not in text_of(booked)
    text = text_of(shown)
    assert "Angeordnet sind 280,00\xa0€, gemeldet 279,99\xa0€." in text
    assert f"Die Anordnung {first.number}-Z1 steht zweimal in der Datei." in text
    assert "Die Anordnung KB-2026-9999-Z1 gibt es nicht." in text
    entry = LedgerEntry.objects.get(kind="PAY")
    assert (entry.application, entry.amount_cents, entry.booked_by) == (first, 280_00, cashier.user)
    assert budget.prove() == []


def test_return_sent_twice_books_nothing_more(region):
    case = make_ordered()
    handed_out(case)
    cashier = make_client("kasse")
    token = upload(cashier, answer(paid(case))).context["token"]
    cashier.post(RETURN, {"vorschau": token})

    again = cashier.post(RETURN, {"vorschau": token})

    assert (again.status_code, outcomes_of(again)) == (409, ["known"])
    assert "gebucht ist nichts" in text_of(again)
    assert LedgerEntry.objects.filter(kind="PAY").count() == 1


def test_preview_of_somebody_else_or_changed_books_nothing(region):
    case = make_ordered()
    handed_out(case)
    token = upload(make_client("kasse"), answer(paid(case))).context["token"]
    other = make_client("kasse")

    assert other.post(RETURN, {"vorschau": token}).status_code == 403
    for bad in (token[:-3] + "abc", "", "a:b:c"):
        response = other.post(RETURN, {"vorschau": bad})
        assert response.status_code == 422
        assert "Diese Vorschau gilt nicht mehr." in text_of(response)
    assert LedgerEntry.objects.filter(kind="PAY").count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Diese Datei ist leer."),
        (b"x" * 10_000_000, "Diese Datei ist zu groß für eine Rückmeldung der Kasse."),
        (b"%PDF-1.7\x00\xff", "In der ersten Zeile fehlt: Anordnung, Ergebnis, Datum, Betrag."),
        (b"Anordnung;Ergebnis;Datum;Betrag\n", "Unter der ersten Zeile steht nichts."),
        (
            b'Anordnung;Ergebnis;Datum;Betrag\n"' + b"x" * 200_000,
            "Diese Datei lässt sich nicht als CSV lesen.",
        ),
    ],
    ids=["leer", "zehn-megabyte", "pdf", "nur-kopf", "kein-csv"],
)
def test_file_that_is_no_return_gets_a_sentence(region, content, sentence):
    response = upload(make_client("kasse"), content)

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_words_of_the_file_are_shown_as_text(region):
    row = "<script>x</script>;<b>;02.03.2026;1,00;"

    response = upload(make_client("kasse"), answer(row))

    assert outcomes_of(response) == ["refused"]
    assert "<script>x" not in text_of(response).split("<main")[-1]
    assert "nichts zu verbuchen" in text_of(response)


# Lists and panels ask the database equally often


def test_pages_ask_the_database_equally_often(region):
    cashier, signer = make_client("kasse"), make_client("zeichnung")
    counts = []
    for number in (1, 3):
        run = made(*(make_ordered() for _ in range(number)))
        for _ in range(number):
            made(make_ordered())
            make_ordered()
            make_reported()
        pages = [
            (cashier, LISTS),
            (cashier, at(run)),
            (cashier, OPEN),
            (cashier, INDEX),
            (signer, INDEX),
        ]
        counts.append([query_count(*page) for page in pages])

    assert counts[0] == counts[1]


def waiting(client) -> set[str]:
    return {panel.title for panel in client.get(INDEX).context["waiting"]}


def test_three_people_carry_a_report_to_the_payment(region, mailoutbox):
    """Case worker, signer, cashier: each finds the next step on the start page."""
    case = make_reported()
    worker, signer, cashier = map(make_client, ("sachbearbeitung", "zeichnung", "kasse"))

    assert "Nachweise zu prüfen" in waiting(worker)
    sent = {f"beleg-{row.pk}": "offen" for row in Receipt.objects.all()}
    worker.post(page_of(case, "receipts"), sent | {"version": case.version, "alle": "1"})
    step(worker, case, "settle", note="")
    assert "Auszahlungen festzustellen" in waiting(worker)
    step(worker, case, "confirm_payment", factual="on", payee="authority", arithmetic="on")
    assert "Auszahlungen anzuordnen" in waiting(signer)
    step(signer, case, "order_payment")
    assert "Angeordnet, noch auf keiner Liste" in waiting(cashier)
    cashier.post(OPEN, {"orders": cashier.get(OPEN).context["form"]["orders"].value()})
    run = PaymentRun.objects.get()
    assert "Auszahlungslisten freizugeben" in waiting(signer)
    signer.post(at(run, "release"))
    assert "Freigegebene Listen" in waiting(cashier)
    cashier.post(at(run, "export"))
    assert "Ohne Rückmeldung der Kasse" in waiting(cashier)
    cashier.post(RETURN, {"vorschau": upload(cashier, answer(paid(case))).context["token"]})

    case = Application.objects.get(pk=case.pk)
    assert case.status == "closed"
    assert [row.verb for row in case.steps.all()][-9:] == [
        "submit_report", "settle", "confirm_factual", "confirm_arithmetic", "order_payment", "release_run",
        "export_run", "record_paid", "close",
    ]  # fmt: skip
    entries = case.entries.order_by("pk").values_list("kind", "amount_cents")
    assert list(entries) == [("COMMIT", 280_00), ("PAY", 280_00)]
    assert budget.prove() == []
    assert mailoutbox[-1].subject == f"{case.number}: Der Zuschuss ist ausgezahlt"
    for client in (worker, signer, cashier):
        assert not waiting(client) & {
            "Nachweise zu prüfen", "Auszahlungen festzustellen", "Ohne Rückmeldung der Kasse",
        }  # fmt: skip


def test_two_people_are_enough(region):
    """A small office: one works on cases and keeps the cash, the other signs."""
    case = make_reported()
    first, second = make_client("sachbearbeitung"), make_client("zeichnung")
    first.user.groups.add(Group.objects.get(name="kasse"))
    receipts = {f"beleg-{row.pk}": "anerkannt" for row in Receipt.objects.all()}

    step(first, case, "receipts", **receipts)
    step(first, case, "settle", note="")
    step(first, case, "confirm_payment", factual="on", payee="authority", arithmetic="on")
    step(second, case, "order_payment")
    first.post(OPEN, {"orders": first.get(OPEN).context["form"]["orders"].value()})
    run = PaymentRun.objects.get()
    second.post(at(run, "release"))
    first.post(at(run, "export"))
    step(first, case, "record_paid", paid_on=timezone.localdate().isoformat())

    case = Application.objects.get(pk=case.pk)
    order = case.payment_orders.get()
    assert (case.status, order.people) == ("closed", {first.user.pk, second.user.pk})
    assert budget.balance(case) == {"committed": 280_00, "paid": 280_00}


def step(client, case, page: str, **fields) -> None:
    version = Application.objects.get(pk=case.pk).version
    response = client.post(page_of(case, page), {"version": version} | fields)
    assert response.status_code == 302, text_of(response)
