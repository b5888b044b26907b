"""Pages that strangers share are never older than what they show, and hold nothing of anybody."""

import re

import pytest
from django.conf import settings as project
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Offer, OpeningSlot, Topic
from bildungsregion.base import edition, kept_pages, misses
from bildungsregion.base.models import Region, SearchMiss, Synonym
from bildungsregion.finding.sources import SOURCES
from documents.models import Document, Version
from events.models import Event, GroupTerms, Holiday, Occurrence, Series
from funding import budget
from funding.models import BudgetYear
from pages.models import Page
from projects.models import Project
from tests.factories.actors import make_actor, make_municipality, make_offer, make_topic
from tests.factories.base import make_region
from tests.factories.documents import make_document
from tests.factories.events import berlin, make_event, make_terms
from tests.factories.funding import (
    make_budget_year,
    make_programme,
    make_rule_set,
    make_submitted,
    make_user,
)
from tests.factories.pages import make_news, make_page
from tests.factories.projects import make_project
from tests.factories.registration import make_open_event

from .desk import asked_at_the_desk, shown


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
LIST, CALENDAR = reverse("actors:actor_list"), reverse("events:event_list")
MUSEUM, DAY = "/akteure/museum/", "/veranstaltungen/tag/2026-03-03/"
ADDRESSES = [
    "/",
    "/veranstaltungen/abend/",
    LIST,
    f"{LIST}?q=Museum",
    reverse("actors:offer_list"),
    reverse("actors:actor_map"),
    MUSEUM,
    "/gemeinden/adendorf/",
    "/lernorte/fuehrung/",
    CALENDAR,
    f"{CALENDAR}?thema=kunst",
    "/veranstaltungen/monat/2026-03/",
    DAY,
    "/veranstaltungen/karte/",
    "/veranstaltungen/archiv/",
    "/veranstaltungen/kalender.ics",
    "/suche/?q=Museum",
    "/suche/?q=Museum&art=akteure",
    "/themen/",
    "/themen/kunst/",
    "/bildungsregion/",
    "/bildungsregion/ansprechstellen/",
    "/dokumente/",
    "/dokumente/richtlinie/",
    "/projekte/",
    "/projekte/theater/",
    "/projekte/gute-praxis/",
    "/aktuelles/",
    "/aktuelles/auftakt/",
    "/hausordnung/",
    "/kooperationen/",
    "/sitemap/",
    "/feeds/",
    "/daten/",
    "/veranstaltungen/kalender/",
    "/foerderung/",
    "/foerderung/rechner/",
    "/foerderung/selbstcheck/",
]


# Written by the database in the transaction of a change of what is searched.
SEARCHED = {"bildungsregion_searchentry", "bildungsregion_searchbody"}


@pytest.fixture
def content():
    make_region()
    make_actor("Archiv")
    topic, place = make_topic("Kunst", slug="kunst"), make_municipality("Adendorf")
    museum = make_actor("Museum", slug="museum", municipality=place)
    museum.topics.add(topic)
    OpeningSlot.objects.create(actor=museum, weekday=0, opens="09:00", closes="11:00")
    make_offer("Führung", slug="fuehrung", actor=museum)
    event = make_event(slug="abend", organiser=museum, place_actor=museum, municipality=place,
                       topics=[topic])  # fmt: skip
    make_event(organiser=museum, dates=[("2026-03-02 09:00", "2026-03-02 11:00")])
    make_event(organiser=museum, dates=[("2026-02-02 09:00", "2026-02-02 11:00")])
    make_terms(event)
    event.documents.add(make_document(slug="richtlinie"))
    make_project(slug="theater")
    make_news(slug="auftakt")
    make_page(slug="hausordnung")
    programme = make_programme()
    make_budget_year(programme, allocated=5_000_000)
    make_rule_set(programme)


def drawn(address):
    """The page worked out anew."""
    with transaction.atomic():
        return Client().get(address).content.decode()


