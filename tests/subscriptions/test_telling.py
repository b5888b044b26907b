"""Who is told what and when; what a killed run leaves; what happens when a filter is no more."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors.models import Actor
from bildungsregion import nightly
from bildungsregion.base.models import OutgoingMail, Sighting, Subscription
from bildungsregion.base.outbox import queue_mail
from bildungsregion.base.subscriptions import actions, lists
from bildungsregion.base.subscriptions.news import MOST_IN_A_MAIL
from bildungsregion.base.subscriptions.rhythm import period
from events.models import Event, Occurrence
from events.subscriptions import ComingDates
from tests.factories.actors import make_actor, make_municipality, make_offer, make_topic
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence
from tests.factories.subscriptions import make_subscription


pytestmark = pytest.mark.django_db
MONDAY, NEXT_MONDAY = "2026-03-09 04:10", "2026-03-16 04:10"


def tell(clock, moment: str = MONDAY, **kwargs) -> actions.Told:
    clock(moment)
    actions.look_at_lists(now=timezone.now())
    return actions.tell_due(now=timezone.now(), **kwargs)


@pytest.mark.parametrize(
    ("rhythm", "day", "span"),
    [
        ("weekly", "2026-03-08", ("2026-03-02", "2026-03-09")),
        ("weekly", "2026-03-09", ("2026-03-09", "2026-03-16")),
        ("monthly", "2026-02-28", ("2026-02-01", "2026-03-01")),
        ("monthly", "2026-12-31", ("2026-12-01", "2027-01-01")),
    ],
)
def test_period_holds_its_day(rhythm, day, span):
    found = period(rhythm, berlin(day).date())

    assert tuple(map(str, found)) == span


def test_new_and_changed_entries_are_told_apart(region, clock, mailoutbox):
    old, same = make_actor("Alte Schule"), make_actor("Gleiche Schule")
    actions.look_at_lists(now=timezone.now())
    make_subscription()
    clock("2026-03-04")
    old.phone, same.checked_on = "04131 1234", "2026-03-04"
    old.save()
    same.save()
    make_actor("Neue Schule")

    told = tell(clock)

    assert (told.mails, told.quiet) == (1, 0)
    [mail] = mailoutbox
    assert mail.subject == "Akteure: 2 Neuigkeiten"
    new, changed = mail.body.index("NEU\n"), mail.body.index("GEÄNDERT\n")
    assert new < mail.body.index("Neue Schule") < changed < mail.body.index("Alte Schule")
    assert "Gleiche Schule" not in mail.body


def test_entry_made_public_without_being_saved_is_new(region, clock, mailoutbox):
    hidden = make_actor("Verborgene Schule", is_published=False)
    make_actor()
    actions.look_at_lists(now=timezone.now())
    make_subscription()
    Actor.objects.filter(pk=hidden.pk).update(is_published=True)

    tell(clock)

    assert "Verborgene Schule" in mailoutbox[0].body


def test_entry_that_left_the_list_is_forgotten(region, clock):
    actor = make_actor()
    actions.look_at_lists(now=timezone.now())
    actor.delete()

    assert actions.look_at_lists(now=timezone.now()) == 0
    assert not Sighting.objects.exists()


def test_nothing_new_is_no_mail_and_not_asked_again(region, clock, mailoutbox):
    make_actor()
    actions.look_at_lists(now=timezone.now())
    make_subscription()

    assert (tell(clock).quiet, tell(clock).quiet) == (1, 0)
    make_actor("Am Dienstag neu")
    assert tell(clock, "2026-03-10 04:10").mails == 0
    assert tell(clock, NEXT_MONDAY).mails == 1
    assert "Am Dienstag neu" in mailoutbox[0].body


def test_missed_monday_is_made_up_for(region, clock, mailoutbox):
    make_actor()
    actions.look_at_lists(now=timezone.now())
    make_subscription()
    make_actor("Neue Schule")

    assert tell(clock, "2026-03-11 04:10").mails == 1


def test_monthly_mail_comes_with_the_month(region, clock, mailoutbox):
    make_actor()
    actions.look_at_lists(now=timezone.now())
    make_subscription(rhythm="monthly")
    make_actor("Neue Schule")

    assert tell(clock, "2026-03-31 04:10").mails == 0
    assert tell(clock, "2026-04-01 04:10").mails == 1


def test_unconfirmed_subscription_is_never_told(region, clock, mailoutbox):
    Subscription.objects.create(
        email="x@schule.example", list="akteure", asked_on=timezone.localdate()
    )
    make_actor()

    assert tell(clock) == actions.Told()


def test_mail_is_bounded_and_says_what_is_left_out(region, clock, mailoutbox):
    make_actor("Erste")
    actions.look_at_lists(now=timezone.now())
    make_subscription()
    for number in range(MOST_IN_A_MAIL + 2):
        make_actor(f"Schule {number}")

    tell(clock)

    assert mailoutbox[0].subject == "Akteure: 32 Neuigkeiten"
    assert mailoutbox[0].body.count("/akteure/") == MOST_IN_A_MAIL + 1
    assert "Und 2 weitere Einträge in der Liste." in mailoutbox[0].body


def test_coming_week_stands_under_its_days(region, clock, mailoutbox):
    make_event(title="Morgens", summary="Kurz.", dates=[("2026-03-10 09:00", "2026-03-10 10:30")])
    make_event(title="Abends", dates=[("2026-03-10 19:00", None)], status=Event.Status.CANCELLED)
    weekly = make_event(title="Jede Woche", dates=[("2026-03-15 11:00", None)])
    make_occurrence(weekly, "2026-03-16 11:00")
    make_all_day("2026-03-01", "2026-03-31", title="Ausstellung")
    make_event(title="Im März", date_precision="month", dates=[("2026-03-01", "2026-04-01")])
    make_subscription("veranstaltungen")

    tell(clock)

    [mail] = mailoutbox
    assert mail.subject == "Veranstaltungen vom 9. bis 15. März"
    lines = [line for line in mail.body.splitlines() if line and not line.startswith("http")]
    assert lines[2 : lines.index("Die ganze Liste:")] == [
        "LÄUFT SCHON", "Ausstellung", "So, 1. bis Di, 31. März 2026", "Aula, Adendorf",
        "DIENSTAG, 10. MÄRZ", "Morgens", "Di, 10. März 2026, 9–10:30 Uhr", "Aula, Adendorf", "Kurz.",
        "[abgesagt] Abends", "Di, 10. März 2026, 19 Uhr", "Aula, Adendorf",
        "SONNTAG, 15. MÄRZ", "Jede Woche", "So, 15. März 2026, 11 Uhr", "Aula, Adendorf",
    ]  # fmt: skip


def test_coming_month_knows_what_has_no_day_yet(region, clock, mailoutbox):
    make_event(title="Im April", date_precision="month", dates=[("2026-04-01", "2026-05-01")])
    make_event(title="Am Dritten", dates=[("2026-04-03 10:00", None)])
    make_event(title="Im Mai", dates=[("2026-05-01 10:00", None)])
    make_subscription("veranstaltungen", rhythm="monthly")

    tell(clock, "2026-04-01 04:10")

    assert mailoutbox[0].subject == "Veranstaltungen im April 2026"
    assert re.findall(r"Im April|Am Dritten|Im Mai", mailoutbox[0].body) == [
        "Im April",
        "Am Dritten",
    ]
    assert "OHNE FESTEN TAG" in mailoutbox[0].body


def test_late_mail_leaves_out_what_is_over(region, clock, mailoutbox):
    make_event(title="Am Montag", dates=[("2026-03-09 10:00", None)])
    make_event(title="Am Freitag", dates=[("2026-03-13 10:00", None)])
    make_subscription("veranstaltungen")

    tell(clock, "2026-03-12 04:10")

    assert mailoutbox[0].subject == "Veranstaltungen vom 12. bis 15. März"
    assert "Am Montag" not in mailoutbox[0].body


def test_week_with_nothing_is_no_mail(region, clock, mailoutbox):
    make_event(title="Später", dates=[("2026-03-17 10:00", None)])
    make_subscription("veranstaltungen")

    assert tell(clock).quiet == 1
    assert mailoutbox == []


def test_filters_hold_in_mails_too(region, clock, mailoutbox):
    make_event(title="Frei", is_free=True, dates=[("2026-03-10 10:00", None)])
    make_event(title="Teuer", dates=[("2026-03-10 10:00", None)])
    make_subscription("veranstaltungen", "kostenfrei=ja", title="Kostenfrei")

    tell(clock)

    assert "Frei" in mailoutbox[0].body
    assert "Teuer" not in mailoutbox[0].body


@pytest.mark.parametrize("lost", ["topic", "choice", "list", "module"])
def test_subscription_whose_filter_is_no_more_ends_with_a_word(region, clock, mailoutbox, lost):
    topic = make_topic("Inklusion")
    if lost == "module":
        region.modules = []
        region.save()
    topic.is_published = lost != "topic"
    topic.save()
    slug, query = {
        "topic": ("akteure", "thema=inklusion"), "choice": ("akteure", "art=gibtsnicht"),
        "list": ("gremien", ""), "module": ("akteure", "foerderung=ja"),
    }[lost]  # fmt: skip
    make_subscription(slug, query, title="Meine Auswahl")

    assert tell(clock).ended == 1

    [mail] = mailoutbox
    assert mail.subject == "Ihr Abo ist zu Ende: Meine Auswahl"
    assert "List-Unsubscribe" not in mail.extra_headers
    assert not Subscription.objects.exists()
    assert tell(clock, NEXT_MONDAY) == actions.Told()


def test_choice_that_stands_is_whole(region, clock):
    make_topic("Inklusion")
    subscription = make_subscription("akteure", "art=kita&thema=inklusion")

    choice = actions.choice_of(subscription)

    assert choice.title == "Art: Kindertagesstätte, Thema: Inklusion"


def test_round_is_bounded_and_goes_on_the_next_night(region, clock, mailoutbox):
    make_event(dates=[("2026-03-13 10:00", None)])
    for number in range(3):
        make_subscription("veranstaltungen", email=f"{number}@schule.example")

    first = tell(clock, most=2)
    second = tell(clock, "2026-03-10 04:10", most=2)

    assert (first.mails, first.waiting, second.mails, second.waiting) == (2, 1, 1, 0)
    assert sorted(mail.to[0][0] for mail in mailoutbox) == ["0", "1", "2"]


def test_killed_run_neither_loses_nor_doubles(region, clock, monkeypatch, settings):
    """The run dies between the mail and the note that it was written: both are gone, the others stay."""
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    make_event(dates=[("2026-03-13 10:00", None)])
    for number in range(3):
        make_subscription("veranstaltungen", email=f"{number}@schule.example")
    save = Subscription.save

    def dies(row, **kwargs):
        save(row, **kwargs)
        if row.email.startswith("1"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Subscription, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            tell(clock)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [["0@schule.example"]]

    told = tell(clock, "2026-03-09 05:00")

    assert told.mails == 2
    addresses = OutgoingMail.objects.order_by("pk").values_list("to", flat=True)
    assert list(addresses) == [["0@schule.example"], ["1@schule.example"], ["2@schule.example"]]


class BrokenDates(ComingDates):
    """A list that cannot be read."""

    def rows(self):
        raise ZeroDivisionError("secret detail")


def test_one_that_fails_does_not_stop_the_others_and_is_told(
    region, clock, mailoutbox, monkeypatch, caplog
):
    monkeypatch.setitem(lists._lists, "kaputt", BrokenDates())
    make_event(dates=[("2026-03-13 10:00", None)])
    make_subscription("kaputt", email="a@schule.example")
    make_subscription("veranstaltungen")
    clock(MONDAY)

    [trouble] = nightly.run("abos").troubles

    assert trouble["report"].startswith("1 Abos ließen sich nicht bedienen. 0 Einträge neu")
    assert [mail.to[0] for mail in mailoutbox] == ["leitung@schule.example", region.office_email]
    assert "secret detail" in caplog.text
    assert Subscription.objects.get(list="kaputt").told_until < timezone.now()


def test_mails_that_left_are_deleted_after_a_week(region, clock, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    for purpose in ("subscription_digest", "subscription_confirm", "receipt"):
        queue_mail(to=["x@schule.example"], subject="x", body="x", purpose=purpose)
    OutgoingMail.objects.exclude(purpose="subscription_confirm").update(sent_at=timezone.now())
    clock("2026-03-10")

    actions.forget(today=timezone.localdate())

    kept = OutgoingMail.objects.values_list("purpose", flat=True)
    assert sorted(kept) == ["receipt", "subscription_confirm"]


def test_same_filters_are_gathered_once(region, clock, mailoutbox):
    make_event(dates=[("2026-03-13 10:00", None)])
    counts = []
    for monday, emails in ((MONDAY, "ab"), (NEXT_MONDAY, "cdef")):
        Subscription.objects.all().delete()
        moment = berlin(monday) - timedelta(days=6)
        for email in emails:
            make_subscription("veranstaltungen", email=f"{email}@x.example", told_until=moment)
        Occurrence.objects.all().delete()
        make_occurrence(Event.objects.get(), monday[:10] + " 18:00")
        clock(monday)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.tell_due(now=timezone.now())
        counts.append(sum("events_occurrence" in query["sql"] for query in queries))

    assert counts == [1, 1]
    assert len(mailoutbox) == 6


def test_every_filter_of_every_list_can_be_said_in_words(region):
    """What no chip says would be subscribed to without a word."""
    make_municipality("Adendorf", latitude=53.28, longitude=10.44, postcodes=["21365"])
    values = {"q": "Schule", "ort": "Adendorf"}
    for known in lists.all_lists():
        bare = known.choose(lists.QueryDict(""), region).filterset
        for name in bare.filters:
            facet = bare.facets.get(name)
            value = values.get(name) or (facet and facet.choices and facet.choices[0][0]) or "x"
            choice = known.choose(lists.QueryDict(f"{name}={value}"), region)
            assert bool(choice.feed_words) == bool(choice.feed_query), (known.slug, name)


def test_offers_whose_price_by_size_changed_are_told(region, clock, mailoutbox):
    offer = make_offer("Salz sieden", price_model="tiers", price_cents=0)
    tier = offer.tiers.create(persons_from=1, price_cents=60_00)
    actions.look_at_lists(now=timezone.now())
    make_subscription("lernorte")
    tier.price_cents = 70_00
    tier.save()

    tell(clock)

    assert mailoutbox[0].subject == "Lernorte: 1 Neuigkeit"
    assert "Einrichtung" in mailoutbox[0].body


def test_near_a_place_can_be_followed_where_somebody_stood_cannot(region, clock, mailoutbox):
    town = make_municipality("Adendorf", latitude=53.28, longitude=10.44, postcodes=["21365"])
    make_actor("Da", municipality=town, latitude=53.28, longitude=10.44)
    actions.look_at_lists(now=timezone.now())
    asked = lists.QueryDict("umkreis=5&ort=Adendorf&standort=53.1,10.1&sortierung=entfernung")
    choice = lists.find("akteure").choose(asked, region)
    make_subscription("akteure", choice.query, title=choice.title)
    make_actor("Nah", municipality=town, latitude=53.29, longitude=10.45)
    make_actor("Fern", municipality=town, latitude=53.9, longitude=10.9)

    assert (choice.query, choice.title) == (
        "ort=Adendorf&umkreis=5",
        "In der Nähe von: Adendorf, 5 km",
    )
    assert tell(clock).mails == 1
    assert ("Nah" in mailoutbox[0].body, "Fern" in mailoutbox[0].body) == (True, False)
    only_there = lists.find("akteure").choose(
        lists.QueryDict("standort=53.1,10.1&umkreis=5"), region
    )
    assert (only_there.query, only_there.feed_query) == ("", "")


def test_place_that_is_no_more_ends_the_subscription(region, clock, mailoutbox):
    make_actor()
    make_subscription("akteure", "ort=Nirgendwo", title="In der Nähe von: Nirgendwo")

    assert tell(clock).ended == 1
