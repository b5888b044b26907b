"""Tables of events: what people type as a date, columns by headings, dry run, again."""

from datetime import date, datetime, time

import pytest
from hypothesis import given, strategies as st

from actors.imports import reading
from bildungsregion.base.errors import DomainError
from events.incoming import columns, days, uploads
from events.models import Event, Feed
from tests.factories.actors import make_actor, make_topic
from tests.factories.events import make_event
from tests.factories.feeds import make_feed, outcomes
from tests.factories.office import make_person


D, NEXT = date(2026, 3, 3), date(2026, 3, 4)
AT = datetime.fromisoformat


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["3.3.2026"], (D, D, None, None)),
        (["03.03.26"], (D, D, None, None)),
        (["2026-03-03 16:00"], (D, D, time(16), None)),
        (["2026-03-03T16:00:00"], (D, D, time(16), None)),
        (["Di, 3. März 2026, 16–18 Uhr"], (D, D, time(16), time(18))),
        (["Dienstag, 03.03.2026", "", "16–18 Uhr"], (D, D, time(16), time(18))),
        (["3. Mrz 2026 ab 19.30 Uhr"], (D, D, time(19, 30), None)),
        (["3.3.2026", "", "16:00", "17.45"], (D, D, time(16), time(17, 45))),
        (["3.3.2026", "", "von 16 bis 18 Uhr"], (D, D, time(16), time(18))),
        (["3.3.2026 ganztägig"], (D, D, None, None)),
        (["3.–5.3.2026"], (D, date(2026, 3, 5), None, None)),
        (["3.3. bis 5.4.2026"], (D, date(2026, 4, 5), None, None)),
        (["03.03.2026 - 05.03.2026"], (D, date(2026, 3, 5), None, None)),
        (["3.3.2026", "5.3.2026"], (D, date(2026, 3, 5), None, None)),
        (["3.3.26, 9 Uhr"], (D, D, time(9), None)),
        ([datetime(2026, 3, 3, 16)], (D, D, time(16), None)),  # noqa: DTZ001
        ([datetime(2026, 3, 3), None, time(16), time(18)], (D, D, time(16), time(18))),  # noqa: DTZ001
        ([D], (D, D, None, None)),
        (["3.3.2026 16:00", "", "", "3.3.2026 18:00"], (D, D, time(16), time(18))),
        (["3.3.2026 16:00", "4.3.2026 12:00"], (D, NEXT, time(16), time(12))),
        (["2026-03-03T16:00", "", "", "2026-03-04T00:00"], (D, NEXT, time(16), time(0))),
        ([AT("2026-03-03 16:00"), "", "", AT("2026-03-04 12:00")], (D, NEXT, time(16), time(12))),
        ([AT("2026-03-03 16:00"), "", "", AT("2026-03-04")], (D, NEXT, time(16), time(0))),
        ([AT("2026-03-03 16:00"), "", "", AT("1899-12-30 18:00")], (D, D, time(16), time(18))),
    ],
)
def test_dates_are_understood_as_people_type_them(cells, expected):
    found = days.typed(*cells)

    assert (found.first, found.last, found.begins, found.ends) == expected


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["demnächst"], "„demnächst“ ist kein Datum. Zum Beispiel: 3.3.2026."),
        (["3.3."], "In „3.3.“ fehlt das Jahr."),
        (["30.2.2026"], "Den 30.2.2026 gibt es nicht."),
        (["3.3.9999"], "Das Jahr 9999 liegt außerhalb des Kalenders."),
        (["5.3.2026", "3.3.2026"], "Das Ende liegt vor dem Beginn."),
        (
            ["3.3.2026", "", "nachmittags"],
            "„nachmittags“ ist keine Uhrzeit. Zum Beispiel: 16–18 Uhr.",
        ),
        (["3.3.2026 16:00", "", "", "3.3.2026 12:00"], "Das Ende liegt vor dem Beginn."),
        (["3.3.2026", "", "25 Uhr"], "„25 Uhr“ gibt es auf der Uhr nicht."),
    ],
)
def test_what_is_no_date_is_told(cells, sentence):
    with pytest.raises(days.NotADay, match=f"^{sentence.replace('.', '[.]')}$"):
        days.typed(*cells).moments()


CELL = st.text(alphabet="0123456789.-–: UhrbisMärzab,;/", max_size=40)


@given(CELL, CELL)
def test_whatever_is_typed_is_a_date_or_a_sentence(text, end):
    try:
        days.typed(text).moments()
        days.typed("3.3.2026 16:00", "", "", end).moments()
    except days.NotADay:
        return