def _write_a_date():
    event = Event.objects.get(slug="abend")
    start, end = berlin("2026-03-03 08:00"), berlin("2026-03-03 09:00")
    Occurrence.objects.bulk_create(
        [Occurrence(event=event, number=7, starts_at=start, ends_at=end, current_until=end)]
    )


def _tie_to_a_series():
    Event.objects.update(series=Series.objects.create(title="Reihe", slug="reihe"))


# Where a change is seen, and the change.
CHANGES = {
    "region": (LIST, lambda: Region.objects.update(office_phone="04131 0")),
    "synonym": (f"{LIST}?q=Museum", lambda: Synonym.objects.create(word="Museum", means="Archiv")),
    "hit": ("/suche/?q=Museum", lambda: Actor.objects.filter(slug="museum").update(summary="Altes Museum")),
    "actor": (CALENDAR, lambda: Actor.objects.filter(slug="museum").update(name="Theater")),
    "hours": (MUSEUM, lambda: OpeningSlot.objects.update(closes="12:00")),
    "topic": (f"{CALENDAR}?thema=kunst", lambda: Topic.objects.update(name="Malerei")),
    "offer": ("/gemeinden/adendorf/", lambda: Offer.objects.update(title="Rundgang")),
    "event": (MUSEUM, lambda: Event.objects.filter(slug="abend").update(title="Morgen")),
    "date": ("/veranstaltungen/kalender.ics", lambda: Occurrence.objects.update(is_cancelled=True)),
    "full": (CALENDAR, lambda: Occurrence.objects.update(is_full=True, is_cancelled=False)),
    "untied": (f"{CALENDAR}?thema=kunst", lambda: Event.objects.get(slug="abend").topics.clear()),
    "series": (CALENDAR, _tie_to_a_series),
    "terms": (CALENDAR, lambda: GroupTerms.objects.all().delete()),
    "holiday": (DAY, lambda: Holiday.objects.create(
        slug="ferien", name="Ferien", kind="feiertag", first_on="2026-03-02", last_on="2026-03-09"
    )),
    "bulk": ("/veranstaltungen/monat/2026-03/", _write_a_date),
    "project": ("/", lambda: Project.objects.update(title="Anderes Projekt")),
    "document": ("/veranstaltungen/abend/", lambda: Document.objects.update(title="Plan")),
    "page": ("/hausordnung/", lambda: Page.objects.update(body="Geöffnet von acht bis vier.")),
    "version": ("/dokumente/richtlinie/", lambda: Version.objects.update(pages=77)),
    "books": ("/foerderung/", lambda: budget.allocate(
        BudgetYear.objects.get(), 1_234_500, by=make_user(), reason="Satzung", key="satzung"
    )),
    "delete": (DAY, lambda: Event.objects.filter(slug="abend").delete()),
}  # fmt: skip


@pytest.mark.parametrize("megabytes", [1, 0], ids=["pages", "parts alone"])
def test_each_change_shows_at_once(content, settings, megabytes):
    settings.KEPT_PAGES_MB = megabytes
    for name, (address, change) in CHANGES.items():
        before = shown(address)
        assert shown(address) == before

        change()

        after = shown(address)
        assert after == drawn(address), name
        assert after != before, name


