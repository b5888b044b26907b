"""Who is asked whether an entry still holds, when, and what becomes of it when nobody answers."""

from datetime import date, time, timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors import freshness
from actors.actions import freshening
from actors.models import Actor, FreshnessAsk, OpeningSlot
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from bildungsregion.nightly import run
from tests.factories.actors import make_actor, make_offer
from tests.factories.freshness import make_ask, make_keeper
from tests.funding.racing import at_once


pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
OUTBOX = "bildungsregion.base.outbox.backend.OutboxBackend"


@pytest.fixture
def museum(region):
    facts = {"kind": "museum", "slug": "museum", "email": "info@museum.example", "phone": "04131 1"}
    return make_actor("Museum", **facts, next_check_on=DAY)


def ask_all(today, most=10):
    return freshening.ask_due(today=today, most=most)


@pytest.mark.parametrize(
    ("kind", "pk", "day"),
    [
        ("grundschule", 15, date(2027, 3, 2)),
        ("grundschule", 16, date(2027, 3, 3)),
        ("museum", 30, date(2026, 8, 31)),
        ("umweltbildung", 44, date(2026, 9, 14)),
    ],
)
def test_next_check_follows_the_kind(kind, pk, day):
    assert freshness.next_check(kind, pk, DAY) == day


def test_entries_never_checked_get_their_days_with_the_oldest_source_first():
    entries = [(number, "Liste 2024") for number in range(1, 7)] + [
        (7, "Stand 2017, aus 2016"),
        (8, ""),
    ]

    days = dict(freshness.first_checks(entries, DAY))

    assert (days[7], days[1], days[4]) == (date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 3))
    assert (days[5], days[8]) == (date(2026, 3, 4), date(2026, 3, 4))


def test_ten_thousand_entries_have_their_day_within_half_a_year():
    days = dict(freshness.first_checks(((number, "") for number in range(10_000)), DAY))

    assert max(days.values()) <= DAY + freshness.HALF_YEAR
    assert min(days.values()) == DAY + timedelta(days=1)


def test_every_published_entry_is_planned_once(region):
    old = make_actor(source="Schulverzeichnis, Stand 2017")
    known = make_actor(kind="kita", checked_on=date(2026, 1, 1))
    fixed = make_actor(next_check_on=date(2030, 1, 1))
    hidden = make_actor(is_published=False)

    assert freshening.plan_checks(today=DAY) == 2
    assert freshening.plan_checks(today=DAY) == 0

    days = dict(Actor.objects.values_list("pk", "next_check_on"))
    assert days[old.pk] == date(2026, 3, 3)
    assert days[known.pk] == freshness.next_check("kita", known.pk, date(2026, 1, 1))
    assert (days[fixed.pk], days[hidden.pk]) == (date(2030, 1, 1), None)


def test_check_that_was_noted_elsewhere_takes_the_mark_away(museum):
    asked = make_ask(museum)
    Actor.objects.filter(pk=museum.pk).update(
        doubtful_since=date(2026, 2, 28), checked_on=DAY, next_check_on=None
    )

    freshening.plan_checks(today=DAY)

    museum.refresh_from_db()
    asked.refresh_from_db()
    assert museum.doubtful_since is None
    assert (asked.answered_on, asked.answer) == (DAY, "office")


