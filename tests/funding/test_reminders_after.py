"""What people are reminded of after the decision: proof, letters, statements, money that must come back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from funding import actions, budget, reminders
from funding.models import Delivery
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_officer,
    make_order_failed,
    make_reported,
)
from tests.factories.granted import (
    fresh,
    make_claim_open,
    make_hearing,
    make_waitlisted,
)


pytestmark = pytest.mark.django_db


def told(kind: str, today: date) -> list[tuple[str, str, str]]:
    """Who is reminded of this kind on that day: name of the account, stage, sentence."""
    [found] = [each for each in reminders.KINDS if each.slug == kind]
    return [
        (each.user.name, each.key.split(":")[-1], each.text.replace("\u00a0", " "))
        for each in found.find(today)
    ]


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2026-05-01", None),  # the day itself
        ("2026-05-02", "open"),
        ("2026-05-28", "open"),
        ("2026-05-29", "soon"),
        ("2026-06-12", "soon"),
        ("2026-06-13", "late"),
        ("2026-12-01", "late"),
    ],
)
def test_proof_is_asked_for_in_three_stages(clock, day, stage):
    case = make_decided()
    assert (case.last_day, case.proof_due_on) == (date(2026, 5, 1), date(2026, 6, 12))

    found = [key for _name, key, _text in told("report", clock(day))]

    assert found == ([stage] if stage else [])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            "2026-05-02",
            "„Besuch im Salzmuseum“ (KB-2026-0001) ist vorbei. Bitte schicken Sie uns den Nachweis bis zum "
            "12.06.2026; danach zahlen wir den Zuschuss aus.",
        ),
        (
            "2026-06-01",
            "Zu „Besuch im Salzmuseum“ (KB-2026-0001) fehlt uns noch der Nachweis. Wir brauchen ihn bis zum "
            "12.06.2026.",
        ),
        (
            "2026-06-13",
            "Zu „Besuch im Salzmuseum“ (KB-2026-0001) war der Nachweis bis zum 12.06.2026 erbeten. Ohne ihn "
            "können wir den Zuschuss nicht auszahlen.",
        ),
    ],
)
def test_proof_is_asked_for_in_plain_words(clock, day, sentence):
    make_decided()

    assert [text for _name, _key, text in told("report", clock(day))] == [sentence]


def test_each_stage_of_the_proof_goes_out_once(clock, mailoutbox):
    case = make_decided()
    days = ("2026-05-02", "2026-05-03", "2026-05-29", "2026-06-12", "2026-06-13", "2026-07-01")
    sent = []

    for day in days:
        mailoutbox.clear()
        actions.send_reminders(today=clock(day))
        sent.append([mail.to for mail in mailoutbox].count([case.submitted_by.email]))

    assert sent == [1, 0, 1, 0, 1, 0]


def test_proof_that_was_sent_or_came_from_before_the_portal_is_not_asked_for(clock):
    make_reported()
    old = make_decided()
    type(old).objects.filter(pk=old.pk).update(imported_from="liste.xlsx, Zeile 3")

    assert told("report", clock("2026-12-01")) == []


def test_question_about_the_report_is_to_be_answered(clock):
    officer = make_officer(name="Prüfung")
    case = make_reported(case_worker=officer)
    actions.query_report(
        application=case, by=officer, items=["Wo ist die Rechnung?"], due_on=date(2026, 3, 16)
    )

    assert told("answer", clock("2026-03-12")) == []
    assert told("answer", clock("2026-03-13")) == [
        ("Lehrkraft", "soon", "Zu „Besuch im Salzmuseum“ (KB-2026-0001) beantworten Sie bitte unsere Rückfrage "
         "zum Nachweis bis zum 16.03.2026.")
    ]  # fmt: skip
    assert told("answer", clock("2026-03-17"))[0][2].endswith(
        "Ohne sie können wir nicht abrechnen."
    )
    assert [name for name, *_ in told("overdue", clock("2026-03-17"))] == ["Prüfung"]


@pytest.mark.parametrize(
    ("day", "count"), [("2026-03-05", 0), ("2026-03-06", 1), ("2026-03-12", 1), ("2026-03-13", 0)]
)
def test_letter_that_nobody_opened_is_mentioned_again(clock, day, count):
    make_decided(delivery_consent=True)

    found = told("letter", clock(day))

    assert [text for *_, text in found] == count * [
        "Zu „Besuch im Salzmuseum“ (KB-2026-0001) liegt seit dem 02.03.2026 ein Schreiben für Sie bereit. Bitte "
        "rufen Sie es bis zum 12.03.2026 ab; danach schicken wir es mit der Post."
    ]


def test_letter_that_was_opened_is_not_mentioned(clock):
    case = make_decided(delivery_consent=True)
    letter = case.letters.get(kind="grant_notice")
    actions.record_fetch(letter=letter, by=case.submitted_by)

    assert told("letter", clock("2026-03-08")) == []


def test_office_hears_of_letters_for_the_post(clock):
    officer = make_officer(name="Post")
    by_post = make_decided(case_worker=officer)
    in_portal = make_decided(
        case_worker=officer, programme=by_post.programme, delivery_consent=True
    )
    assert told("post", clock("2026-03-02")) == []

    assert [text for *_, text in told("post", clock("2026-03-03"))] == [
        f"Zuwendungsbescheid {by_post.number}/2 wartet darauf, mit der Post hinauszugehen."
    ]
    assert [text for *_, text in told("post", clock("2026-03-13"))][1:] == [
        f"Zuwendungsbescheid {in_portal.number}/2 wurde im Portal nicht abgerufen und muss jetzt mit der Post "
        "hinaus."
    ]
    Delivery.objects.update(ended_on=timezone.localdate())
    assert told("post", clock("2026-03-13")) == []


@pytest.mark.parametrize(
    ("day", "count"), [("2026-03-10", 0), ("2026-03-11", 1), ("2026-03-16", 1), ("2026-03-17", 0)]
)
def test_institution_may_still_say_something(clock, day, count):
    make_hearing(stated=False)

    found = told("hearing", clock(day))

    assert [text for *_, text in found] == count * [
        "Zu „Besuch im Salzmuseum“ (KB-2026-0001) können Sie sich noch bis zum 16.03.2026 äußern, bevor wir über "
        "den Widerruf entscheiden."
    ]


def test_who_has_answered_the_hearing_is_left_in_peace(clock):
    make_hearing(stated=True)

    assert told("hearing", clock("2026-03-12")) == []


def test_repayment_is_asked_for_before_and_after_its_day(clock):
    case = make_claim_open()
    make_officer("run_payments", name="Kasse 2")
    due = case.claim.due_on
    assert told("claim", due - timedelta(days=8)) == []

    [(_, soon, before)] = told("claim", due - timedelta(days=7))
    [(_, late, after)] = told("claim", due + timedelta(days=1))

    assert (soon, late) == ("soon", "late")
    assert before == (
        "Zu „Besuch im Salzmuseum“ (KB-2026-0001) bitten wir um die Rückzahlung von 280,00 € bis zum 01.04.2026."
    )
    assert after.endswith(
        "war die Rückzahlung bis zum 01.04.2026 erbeten; offen sind noch 280,00 €. Haben Sie gerade erst "
        "gezahlt, brauchen Sie nichts zu tun."
    )
    assert told("claims", due) == []
    assert "Kasse 2" in [name for name, *_ in told("claims", due + timedelta(days=1))]


def test_settled_claim_is_nobodys_concern(clock):
    case = make_claim_open()
    actions.record_refund(
        claim=case.claim, by=make_officer(), cents=280_00, received_on=date(2026, 3, 2), reference="B-1"
    )  # fmt: skip

    assert told("claim", date(2026, 6, 1)) == told("claims", date(2026, 6, 1)) == []


def test_case_worker_hears_of_money_for_the_waiting_list(today):
    case = make_waitlisted()
    case = fresh(case)
    assert told("waiting", today) == []
    budget.allocate(case.budget_year, 500_00, by=make_officer(), reason="Nachtrag", key="more")

    [(name, _key, text)] = told("waiting", today)

    assert name == case.assignee.name
    assert text == (
        "Für „Besuch im Salzmuseum“ (KB-2026-0001) auf der Warteliste ist jetzt Geld da: 600,00 € sind frei."
    )


def test_report_that_lies_for_a_week_is_mentioned(clock):
    make_reported(case_worker=make_officer(name="Prüfung"))

    assert told("reports", clock("2026-03-08")) == []
    assert told("reports", clock("2026-03-09")) == [
        ("Prüfung", "2026-03-02", "Der Nachweis zu „Besuch im Salzmuseum“ (KB-2026-0001) wartet seit dem "
         "02.03.2026 auf die Abrechnung.")
    ]  # fmt: skip


def test_failed_payment_is_mentioned_until_it_is_laid_out_again(clock, today):
    officer = make_officer(name="Prüfung")
    case = make_order_failed(case_worker=officer)

    assert [(name, text) for name, _, text in told("failed", today)] == [
        ("Prüfung", "Die Zahlung zu „Besuch im Salzmuseum“ (KB-2026-0001) kam zurück: IBAN unbekannt")
    ]  # fmt: skip

    actions.prepare_again(application=case, by=officer)
    assert told("failed", today) == []


def test_typist_is_not_reminded_in_the_institutions_stead(clock):
    case = make_decided()
    type(case).objects.filter(pk=case.pk).update(
        on_behalf=True, created_by=make_officer(name="Tippt"), contact_email=""
    )

    assert told("report", clock("2026-06-13")) == []


def test_queries_do_not_grow_with_the_cases_that_are_not_due(django_assert_max_num_queries):
    year = make_budget_year(allocated=50_000_00)
    for _ in range(3):
        make_decided(programme=year.programme, budget_year=year)

    with django_assert_max_num_queries(22):
        assert reminders.due(date(2026, 3, 2)) == {}
