"""The office's pages of sources: who may, fetching by hand, what waits, tables from upload to report."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from events import nightly
from events.incoming import fetching
from events.models import MOST_FAILURES, Event, Feed, FeedItem, FeedRun
from tests.base.listening import listening
from tests.factories.base import make_region
from tests.factories.feeds import calendar, entry, event_of, make_feed, take_in
from tests.factories.office import make_client, press_bulk


pytestmark = pytest.mark.django_db

LIST, ITEMS = reverse("admin:events_feed_changelist"), reverse("admin:events_feeditem_changelist")
UPLOAD = reverse("admin:events_feedrun_add")
TABLE = "Titel;Datum;Uhrzeit\nTöpfern;3.3.2026;16–18 Uhr\nSingen;bald;\n"


@pytest.fixture(autouse=True)
def _region(clock):
    clock("2026-03-01 09:00")
    make_region()


@pytest.fixture
def client(_region):
    return make_client("redaktion")


def page(name: str, run: FeedRun) -> str:
    return reverse(f"admin:events_feedrun_{name}", args=[run.pk])


def upload(client, content: bytes = TABLE.encode(), name="termine.csv", **fields):
    form = {"file": SimpleUploadedFile(name, content), "new_feed": "VHS", "moderation": "pruefen"}
    return client.post(UPLOAD, form | fields)


@pytest.mark.parametrize(
    ("role", "status"),
    [("redaktion", 200), ("koordination", 200), ("administration", 200), ("sachbearbeitung", 403), ("lesend", 403),
     ("schule", 302), ("anonym", 302)],
)  # fmt: skip
def test_pages_are_for_who_keeps_the_calendar(role, status):
    feed = make_feed()
    run = FeedRun.objects.create(feed=feed, state="fertig")
    addresses = [
        LIST, ITEMS, UPLOAD, page("report", run), reverse("admin:events_feed_change", args=[feed.pk]),
        reverse("admin:events_feedrun_changelist"), reverse("admin:events_feedrun_template"),
    ]  # fmt: skip

    client = make_client(role)

    assert [client.get(address).status_code for address in addresses] == [status] * len(addresses)
    fetched = client.post(reverse("admin:events_feed_fetch", args=[feed.pk]))
    assert fetched.status_code == (302 if status == 200 else status)


def test_calendar_is_entered_and_fetched_by_hand(client, monkeypatch):
    form = {
        "name": "Bücherei", "kind": "kalender", "address": "webcal://buecherei.example/t.ics", "interval": "24",
        "moderation": "gleich", "days_back": "30", "is_active": "on", "categories-TOTAL_FORMS": "0",
        "categories-INITIAL_FORMS": "0",
    }  # fmt: skip
    client.post(reverse("admin:events_feed_add"), form)
    feed = Feed.objects.get()
    with listening() as server:
        server.say("/t.ics", body=calendar(entry(), entry("zwei", "20260231T100000")))
        Feed.objects.update(address=server.url("/t.ics"))
        monkeypatch.setattr(fetching.fetch_now, "__kwdefaults__", {"reach": server.reach})

        response = client.post(reverse("admin:events_feed_fetch", args=[feed.pk]), follow=True)

    said = response.content.decode()
    assert "Abgerufen: 1 neu, 1 Fehler." in said
    assert "„20260231T100000“ gibt es im Kalender nicht." in said
    assert "Kennung: zwei" in said
    told = client.get(reverse("admin:events_feed_change", args=[feed.pk])).content.decode()
    assert "1 neu, 1 Fehler" in told


@pytest.mark.parametrize(
    "address", ["", "kein Link", "ftp://x.example/a.ics", "file:///etc/passwd"]
)
def test_address_must_be_one_of_the_web(client, address):
    form = {
        "name": "X", "kind": "kalender", "address": address, "interval": "24", "moderation": "gleich",
        "days_back": "30", "categories-TOTAL_FORMS": "0", "categories-INITIAL_FORMS": "0",
    }  # fmt: skip

    response = client.post(reverse("admin:events_feed_add"), form)

    assert (response.status_code, Feed.objects.count()) == (200, 0)


def test_what_waits_is_published_or_settled(client):
    feed = make_feed(moderation="pruefen")
    take_in(feed, calendar(entry(), entry("zwei")))
    first, second = feed.items.get(uid="eins"), feed.items.get(uid="zwei")
    start = client.get(reverse("admin:index")).content.decode()

    press_bulk(client, ITEMS, "publish", first)
    press_bulk(client, ITEMS, "settle", second)

    assert f"{feed.name}" in start
    assert "2 neu" in start
    assert [event_of(feed, uid).is_published for uid in ("eins", "zwei")] == [True, False]
    assert not FeedItem.objects.exclude(waits_for="").exists()
    assert (
        "Aus anderen Kalendern wartet nichts."
        in client.get(reverse("admin:index")).content.decode()
    )


def test_calendar_that_rests_is_on_the_start_page(client):
    make_feed(
        name="Museum",
        failures=MOST_FAILURES,
        problem="Der Server kennt diesen Kalender nicht (404).",
    )

    said = client.get(reverse("admin:index")).content.decode()

    assert "ruht: Der Server kennt diesen Kalender nicht (404)." in said


def test_deleted_event_is_taken_again(client):
    feed = make_feed()
    take_in(feed, calendar(entry()))
    event_of(feed).delete()

    press_bulk(client, ITEMS, "take_again", feed.items.get())
    take_in(feed, calendar(entry()))

    assert event_of(feed).title == "Vorlesen"


def test_lists_ask_as_often_for_three_as_for_one(client, django_assert_max_num_queries):
    feed = make_feed()
    take_in(feed, calendar(entry(), entry("zwei"), entry("drei")))

    with django_assert_max_num_queries(14):
        client.get(ITEMS)


def test_table_goes_from_upload_to_report(client):
    run = FeedRun.objects.get(pk=upload(client)["Location"].split("/")[-3])
    columns = client.get(page("columns", run)).content.decode()
    client.post(
        page("columns", run), {"spalte_0": "title", "spalte_1": "day", "spalte_2": "begins"}
    )
    check = client.get(page("check", run))
    before = Event.objects.count()

    done = client.post(page("check", run), {"digest": check.context["plan"].digest}, follow=True)

    assert "Zum Beispiel: Töpfern · Singen" in columns
    assert "Datum: „bald“ ist kein Datum. Zum Beispiel: 3.3.2026." in check.content.decode()
    assert "Übernommen: 1 neu, 1 Fehler." in done.content.decode()
    event = Event.objects.get()
    assert (before, event.title, event.is_published) == (0, "Töpfern", False)
    assert client.get(page("columns", run))["Location"] == page("report", run)


def test_workbook_is_read_too(client):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Titel", "Datum"])
    book.active.append(["Töpfern", "3.3.2026 16 Uhr"])
    book.save(file)

    response = upload(client, file.getvalue(), "termine.xlsx")

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"content": b"%PDF-1.7"}, "Das ist ein PDF. Gebraucht wird CSV, XLSX oder GeoJSON."),
        ({"content": b"Titel;Datum\n"}, "Unter der Überschrift steht keine einzige Zeile."),
        ({"new_feed": ""}, "Bitte wählen Sie eine Quelle oder nennen Sie eine neue."),
    ],
)
def test_bad_upload_is_told_with_what_was_typed(client, fields, sentence):
    response = upload(client, **fields)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_columns_without_a_date_are_refused(client):
    run = FeedRun.objects.get(pk=upload(client)["Location"].split("/")[-3])

    response = client.post(page("columns", run), {"spalte_0": "title"})

    assert response.status_code == 422
    assert "Bitte sagen Sie, in welcher Spalte das Datum steht." in response.content.decode()


def test_plan_that_is_no_longer_true_is_shown_anew(client):
    run = FeedRun.objects.get(pk=upload(client)["Location"].split("/")[-3])
    client.post(page("columns", run), {"spalte_0": "title", "spalte_1": "day"})

    response = client.post(page("check", run), {"digest": "anders"})

    assert response.status_code == 409
    assert "im Kalender etwas geändert" in response.content.decode()


def test_night_fetches_what_is_due():
    make_feed(address="http://127.0.0.1/t.ics")

    assert nightly.feeds(None) == "1 Kalender abgerufen, davon 1 ohne Erfolg."