def test_mail_shows_the_entry_in_plain_words(museum, mailoutbox):
    Actor.objects.filter(pk=museum.pk).update(
        street="Am Markt 1", postcode="21335", city="Lüneburg", phone="04131 1234", is_free=True
    )
    OpeningSlot.objects.create(actor=museum, weekday=1, opens=time(10), closes=time(17, 30))
    OpeningSlot.objects.create(actor=museum, weekday=2, opens=time(10), closes=time(17, 30))
    museum.contacts.create(area="Führungen", phone="04131 999")
    make_offer("Salz sieden", actor=museum, duration_minutes=90, fee_cents=4000)
    tiered = make_offer("Stadtgang", actor=museum, price_model="tiers", price_cents=0)
    tiered.tiers.create(persons_from=1, price_cents=5000)
    make_offer("Verborgen", actor=museum, is_published=False)

    assert ask_all(DAY) == 1

    mail, asked = mailoutbox[0], FreshnessAsk.objects.get()
    assert (mail.to, mail.subject) == (["info@museum.example"], "Stimmt noch alles? Museum")
    assert mail.reply_to == ["bildungsregion@landkreis.example"]
    for line in (
        "Art: Museum",
        "Website: noch nicht eingetragen",
        "Adresse:\n  Am Markt 1\n  21335 Lüneburg",
        "Telefon: 04131 1234",
        "  Montag: geschlossen\n  Dienstag bis Mittwoch: 10–17:30",
        "Was es kostet: kostenfrei",
        "Führungen: 04131 999",
        "Angebot „Salz sieden“:\n  1,5 Stunden\n  Preis: 6,00\xa0€ je Person und 40,00\xa0€ für Honorar und Material",
        "Angebot „Stadtgang“: ab 1 Person 50,00\xa0€ je Gruppe",
        f"http://127.0.0.1:8000/stimmt-noch/{asked.key}/",
        f"http://127.0.0.1:8000/stimmt-noch/{asked.key}/aendern/",
    ):
        assert line in mail.body
    assert "Verborgen" not in mail.body
    assert "schon einmal gefragt" not in mail.body
    assert "\n\n\n" not in mail.body


def test_those_who_keep_the_entry_are_asked_first_and_all_the_second_time(
    museum, mailoutbox, clock
):
    make_keeper(museum, "kontakt@museum.example", clock=clock)
    make_keeper(museum, "leitung@museum.example", role="head", clock=clock)
    make_keeper(museum, "wartet@museum.example", clock=clock, confirmed=False)

    ask_all(DAY)
    ask_all(DAY + freshness.PATIENCE)

    to = [mail.to[0] for mail in mailoutbox]
    assert to[:2] == ["leitung@museum.example", "kontakt@museum.example"]
    assert to[2:] == ["leitung@museum.example", "kontakt@museum.example", "info@museum.example"]
    assert "schon einmal gefragt" in mailoutbox[2].body
    assert mailoutbox[2].subject == "Noch einmal gefragt: Stimmt noch alles? Museum"


def test_second_question_waits_three_weeks_and_there_is_no_third(museum, mailoutbox):
    assert [ask_all(DAY + timedelta(days=days)) for days in (0, 1, 20, 21, 22, 42, 100)] == [
        1, 0, 0, 1, 0, 0, 0,
    ]  # fmt: skip
    assert len(mailoutbox) == 2


def test_entry_is_marked_three_weeks_after_the_second_question(museum, client, today):
    make_ask(museum, sent_on=DAY - timedelta(days=42))
    make_ask(museum, sent_on=DAY - timedelta(days=20))

    assert freshening.mark_unanswered(today=DAY) == 0
    assert "Bitte rufen Sie vorher an" not in client.get("/akteure/museum/").content.decode()
    assert freshening.mark_unanswered(today=DAY + timedelta(days=1)) == 1
    assert freshening.mark_unanswered(today=DAY + timedelta(days=2)) == 0

    museum.refresh_from_db()
    assert museum.doubtful_since == DAY + timedelta(days=1)
    assert "Bitte rufen Sie vorher an" in client.get("/akteure/museum/").content.decode()


def test_mark_speaks_of_calling_only_where_a_number_is_known(museum, client):
    Actor.objects.filter(pk=museum.pk).update(doubtful_since=DAY, phone="")
    make_offer("Salz", slug="salz", actor=museum)

    for url in ("/akteure/museum/", "/lernorte/salz/"):
        assert "Bitte fragen Sie vorher nach." in client.get(url).content.decode()


def test_one_unanswered_question_marks_nothing(museum):
    make_ask(museum, sent_on=DAY - timedelta(days=200))

    assert freshening.mark_unanswered(today=DAY) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"next_check_on": DAY + timedelta(days=1)},
        {"next_check_on": None},
        {"is_published": False},
        {"email": ""},
        {"asked_by_mail": False},
        {"doubtful_since": DAY},
    ],
)
def test_who_is_not_asked(museum, mailoutbox, facts):
    Actor.objects.filter(pk=museum.pk).update(**facts)

    assert ask_all(DAY) == 0
    assert mailoutbox == []


