"""The clock of a letter: fetched, posted, mailed, and what counts as known when."""

from datetime import date, timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, delivery
from funding.models import Delivery
from tests.factories.funding import (
    make_decided,
    make_draft,
    make_member,
    make_officer,
    make_ordered,
    make_school,
)


def notice(**fields):
    case = make_decided(**{"delivery_consent": True} | fields)
    return case, case.letters.exclude(kind="receipt").get()


def test_consent_opens_the_portal_and_the_clock(db, today):
    case, letter = notice()

    sent = letter.deliveries.get()
    assert (sent.channel, sent.notified_by, sent.deemed_on) == ("portal", case.decided_by, None)
    assert sent.last_day_to_fetch == date(2026, 3, 12)
    assert delivery.known_on(letter) is None


def test_letter_is_known_the_day_after_the_first_fetch(db, clock):
    case, letter = notice()
    clock("2026-03-05 23:30")

    fetched = actions.record_fetch(letter=letter, by=case.submitted_by)
    clock("2026-03-07 08:00")
    again = actions.record_fetch(letter=letter, by=case.submitted_by)

    assert (fetched.fetched_by, fetched.deemed_on) == (case.submitted_by, date(2026, 3, 6))
    assert again is None
    assert delivery.known_on(letter) == date(2026, 3, 6)


@pytest.mark.parametrize("who", ["office", "stranger"])
def test_only_the_institution_fetches(db, who):
    _case, letter = notice()
    by = make_officer() if who == "office" else make_member(make_school())

    assert actions.record_fetch(letter=letter, by=by) is None
    assert delivery.known_on(letter) is None


@pytest.mark.parametrize(("day", "in_time"), [(12, True), (13, False)])
def test_after_ten_days_the_letter_has_to_go_another_way(db, clock, day, in_time):
    """§ 41 (2a) VwVfG: what is fetched later does not count; over a weekend nothing is shifted."""
    case, letter = notice()
    today = clock(f"2026-03-{day} 12:00")

    tasks = list(Delivery.objects.not_fetched(today))
    fetched = actions.record_fetch(letter=letter, by=case.submitted_by)

    assert (tasks == [], fetched is not None) == (in_time, in_time)


def test_fallback_is_the_post_with_the_fourth_day(db, clock):
    _case, letter = notice()
    today = clock("2026-03-13")
    by = make_officer()

    waiting = actions.send_again(letter=letter, channel="post", by=by)
    assert list(Delivery.objects.to_post()) == [waiting]
    assert list(Delivery.objects.not_fetched(today)) == []
    clock("2026-03-14")
    sent = actions.record_posted(sent=waiting, by=by, posted_on=date(2026, 3, 13))

    # The fourth day is a Tuesday here; a Sunday would stay a Sunday.
    assert sent.deemed_on == date(2026, 3, 17)
    assert list(Delivery.objects.to_post()) == []
    assert [row.ended_on for row in letter.deliveries.all()] == [today, None]


def test_without_consent_the_letter_waits_for_the_post(db):
    case, letter = notice(delivery_consent=False)

    assert list(Delivery.objects.to_post()) == [letter.deliveries.get()]
    assert actions.record_fetch(letter=letter, by=case.submitted_by) is None


def test_mail_counts_from_the_fourth_day(db, mailoutbox):
    _case, letter = notice()

    sent = actions.send_again(letter=letter, channel="email", by=make_officer())

    assert sent.deemed_on == date(2026, 3, 6)
    assert mailoutbox[-1].attachments[0][0] == letter.file_name


def test_letter_is_provided_again(db, clock):
    _case, letter = notice()
    clock("2026-03-20")

    sent = actions.send_again(letter=letter, channel="portal", by=make_officer())

    assert sent.last_day_to_fetch == date(2026, 3, 30)


def test_wrong_ways_are_refused(db, today):
    case, letter = notice(delivery_consent=False)
    by = make_officer()
    waiting = letter.deliveries.get()
    order = make_ordered(programme=case.programme)
    refused = (
        (lambda: actions.send_again(letter=letter, channel="portal", by=by), "nicht zugestimmt"),
        (lambda: actions.send_again(letter=order.payment_order.letter, channel="post", by=by),
         "geht nicht an die Einrichtung"),
        (lambda: actions.send_again(letter=letter, channel="post", by=case.submitted_by), "nicht versenden"),
        (lambda: actions.record_posted(sent=waiting, by=by, posted_on=today + timedelta(1)), "in der Zukunft"),
        (lambda: actions.record_posted(sent=waiting, by=by, posted_on=today - timedelta(1)), "vor dem Schreiben"),
    )  # fmt: skip
    for call, sentence in refused:
        with pytest.raises(DomainError, match=sentence):
            call()
    actions.record_posted(sent=waiting, by=by, posted_on=today)
    with pytest.raises(DomainError, match="schon zur Post"):
        actions.record_posted(sent=waiting, by=by, posted_on=today)
    actions.send_again(letter=letter, channel="email", by=by)
    with pytest.raises(DomainError, match="geht nicht mit der Post"):
        actions.record_posted(sent=waiting, by=by, posted_on=today)


@pytest.mark.parametrize(
    ("reckon", "day", "known"),
    [
        (delivery.known_after_fetch, date(2026, 2, 28), date(2026, 3, 1)),
        (delivery.known_after_sending, date(2026, 12, 30), date(2027, 1, 3)),
        (delivery.known_after_sending, date(2026, 3, 27), date(2026, 3, 31)),
        (delivery.last_day_to_fetch, date(2026, 3, 25), date(2026, 4, 4)),
    ],
)
def test_days_are_those_of_the_calendar(reckon, day, known):
    assert reckon(day) == known


def test_consent_may_be_given_and_taken_back_for_what_is_still_to_come(db):
    case, letter = notice(delivery_consent=False)
    by = case.submitted_by

    actions.choose_delivery(application=case, by=by, in_portal=True, version=case.version)
    case.refresh_from_db()
    reminded = delivery.begin(letter, by=by)
    actions.choose_delivery(application=case, by=by, in_portal=False)
    actions.choose_delivery(application=case, by=by, in_portal=False)

    case.refresh_from_db()
    assert (reminded.channel, case.delivery_consent) == ("portal", False)
    assert letter.deliveries.current().get() == reminded
    assert [
        (step.note_public, step.from_status == step.to_status, step.taken_by)
        for step in case.steps.filter(verb="choose_delivery")
    ] == [("Künftig im Portal.", True, by), ("Künftig mit der Post.", True, by)]


def test_way_of_letters_is_the_institutions_to_choose(db):
    case, _letter = notice()
    case.contact_email = ""
    case.save()
    draft = make_draft(by=case.submitted_by, institution=case.institution)
    refused = (
        (case, make_officer(), False, "gerade nicht ändern"),
        (draft, case.submitted_by, True, "gerade nicht ändern"),
        (case, case.submitted_by, True, "fehlt uns eine E-Mail-Adresse"),
    )
    for application, by, in_portal, sentence in refused:
        with pytest.raises(DomainError, match=sentence):
            actions.choose_delivery(application=application, by=by, in_portal=in_portal)