def make_run(content: str | bytes, feed: Feed, name="termine.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    run = uploads.upload(
        feed=feed,
        moderation=feed.moderation,
        name=name,
        content=content,
        by=make_person("redaktion"),
    )
    table = reading.read(content, name)
    return uploads.choose_columns(
        run=run, keys=columns.guess(table, feed.columns), headers=table.headers
    )


def take_over(run):
    made = uploads.planned(run)
    uploads.apply(run=run, digest=made.digest, by=run.started_by)
    return made


@pytest.fixture
def table(db, clock) -> Feed:
    clock("2026-03-01 09:00")
    return make_feed(kind="tabelle", address="", name="Programm der VHS")


HEAD = "Kursnummer;Titel;Datum;Uhrzeit;Ort;Kategorie;Preis;Link\n"
FIRST = "A1;Töpfern;3.3.2026;16–18 Uhr;Werkstatt, Am Markt 1, 21335 Lüneburg;Kunst;6 €;www.vhs.example/a1\n"
SECOND = "A1;Töpfern;10.3.2026;16–18 Uhr;Werkstatt, Am Markt 1, 21335 Lüneburg;Kunst;6 €;www.vhs.example/a1\n"


def test_table_is_planned_written_and_reported(table):
    topic = make_topic("Kunst")

    made = take_over(
        make_run(f"{HEAD}{FIRST}{SECOND}B2;Singen;bald;;;;;\n;;4.3.2026;;;;;\n", table)
    )

    assert [(line.number, str(line.outcome), line.sentences) for line in made.lines] == [
        (2, "neu", []),
        (4, "fehler", ["Datum: „bald“ ist kein Datum. Zum Beispiel: 3.3.2026."]),
        (5, "fehler", ["Titel: Er fehlt."]),
    ]
    event = Event.objects.get()
    assert [row.when for row in event.occurrences.all()] == [
        "Di, 3. März 2026, 16–18 Uhr", "Di, 10. März 2026, 16–18 Uhr",
    ]  # fmt: skip
    assert (event.place_name, event.street, event.postcode, event.city, event.price, event.access_url) == (
        "Werkstatt", "Am Markt 1", "21335", "Lüneburg", "6 €", "https://www.vhs.example/a1",
    )  # fmt: skip
    assert list(event.topics.all()) == [topic]


def test_next_table_changes_keeps_and_lists_what_is_missing(table):
    other = "B2;Singen;4.4.2026;10 Uhr;;;;\n"
    take_over(make_run(f"{HEAD}{FIRST}{other}", table))
    Event.objects.filter(title="Töpfern").update(title="Töpfern für Kinder")

    made = take_over(make_run(HEAD + FIRST.replace("Töpfern", "Ton").replace("6 €", "8 €"), table))

    event = Event.objects.get(price="8 €")
    assert (event.title, [one.name for one in made.lines[0].kept]) == (
        "Töpfern für Kinder",
        ["title"],
    )
    assert outcomes(made) == {"nr:A1": "geaendert", "nr:B2": "weg"}
    assert Event.objects.get(title="Singen").is_published


def test_same_table_again_changes_nothing(table):
    take_over(make_run(HEAD + FIRST, table))

    assert outcomes(uploads.planned(make_run(HEAD + FIRST, table))) == {"nr:A1": "gleich"}


def test_event_that_is_there_is_met(table):
    place = make_actor(name="Werkstatt", city="Lüneburg")
    there = make_event(
        title="Töpfern", dates=[("2026-03-03 16:00", "2026-03-03 18:00")], place_actor=place, place_name="", city="",
    )  # fmt: skip

    made = take_over(make_run(HEAD + FIRST, table))

    assert (made.lines[0].event, made.counts["neu"]) == (there.pk, 0)
    there.refresh_from_db()
    assert there.price == "6 €"


def test_what_was_shown_is_what_is_written(table):
    run = make_run(HEAD + FIRST, table)
    digest = uploads.planned(run).digest
    make_event(title="Töpfern", dates=[("2026-03-03 16:00", None)], place_name="Werkstatt")

    with pytest.raises(DomainError, match="im Kalender etwas geändert"):
        uploads.apply(run=run, digest=digest, by=run.started_by)


def test_file_is_taken_over_once(table):
    run = make_run(HEAD + FIRST, table)
    take_over(run)

    with pytest.raises(DomainError, match="schon übernommen"):
        uploads.apply(run=run, digest="", by=run.started_by)