def test_number_of_questions_a_night_is_bounded_also_over_several_runs(region, mailoutbox):
    for number in range(5):
        make_actor(email=f"{number}@kita.example", next_check_on=DAY - timedelta(days=number))

    assert [ask_all(DAY, most=2), ask_all(DAY, most=2)] == [2, 0]
    assert ask_all(DAY + timedelta(days=1), most=2) == 2
    assert [mail.to[0][0] for mail in mailoutbox] == ["4", "3", "2", "1"]
    assert ask_all(DAY + timedelta(days=2), most=0) == 0


def test_question_and_mail_are_one(museum, settings):
    """What dies between the two leaves neither."""
    settings.EMAIL_BACKEND = OUTBOX
    Actor.objects.filter(pk=museum.pk).update(email="kaputt\n@museum.example")
    museum.refresh_from_db()

    with pytest.raises(ValueError, match="address"):
        freshening.ask(actor=museum, today=DAY)

    assert (FreshnessAsk.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_address_that_is_none_holds_up_nobody(museum, settings):
    settings.EMAIL_BACKEND = OUTBOX
    make_actor(email="kaputt", next_check_on=DAY - timedelta(days=9))

    assert ask_all(DAY, most=1) == 1
    assert OutgoingMail.objects.get().to == ["info@museum.example"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_once(museum, settings):
    settings.EMAIL_BACKEND = OUTBOX

    results = at_once(*[partial(ask_all, DAY)] * 2)

    assert sorted(results) == [0, 1]
    assert (FreshnessAsk.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(museum):
    asked = make_ask(museum)

    results = at_once(
        partial(freshening.confirm, asked=asked, today=DAY),
        partial(freshening.stop_asking, asked=asked, today=DAY),
    )

    museum.refresh_from_db()
    assert sorted(results) == [False, True]
    assert (museum.checked_on == DAY) is museum.asked_by_mail


def test_nobody_is_asked_twice_a_day(museum, mailoutbox):
    freshening.ask(actor=museum, today=DAY)

    with pytest.raises(DomainError, match="heute schon gefragt"):
        freshening.ask(actor=museum, today=DAY)
    assert len(mailoutbox) == 1


def test_institution_without_an_address_cannot_be_asked(region):
    with pytest.raises(DomainError, match="keine E-Mail-Adresse"):
        freshening.ask(actor=make_actor(), today=DAY)


def test_who_waits_for_the_office(region):
    names = {
        "ohne Antwort": {"doubtful_since": DAY, "email": "a@kita.example", "next_check_on": DAY},
        "ohne Adresse": {"next_check_on": DAY},
        "ungefragt": {"next_check_on": DAY, "email": "b@kita.example", "asked_by_mail": False},
        "wird gefragt": {"next_check_on": DAY, "email": "c@kita.example"},
        "später": {"next_check_on": DAY + timedelta(days=1)},
        "verborgen": {"next_check_on": DAY, "is_published": False},
    }
    for name, facts in names.items():
        make_actor(name, **facts)

    waiting = {actor.name for actor in freshness.for_the_office(DAY)}

    assert waiting == {"ohne Antwort", "ohne Adresse", "ungefragt"}


def test_night_plans_marks_and_asks(museum, mailoutbox, clock):
    silent = make_actor("Still", email="still@kita.example", next_check_on=DAY)
    make_ask(silent, sent_on=date(2026, 1, 1))
    make_ask(silent, sent_on=date(2026, 2, 1))
    old = make_ask(make_actor(next_check_on=date(2027, 1, 1)), sent_on=date(2023, 1, 1))
    make_actor(kind="kita")

    night = run("frische")

    assert night.results[0]["report"] == (
        "1 Einrichtungen gefragt, ob ihr Eintrag stimmt; 1 Einträge ohne Antwort markiert; 1 Prüfungen eingeplant."
    )
    assert [mail.to for mail in mailoutbox] == [["info@museum.example"]]
    assert not FreshnessAsk.objects.filter(pk=old.pk).exists()


def test_number_of_queries_does_not_grow_with_the_entries_that_wait(region):
    counts = []
    for _more in (1, 3):
        for _number in range(_more):
            make_actor(next_check_on=DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert list(freshness.for_the_office(DAY))
            assert not list(freshness.to_ask(DAY))
        counts.append(len(queries))

    assert counts == [2, 2]


def test_command_runs_the_nights_task(museum, mailoutbox, capsys):
    call_command("nightly", only="frische")

    assert len(mailoutbox) == 1
