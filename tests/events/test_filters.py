"""Every filter of the calendar: what it leaves, and that its numbers are true."""

import tracemalloc

import pytest

from actors.models import Language
from events.filters import OccurrenceFilter
from events.models import Event, GroupTerms, Holiday, Occurrence, Series
from tests.factories.actors import make_actor, make_municipality, make_target_group, make_topic
from tests.factories.events import make_event, make_occurrence


pytestmark = pytest.mark.django_db
LIST = "/veranstaltungen/"
FACETS = [name for name in OccurrenceFilter.base_filters if name != "q"]


def left(client, **query) -> set[str]:
    return {date.event.title for date in client.get(LIST, query).context["occurrences"]}


@pytest.fixture
def events(region):
    """Five events that differ in everything that can be asked for; today is Monday, 2 March 2026."""
    unit = make_municipality("Ostheide", kind="samtgemeinde")
    member = make_municipality("Barendorf", parent=unit)
    actor = make_actor("Museum", slug="museum", wheelchair="ja")
    arabic = Language.objects.create(slug="ar", name="Arabisch")
    forum = Series.objects.create(title="Forum", slug="forum")
    Holiday.objects.create(
        name="Osterferien", slug="osterferien-2026", first_on="2026-03-23", last_on="2026-04-07"
    )
    make_event(title="heute", dates=[("2026-03-02 18:00", None)], is_free=True, series=forum)
    make_event(title="morgen", dates=[("2026-03-03 18:00", None)], age_from=6, age_to=10,
               attendance="online", topics=[make_topic("Kultur")])  # fmt: skip
    make_event(title="Samstag", dates=[("2026-03-07 10:00", "2026-03-07 12:00")], organiser=actor,
               place_actor=actor, access="ticket", languages=[arabic])  # fmt: skip
    easter = make_event(title="Ostern", dates=[("2026-04-01 10:00", None)], municipality=member,
                        target_groups=[make_target_group("Familien")])  # fmt: skip
    GroupTerms.objects.create(event=easter, field="museal")
    off = make_event(title="abgesagt", status=Event.Status.CANCELLED, age_from=16,
                     dates=[("2026-03-04 10:00", None), ("2026-03-28 10:00", None)])  # fmt: skip
    make_occurrence(off, "2026-05-01 10:00", is_cancelled=True)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"wann": "heute"}, {"heute"}),
        ({"wann": "morgen"}, {"morgen"}),
        ({"wann": "wochenende"}, {"Samstag"}),
        ({"wann": "woche"}, {"heute", "morgen", "Samstag", "abgesagt"}),
        ({"wann": "osterferien-2026"}, {"Ostern", "abgesagt"}),
        ({"wann": "gestern"}, set()),
        ({"thema": "kultur"}, {"morgen"}),
        ({"zielgruppe": "familien"}, {"Ostern"}),
        ({"alter": "6-10"}, {"heute", "morgen", "Samstag", "Ostern"}),
        ({"alter": "16-19"}, {"heute", "Samstag", "Ostern", "abgesagt"}),
        ({"gemeinde": "ostheide"}, {"Ostern"}),
        ({"gemeinde": "barendorf"}, {"Ostern"}),
        ({"teilnahme": "online"}, {"morgen"}),
        ({"zugang": "ticket"}, {"Samstag"}),
        ({"sprache": "ar"}, {"Samstag"}),
        ({"veranstalter": "museum"}, {"Samstag"}),
        ({"reihe": "forum"}, {"heute"}),
        ({"kostenfrei": "ja"}, {"heute"}),
        ({"rollstuhl": "ja"}, {"Samstag"}),
        ({"klassen": "ja"}, {"Ostern"}),
        ({"stattfindend": "ja"}, {"heute", "morgen", "Samstag", "Ostern"}),
        ({"wann": "woche", "stattfindend": "ja", "alter": "6-10"}, {"heute", "morgen", "Samstag"}),
    ],
)
def test_filter_leaves_what_it_says(client, events, query, titles):
    assert left(client, **query) == titles


@pytest.mark.parametrize(
    "query",
    [{}, {"wann": "woche"}, {"alter": "6-10"}, {"stattfindend": "ja", "alter": "16-19"},
     {"q": "Samstag"}, {"wann": "heute", "gemeinde": "ostheide"}, {"gemeinde": "barendorf"}],
)  # fmt: skip
def test_numbers_are_those_of_the_lists_they_lead_to(rf, region, events, query):
    """Each option's number against a plain count of the list with that option chosen."""
    request = rf.get(LIST)
    request.region = region

    def asked(**chosen):
        dates = Occurrence.objects.published().coming()
        return OccurrenceFilter(chosen or None, queryset=dates, request=request)

    filters = asked(**query)

    assert filters.total == filters.qs.count()
    for name in FACETS:
        for option in filters.options[name]:
            assert option.count == asked(**query | {name: option.value}).qs.count(), option


def test_counting_holds_little_of_each_event(rf, region):
    """A worker keeps the room that its largest answer took (docs/adr/0367)."""
    topics, events = [make_topic("Kultur"), make_topic("Sprache")], 400
    for _ in range(events):
        make_event(topics=topics)
    request = rf.get(LIST)
    request.region = region

    def total():
        dates = Occurrence.objects.published().coming()
        return OccurrenceFilter(None, queryset=dates, request=request).total

    assert total() == events
    tracemalloc.start()
    total()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / events < 900


def test_school_holidays_are_offered_by_name_and_days(client, events):
    options = client.get(LIST).context["filter"].options["wann"]

    assert [option.label for option in options] == [
        "Heute",
        "Morgen",
        "Dieses Wochenende",
        "Diese Woche",
        "In den Ferien: Osterferien, 23. März – 7. April 2026",
    ]


def test_chosen_filters_are_chips_that_can_be_taken_away(client, events):
    chips = client.get(LIST, {"wann": "heute", "kostenfrei": "ja"}).context["filter"].chips

    assert [(chip.text, chip.url) for chip in chips] == [
        ("Heute", "?kostenfrei=ja"),
        ("Kostenfrei", "?wann=heute"),
    ]


def test_event_known_to_the_month_is_not_called_today(client, region):
    event = make_event(title="März", dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(event, "2026-03-01", "2026-04-01", all_day=True)

    assert left(client, wann="heute") == set()
    assert left(client) == {"März"}


NONSENSE = ["'", "a\x00b", "x" * 300, "-1", "ja;--", "%"]


@pytest.mark.parametrize("name", [*FACETS, "q"])
@pytest.mark.parametrize("value", NONSENSE)
def test_list_bears_any_value_of_any_filter(client, region, name, value):
    make_event()

    assert client.get(LIST, {name: value}).status_code == 200


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("path", ["monat/2026-03/", "karte/"])
def test_views_bear_any_value_of_all_filters_at_once(client, region, path, value):
    make_event()

    assert client.get(LIST + path, dict.fromkeys([*FACETS, "q"], value)).status_code == 200
