"""Month, week, day, map and archive as pages; the clock of the tests stands on Monday, 2 March 2026."""

import pytest

from events.models import Holiday, Series
from tests.factories.actors import make_actor, make_municipality, make_topic
from tests.factories.events import make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db
ROOT = "/veranstaltungen/"
SQUARE = {"type": "Polygon", "coordinates": [[[10, 53], [11, 53], [11, 54], [10, 54], [10, 53]]]}


def cell(response, day: str):
    days = [day for _week, days in response.context["weeks"] for day in days if day.is_inside]
    return next(one for one in days if one.key == day)


def told(day) -> list[tuple[str, str]]:
    return [(entry.date.event.title, entry.when) for entry in day.entries]


def day_of(client, key: str):
    return client.get(f"{ROOT}tag/{key}/").context["day"]


def make_holiday(name: str, first: str, last: str, kind: str = "ferien") -> Holiday:
    return Holiday.objects.create(
        name=name, slug=f"{name.lower()}-{first[:4]}", first_on=first, last_on=last, kind=kind
    )


def test_month_is_a_table_with_its_days_in_weeks(client, region):
    make_event(title="Fest", dates=[("2026-05-31 15:00", None)])

    response = client.get(f"{ROOT}monat/2026-05/")

    weeks = response.context["weeks"]
    assert [week.key for week, _days in weeks] == [f"2026-W{n}" for n in range(18, 23)]
    assert [day.is_inside for day in weeks[0][1]] == [False] * 4 + [True] * 3
    assert told(cell(response, "2026-05-31")) == [("Fest", "15 Uhr")]
    page = response.content.decode()
    assert '<th scope="row"' in page
    assert page.count('<th scope="col"') == 8
    assert "<caption" in page


def test_month_shows_a_few_of_a_day_and_leads_to_the_others(client, region):
    for hour in range(10, 16):
        make_event(dates=[(f"2026-03-10 {hour}:00", None)])

    response = client.get(f"{ROOT}monat/2026-03/?zugang=offen")

    day = cell(response, "2026-03-10")
    assert (len(day.first_entries), day.more) == (3, 3)
    assert 'href="/veranstaltungen/tag/2026-03-10/?zugang=offen"' in response.content.decode()


def test_long_and_undated_events_do_not_fill_the_month(client, region):
    make_all_day("2026-02-20", "2026-03-20", title="Ausstellung")
    month = make_event(title="Einweihung", dates=(), date_precision="month")
    make_occurrence(month, "2026-03-01", "2026-04-01", all_day=True)

    response = client.get(f"{ROOT}monat/2026-03/")

    agenda = response.context["agenda"]
    assert [date.event.title for date in agenda.lasting] == ["Ausstellung"]
    assert [date.event.title for date in agenda.undated] == ["Einweihung"]
    assert [(day.key, told(day)) for day in agenda.days if day.entries] == [
        ("2026-03-20", [("Ausstellung", "letzter Tag")])
    ]


def test_event_of_several_days_stands_on_each_of_them(client, region):
    make_event(title="Freizeit", dates=[("2026-03-27 14:00", "2026-03-29 12:00")])

    days = client.get(f"{ROOT}woche/2026-W13/").context["agenda"].days

    assert [(day.key, told(day)) for day in days if day.entries] == [
        ("2026-03-27", [("Freizeit", "ab 14 Uhr, bis So, 29. März")]),
        ("2026-03-28", [("Freizeit", "bis So, 29. März")]),
        ("2026-03-29", [("Freizeit", "letzter Tag, bis 12 Uhr")]),
    ]


def test_night_belongs_to_its_evening(client, region):
    make_event(title="Lange Nacht", dates=[("2026-03-06 20:00", "2026-03-07 02:00")])

    assert told(day_of(client, "2026-03-06")) == [("Lange Nacht", "20 Uhr bis 2 Uhr")]
    assert told(day_of(client, "2026-03-07")) == []


def test_all_day_event_ends_at_midnight_of_its_last_day(client, region):
    make_all_day("2026-03-28", "2026-03-29", title="Tage")

    assert [len(day_of(client, f"2026-03-{day}").entries) for day in (27, 28, 29, 30)] == [
        0, 1, 1, 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "day", "when"),
    [
        ("2026-03-29 01:30", "2026-03-29", "1:30 Uhr"),
        ("2026-03-29 03:30", "2026-03-29", "3:30 Uhr"),
        ("2026-10-25 02:30", "2026-10-25", "2:30 Uhr MESZ"),
        ("2026-10-25 23:59", "2026-10-25", "23:59 Uhr"),
    ],
)
def test_day_on_which_clocks_change_has_its_events(client, region, start, day, when):
    make_event(title="E", dates=[(start, None)])

    assert told(day_of(client, day)) == [("E", when)]


def test_week_of_the_new_year_is_one_week(client, region, clock):
    clock("2026-12-30")
    make_event(title="Silvester", dates=[("2026-12-31 22:00", "2027-01-01 01:00")])
    make_event(title="Neujahr", dates=[("2027-01-01 11:00", None)])

    response = client.get(f"{ROOT}woche/2026-W53/")

    days = response.context["agenda"].days
    assert [(day.key, told(day)[0][0]) for day in days if day.entries] == [
        ("2026-12-31", "Silvester"),
        ("2027-01-01", "Neujahr"),
    ]
    assert response.context["turn"]["after_url"] == f"{ROOT}woche/2027-W01/"