@pytest.mark.parametrize("megabytes", [1, 0], ids=["pages", "parts alone"])
def test_time_changes_what_speaks_of_it(content, clock, settings, megabytes):
    """An institution's door closes at eleven, a date is over then; the last one at six the day after."""
    settings.KEPT_PAGES_MB = megabytes
    told = []
    for moment in ("2026-03-02 10:59", "2026-03-02 11:00", "2026-03-03 00:00", "2026-03-03 18:00"):
        clock(moment)
        pages = [shown(address) for address in (MUSEUM, CALENDAR)]
        assert pages == [drawn(address) for address in (MUSEUM, CALENDAR)], moment
        told.append(("Jetzt geöffnet" in pages[0], pages[1].count("/veranstaltungen/elternabend-"),
                     "Heute, Di" in pages[1]))  # fmt: skip

    assert told == [(True, 1, False), (False, 0, False), (False, 0, True), (False, 0, False)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_tables_that_kept_pages_read_are_watched(content, address):
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        Client().get(address)

    read = {table for q in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', q["sql"])}
    assert read - {"cache_entries", *SEARCHED} <= {*edition.tables(), *edition.columns()}


def test_what_the_search_reads_changes_with_tables_that_are_watched():
    assert {source.model._meta.db_table for source in SOURCES} <= set(edition.tables())


def test_a_page_seen_before_asks_for_the_edition_alone(content, django_assert_num_queries):
    for address in ADDRESSES:
        shown(address)

        with django_assert_num_queries(1):
            shown(address)


def test_the_first_search_after_an_edit_asks_at_most_eight_times(content):
    make_project(slug="reise", title="Lesereise", summary="Ein Abend im Museum")
    shown("/suche/?q=Archiv")
    Actor.objects.filter(slug="museum").update(summary="Neu eröffnet")

    with CaptureQueriesContext(connection) as asked:
        page = shown("/suche/?q=Museum")

    assert "Neu eröffnet" in page
    assert "Lesereise" in page
    assert len(asked) <= 8


def test_pages_put_together_from_kept_parts_are_those_drawn_anew(content, settings):
    settings.KEPT_PAGES_MB = 0
    addresses = [
        *ADDRESSES,
        f"{LIST}?utm=1",
        f"{CALENDAR}?utm=1",
        "/veranstaltungen/tag/2026-03-04/",
    ]

    for address in (*addresses, *addresses):
        assert shown(address) == drawn(address), address


def test_people_with_a_session_get_their_own_page_and_leave_none(content):
    person = Client()
    person.force_login(
        User.objects.create_user("leitung@schule.example", name="Leitung"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    cookie = f"a=b; {project.SESSION_COOKIE_NAME}={person.session.session_key}"

    pages = [
        asked_at_the_desk(LIST, **({"HTTP_COOKIE": cookie} if known else {}))[2].decode()
        for known in (True, False, True, False)
    ]

    assert ["Mein Bereich" in page for page in pages] == [True, False, True, False]


def test_an_event_where_people_register_is_drawn_anew(content):
    address = make_open_event().get_absolute_url()
    shown(address)

    with CaptureQueriesContext(connection) as asked:
        shown(address)

    assert len(asked) > 1


def test_a_position_is_not_kept_anywhere(content):
    Client().get(LIST, {"standort": "53.25,10.41"})

    assert "53.25" not in repr([kept_pages._shelf.pages.keys(), list(edition._kept)])


def test_a_search_without_hits_is_counted_each_time(content, monkeypatch):
    monkeypatch.setattr(misses, "_is_person", lambda request: True)
    for _ in range(2):
        Client().get(LIST, {"q": "Raumfahrt"})

    assert SearchMiss.objects.get().count == 2


def test_headers_of_a_kept_page_are_those_of_the_first(content):
    first, again = (asked_at_the_desk(f"{CALENDAR}?thema=kunst")[1] for _ in range(2))

    assert first == again
    assert first["X-Robots-Tag"] == "noindex"
    assert {"Content-Security-Policy", "Content-Language", "X-Frame-Options"} <= first.keys()


def test_of_a_case_only_what_the_public_sees_of_it_makes_an_edition(content):
    case, project = make_submitted(), make_project()
    marks = [edition.now()]

    for change in (
        {"title": "Museumstag"},
        {"status": "in_review"},
        {"project": project},
        {"project": project},
    ):
        type(case).objects.filter(pk=case.pk).update(**change)
        marks.append(edition.now())

    assert [old == new for old, new in zip(marks, marks[1:], strict=False)] == [
        True,
        True,
        False,
        True,
    ]
