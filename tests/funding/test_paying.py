"""From the settled amount to the money: three acts, two people, one list, one payment."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bildungsregion.base.errors import DomainError
from funding import actions, budget, workflow
from funding.models import BankDataView, LedgerEntry, PaymentOrder, PaymentRun
from tests.factories.funding import (
    IBAN,
    confirm,
    make_member,
    make_officer,
    make_order_failed,
    make_ordered,
    make_paid,
    make_settled,
)
from tests.funding.racing import at_once


OTHER_IBAN = "DE02120300000000202051"


def test_payment_closes_the_case_and_stands_in_the_ledger(db, mailoutbox, today):
    case = make_ordered()
    mailoutbox.clear()
    cashier = make_officer("run_payments", name="Kasse")

    actions.record_paid(order=case.payment_order, by=cashier, paid_on=today)

    case.refresh_from_db()
    assert (case.status, case.closed_on) == ("closed", today)
    assert budget.balance(case) == {"committed": 280_00, "paid": 280_00}
    assert [step.verb for step in case.steps.all()][-3:] == [
        "order_payment", "record_paid", "close",
    ]  # fmt: skip
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Der Zuschuss ist ausgezahlt"]


def test_order_has_a_letter_for_the_cashier_only(db):
    case = make_ordered()

    letter = case.payment_order.letter
    assert (letter.kind, letter.context_json["recipient"]["name"]) == (
        "payment_order",
        "Kreiskasse",
    )
    assert letter not in case.letters.for_applicant()
    assert {fact["label"]: fact["value"] for fact in letter.context_json["facts"]}["IBAN"] == (
        "DE89 3704 0044 0532 0130 00"
    )


def test_who_confirmed_both_never_orders(db):
    """Superusers included; the database says so as well."""
    boss = make_officer(is_superuser=True)
    case = make_settled()
    order = confirm(case.payment_order, by=boss)

    assert "order_payment" not in workflow.available(case, boss)
    with pytest.raises(DomainError, match="Anordnen muss jemand anderes"):
        actions.order_payment(application=case, by=boss)
    order.ordered_by, order.ordered_at = boss, order.factual_at
    order.letter = case.letters.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save()


def test_two_people_may_share_the_three_acts(db):
    first, second = make_officer(), make_officer()
    case = make_settled()
    order = case.payment_order
    actions.confirm_factual(order=order, by=first, payee="institution")
    actions.confirm_arithmetic(order=order, by=second)

    actions.order_payment(application=case, by=first)

    order.refresh_from_db()
    assert order.people == {first.pk, second.pk}


def test_order_waits_for_both_confirmations(db):
    case = make_settled()
    actions.confirm_arithmetic(order=case.payment_order, by=make_officer())

    with pytest.raises(DomainError, match="noch nicht sachlich und rechnerisch"):
        actions.order_payment(application=case, by=make_officer())


def test_private_person_is_an_exception_with_a_reason(db):
    """Nasty case 16."""
    order = make_settled().payment_order

    with pytest.raises(DomainError, match="Bitte begründen Sie die Ausnahme"):
        actions.confirm_factual(order=order, by=make_officer(), payee="private")
    order = actions.confirm_factual(
        order=order, by=make_officer(), payee="private", exception_reason="Hat alles ausgelegt."
    )

    assert (order.payee, order.exception_reason) == ("private", "Hat alles ausgelegt.")


@pytest.mark.parametrize("act", ["confirm_factual", "confirm_arithmetic"])
def test_confirmation_needs_the_right_and_no_tie(db, act):
    case = make_settled()
    more = {"payee": "institution"} if act == "confirm_factual" else {}
    tied = make_member(case.institution, is_staff=True, is_superuser=True)

    for by in (make_officer("review_application"), tied):
        with pytest.raises(DomainError, match="nicht feststellen"):
            getattr(actions, act)(order=case.payment_order, by=by, **more)


def test_failed_payment_is_ordered_again_to_the_new_account(db, mailoutbox, today):
    case = make_order_failed()
    assert (case.status, case.payment_order) == ("order_failed", None)
    assert mailoutbox[-1].subject == f"{case.number}: Die Überweisung kam zurück"

    actions.change_bank_details(
        application=case, by=case.submitted_by, iban=OTHER_IBAN, account_holder="Förderverein"
    )
    order = actions.prepare_again(application=case, by=make_officer())
    confirm(order)
    actions.order_payment(application=case, by=make_officer())
    actions.record_paid(order=order, by=make_officer(), paid_on=today)

    assert (order.number, order.iban) == (f"{case.number}-Z2", OTHER_IBAN)
    assert [row.failed_reason for row in case.payment_orders.all()] == ["IBAN unbekannt", ""]
    assert budget.balance(case) == {"committed": 280_00, "paid": 280_00}


@pytest.mark.parametrize("days", [-1, 1])
def test_day_of_payment_lies_between_order_and_today(db, today, days):
    case = make_ordered()

    with pytest.raises(DomainError, match="Der Tag der Zahlung"):
        actions.record_paid(
            order=case.payment_order, by=make_officer(), paid_on=today + timedelta(days=days)
        )

    assert budget.balance(case)["paid"] == 0


def test_paid_is_paid_once(db, today):
    case = make_paid()

    actions.record_paid(order=case.payment_order, by=make_officer(), paid_on=today)

    assert LedgerEntry.objects.filter(kind="PAY").count() == 1
    with pytest.raises(DomainError):
        actions.record_failed(order=case.payment_order, by=make_officer(), reason="doch nicht")


def exported(*cases):
    run = actions.open_run(orders=[case.payment_order for case in cases], by=make_officer())
    actions.release_run(run=run, by=make_officer())
    run.refresh_from_db()
    return run, actions.export_run(run=run, by=make_officer())


def test_list_leaves_once(db):
    case = make_ordered()

    run, content = exported(case)

    order = case.payment_order
    assert content.decode("utf-8-sig").splitlines()[1] == (
        f"{order.number};{case.number};Gemeinde Adendorf;{IBAN};280,00;EUR;"
        f"{case.number} Besuch im Salzmuseum;2026;Feststellung;Feststellung;Anordnung;2026-03-02"
    )
    assert actions.export_run(run=run, by=make_officer()) == content
    run.refresh_from_db()
    assert (run.number, run.total_cents, len(run.sha256)) == ("AL-2026-001", 280_00, 64)
    with pytest.raises(DomainError, match="schon an die Kasse gegangen"):
        actions.dissolve_run(run=run, by=make_officer())


def test_list_is_a_paper_too(db):
    case = make_ordered()
    run = actions.open_run(orders=[case.payment_order], by=make_officer())
    with pytest.raises(DomainError, match="noch nicht an die Kasse gegangen"):
        actions.run_as_pdf(run=run, by=make_officer())
    actions.dissolve_run(run=run, by=make_officer())
    run, _content = exported(case)
    run.refresh_from_db()

    paper = actions.run_as_pdf(run=run, by=make_officer())

    assert paper.startswith(b"%PDF")
    assert paper == actions.run_as_pdf(run=run, by=make_officer())


def test_list_is_signed_off_by_another_person(db):
    opener = make_officer(is_superuser=True)
    run = actions.open_run(orders=[make_ordered().payment_order], by=opener)

    with pytest.raises(DomainError, match="noch nicht freigegeben"):
        actions.export_run(run=run, by=opener)
    with pytest.raises(DomainError, match="Freigeben muss sie jemand anderes"):
        actions.release_run(run=run, by=opener)
    with pytest.raises(DomainError, match="fehlt Ihnen die Berechtigung"):
        actions.release_run(run=run, by=make_officer("confirm_payment"))


def test_an_order_is_on_one_list(db):
    order = make_ordered().payment_order
    actions.open_run(orders=[order], by=make_officer())

    with pytest.raises(DomainError, match="in einer anderen Liste"):
        actions.open_run(orders=[order], by=make_officer())
    with pytest.raises(DomainError, match="noch nicht an die Kasse gegangen"):
        actions.record_failed(order=order, by=make_officer(), reason="x")

    assert PaymentRun.objects.count() == 1


def test_dissolved_list_gives_its_orders_back(db):
    order = make_ordered().payment_order
    run = actions.open_run(orders=[order], by=make_officer())

    actions.dissolve_run(run=run, by=make_officer())

    assert list(PaymentOrder.objects.all().to_list()) == [order]


RETURN = "Anordnung;Ergebnis;Datum;Betrag;Grund\r\n{rows}"


def test_return_is_tried_and_then_booked(db, today):
    paid, failed = make_ordered(), make_ordered()
    exported(paid, failed)
    rows = [
        f"{paid.number}-Z1;bezahlt;02.03.2026;280,00;",
        f"{failed.number}-Z1;gescheitert;2026-03-02;280,00;Konto erloschen",
        "KB-2026-9999-Z1;bezahlt;02.03.2026;1,00;",
        f"{paid.number}-Z1;bezahlt;02.03.2026;280,00;",
        f"{failed.number}-Z1;bezahlt;02.03.2026;279,99;",
        ";bezahlt;gestern;viel;",
    ]
    content = RETURN.format(rows="\r\n".join(rows)).encode()

    tried = actions.import_return(content=content, by=make_officer())
    assert LedgerEntry.objects.filter(kind="PAY").count() == 0
    booked = actions.import_return(content=content, by=make_officer(), dry_run=False)

    assert [row.outcome for row in tried] == ["booked", "booked", *["refused"] * 4]
    assert [(row.outcome, row.sentence) for row in tried] == [
        (row.outcome, row.sentence) for row in booked
    ]
    paid.refresh_from_db()
    failed.refresh_from_db()
    assert (paid.status, failed.status) == ("closed", "order_failed")
    again = actions.import_return(content=content, by=make_officer(), dry_run=False)
    assert [row.outcome for row in again[:2]] == ["known", "known"]
    assert LedgerEntry.objects.filter(kind="PAY").count() == 1


def test_return_of_a_case_with_a_tie_is_refused_and_the_others_go_on(db, today):
    first, second = make_ordered(), make_ordered()
    exported(first, second)
    cashier = make_member(first.institution, is_staff=True, is_superuser=True)
    rows = [f"{case.number}-Z1;bezahlt;02.03.2026;280,00;" for case in (first, second)]

    results = actions.import_return(
        content=RETURN.format(rows="\n".join(rows)).encode(), by=cashier, dry_run=False
    )

    assert [row.outcome for row in results] == ["refused", "booked"]


def test_file_that_is_no_return_is_refused_whole(db):
    with pytest.raises(DomainError, match="fehlt: Anordnung, Ergebnis, Datum, Betrag"):
        actions.import_return(content=b"%PDF-1.7", by=make_officer())
    with pytest.raises(DomainError, match="Berechtigung"):
        actions.import_return(content=b"", by=make_officer("view_application"))


@pytest.mark.django_db(transaction=True)
def test_two_returns_at_once_pay_once(today):
    case = make_ordered()
    order = case.payment_order
    cashiers = [make_officer(), make_officer()]

    at_once(
        *(lambda by=by: actions.record_paid(order=order, by=by, paid_on=today) for by in cashiers)
    )

    assert budget.balance(case) == {"committed": 280_00, "paid": 280_00}
    assert LedgerEntry.objects.filter(kind="PAY").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_orders_for_one_case_at_once_are_one():
    """Issue 3: a failed payment is laid out again by two at the same moment."""
    case = make_order_failed()
    officers = [make_officer(), make_officer()]

    results = at_once(
        *(lambda by=by: actions.prepare_again(application=case, by=by) for by in officers)
    )

    assert sorted(type(result).__name__ for result in results) == ["DomainError", "PaymentOrder"]
    assert PaymentOrder.objects.live().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_orderers_at_once_order_once():
    case = make_settled()
    confirm(case.payment_order)
    officers = [make_officer(), make_officer()]

    results = at_once(
        *(lambda by=by: actions.order_payment(application=case, by=by) for by in officers)
    )

    assert sorted(type(result).__name__ for result in results) == ["DomainError", "PaymentOrder"]
    assert case.letters.filter(kind="payment_order").count() == 1


def test_list_with_whole_account_numbers_is_a_look_too(db):
    case = make_ordered()
    run, _content = exported(case)
    run.refresh_from_db()
    cashier = make_officer("run_payments")

    actions.export_run(run=run, by=cashier)
    actions.run_as_pdf(run=run, by=cashier)

    looks = BankDataView.objects.order_by("pk").values_list("application", "purpose")
    assert list(looks) == [
        (case.pk, "Auszahlungsliste AL-2026-001 ausgegeben"),
        (case.pk, "Auszahlungsliste AL-2026-001 als CSV"),
        (case.pk, "Auszahlungsliste AL-2026-001 als PDF"),
    ]


def test_return_books_only_what_was_shown(db, today):
    case = make_ordered()
    exported(case)
    content = RETURN.format(rows=f"{case.number}-Z1;bezahlt;02.03.2026;280,00;").encode()
    shown = [row.outcome for row in actions.import_return(content=content, by=make_officer())]
    actions.record_failed(order=case.payment_order, by=make_officer(), reason="Konto gelöscht")

    with pytest.raises(DomainError, match="gebucht ist nichts"):
        actions.import_return(content=content, by=make_officer(), dry_run=False, shown=shown)

    assert LedgerEntry.objects.filter(kind="PAY").count() == 0


@pytest.mark.parametrize(
    "verb", ["confirm_factual", "confirm_arithmetic", "record_paid", "record_failed"]
)
def test_step_on_a_case_that_moved_on_is_refused(db, today, verb):
    """Who saw an older account, or an older order, is told so."""
    case = make_settled() if verb.startswith("confirm") else make_ordered()
    more = {
        "confirm_factual": {"payee": "institution"},
        "record_paid": {"paid_on": today},
        "record_failed": {"reason": "x"},
    }

    with pytest.raises(DomainError, match="inzwischen geändert"):
        getattr(actions, verb)(
            order=case.payment_order,
            by=make_officer(),
            version=case.version - 1,
            **more.get(verb, {}),
        )