def test_holidays_are_said_in_words(client, region):
    make_holiday("Osterferien", "2026-03-23", "2026-04-07")
    make_holiday("Karfreitag", "2026-04-03", "2026-04-03", "feiertag")
    make_event(dates=[("2026-04-03 10:00", None)])

    month, day, listed = (
        client.get(ROOT + path) for path in ("monat/2026-04/", "tag/2026-04-03/", "")
    )

    free = cell(month, "2026-04-03")
    assert [holiday.name for holiday in free.holidays] == ["Karfreitag", "Osterferien"]
    assert free.is_free
    assert "Karfreitag, Osterferien" in month.content.decode()
    assert all("Karfreitag</span>" in page.content.decode() for page in (day, listed))


@pytest.mark.parametrize(
    "path",
    [
        "monat/2026-13/", "monat/2026-00/", "monat/9999-12/", "monat/0000-01/", "monat/2025-02/",
        "monat/2028-04/", "woche/2025-W53/", "woche/2026-W00/", "woche/9999-W01/", "tag/2026-02-29/",
        "tag/9999-12-31/", "tag/0001-01-01/", "monat/2026-5/", "archiv/9999/", "archiv/2019/",
        "archiv/0000/",
    ],
)  # fmt: skip
def test_calendar_has_no_page_for_this(client, region, path):
    response = client.get(ROOT + path)

    assert response.status_code == 404
    assert "Diese Seite gibt es hier nicht." in response.content.decode()


@pytest.mark.parametrize("path", ["monat/2025-03/", "monat/2028-03/"])
def test_calendar_ends_without_a_way_on(client, region, path):
    turn = client.get(ROOT + path).context["turn"]

    assert [bool(turn["before_url"]), bool(turn["after_url"])] == [
        path.endswith("2028-03/"),
        path.endswith("2025-03/"),
    ]


@pytest.mark.parametrize(
    ("path", "kind"), [("monat/", "2026-03"), ("woche/", "2026-W10"), ("tag/", "2026-03-02")]
)
def test_address_without_a_date_leads_to_todays_page(client, region, path, kind):
    response = client.get(f"{ROOT}{path}?thema=kultur")

    assert (response.status_code, response.url) == (302, f"{ROOT}{path}{kind}/?thema=kultur")


@pytest.mark.parametrize(
    ("path", "robots"),
    [
        ("", None), ("monat/2026-03/", None), ("monat/2026-04/", "noindex"), ("?zugang=offen", "noindex"),
        ("woche/2026-W10/", "noindex"), ("tag/2026-03-10/", "noindex"), ("karte/", None),
    ],
)  # fmt: skip
def test_search_engines_keep_only_the_calendar_itself(client, region, path, robots):
    make_event(dates=[("2026-03-10 10:00", None)])

    assert client.get(ROOT + path).headers.get("X-Robots-Tag") == robots


def test_filters_stay_when_the_view_changes(client, region):
    make_event(topics=[make_topic("Kultur")])

    for path in ("", "monat/2026-03/", "woche/2026-W10/", "tag/2026-03-03/", "karte/"):
        views = client.get(f"{ROOT}{path}?thema=kultur&q=Elternabend").context["views"]
        queries = {view["url"].partition("?")[2] for view in views}
        assert queries == {"q=Elternabend&thema=kultur"}


def test_map_counts_dates_by_municipality(client, region):
    town = make_municipality("Bleckede", geometry=SQUARE)
    actor = make_actor(municipality=town, latitude=53.2, longitude=10.4)
    make_event(title="A", place_actor=actor, dates=[("2026-03-03 10:00", None)])
    make_event(title="B", place_actor=actor, dates=[("2026-03-04 10:00", None)])
    make_event(title="fern", municipality=town, attendance="online")

    context = client.get(f"{ROOT}karte/").context

    assert [(area.shape.name, area.count) for area in context["areas"]] == [("Bleckede", 3)]
    assert [pin.mark.number for pin in context["layers"][0].pins] == [2]
    assert context["layers"][0].pins[0].url == f"{ROOT}?gemeinde=bleckede"


def test_archive_of_a_year_has_the_dates_of_that_year(client, region):
    make_event(title="alt", dates=[("2024-12-31 23:30", None)])
    make_event(title="neu", dates=[("2025-01-01 00:30", None)])

    response = client.get(f"{ROOT}archiv/2025/")

    assert [date.event.title for date in response.context["occurrences"]] == ["neu"]
    assert [year.label for year in response.context["years"]] == ["2026", "2025", "2024"]


@pytest.mark.parametrize(
    ("path", "queries"),
    [("monat/2026-03/", 6), ("woche/2026-W10/", 6), ("tag/2026-03-03/", 6), ("karte/", 6)],
)
@pytest.mark.parametrize("number", [1, 3])
def test_views_need_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, path, queries, number
):
    for hour in range(number):
        actor = make_actor(latitude=53.2, longitude=10.4)
        make_event(
            dates=[(f"2026-03-03 {10 + hour}:00", None)],
            organiser=actor,
            place_actor=actor,
            topics=[make_topic(f"Thema {hour}")],
        )
    client.get(f"{ROOT}karte/")  # the outlines of the map are drawn once

    with django_assert_num_queries(queries):
        client.get(ROOT + path)


def test_month_and_series_speak_the_language_of_the_page(client, region):
    english = {"en": {"title": "Story hours", "description": "Every week."}}
    series = Series.objects.create(
        title="Lesereihe", slug="lesereihe", description="Jede Woche.", translations=english
    )
    past = (("2026-03-01 10:00", None),)
    hour = {"en": {"title": "Story hour"}}
    make_event(title="Erzählstunde", dates=past, series=series, translations=hour)

    month = client.get("/en/veranstaltungen/monat/2026-03/").content.decode()
    collected = client.get(f"/en{series.get_absolute_url()}").content.decode()

    assert "Story hour</a>" in month
    assert "Erzählstunde" not in month
    assert "<h1>Story hours</h1>" in collected
    assert "Every week." in collected
    assert ">Story hour</bdi>" in collected
