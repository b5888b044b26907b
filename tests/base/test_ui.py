import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.paginator import Paginator
from django.template import Context, Engine, RequestContext, Template
from django.test import RequestFactory

from bildungsregion.base.templatetags import ui


BERLIN = ZoneInfo("Europe/Berlin")


def at(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (None, None, ""),
        (date(2026, 3, 3), None, "Di, 3. März 2026"),
        (date(2026, 3, 3), date(2026, 3, 3), "Di, 3. März 2026"),
        (date(2026, 3, 3), date(2026, 3, 5), "3.–5. März 2026"),
        (date(2026, 3, 30), date(2026, 4, 2), "30. März – 2. April 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30. Dezember 2026 – 2. Januar 2027"),
        (at(2026, 3, 3, 16), None, "Di, 3. März 2026, 16 Uhr"),
        (at(2026, 3, 3, 16), at(2026, 3, 3, 16), "Di, 3. März 2026, 16 Uhr"),
        (at(2026, 3, 3, 16), at(2026, 3, 3, 18), "Di, 3. März 2026, 16–18 Uhr"),
        (at(2026, 3, 3, 9, 5), at(2026, 3, 3, 18), "Di, 3. März 2026, 9:05–18 Uhr"),
        (
            at(2026, 3, 3, 20),
            at(2026, 3, 4, 1),
            "Di, 3. März 2026, 20 Uhr – Mi, 4. März 2026, 1 Uhr",
        ),
        (datetime(2026, 7, 1, 22, tzinfo=UTC), None, "Do, 2. Juli 2026, 0 Uhr"),
    ],
)
def test_daterange_says_days_and_hours_as_people_do(start, end, shown):
    assert ui.daterange(start, end) == shown


@pytest.mark.parametrize(("fold", "kind"), [(0, "MESZ"), (1, "MEZ")])
def test_daterange_names_the_kind_of_time_in_the_hour_that_exists_twice(fold, kind):
    shown = ui.daterange(at(2026, 10, 25, 2, 30, fold=fold))

    assert shown == f"So, 25. Oktober 2026, 2:30 {kind} Uhr"


@pytest.mark.parametrize(
    ("cents", "shown"), [(None, ""), ("", ""), (0, "0,00 €"), (1_234_50, "1.234,50 €")]
)
def test_euro_of_cents(cents, shown):
    assert ui.euro(cents).replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    ("part", "total", "percent"),
    [
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),
        (0, 5, 0),
        (5, 0, 0),
        (None, 5, 0),
        (9, 5, 100),
        (-1, 5, 0),
    ],
)
def test_share_is_a_whole_percentage_within_the_bar(part, total, percent):
    assert ui.share(part, total) == percent


def test_segments_lie_end_to_end():
    parts = [{"label": "a", "value": 1}, {"label": "b", "value": 2}]

    bar = ui.segments(parts, 8)

    assert [(part["x"], part["width"]) for part in bar] == [("0", "12.50"), ("12.50", "25.00")]


def test_segments_beyond_the_total_are_scaled_down():
    bar = ui.segments([{"value": 30}, {"value": 90}], 100)

    assert sum(Decimal(part["width"]) for part in bar) == 100


def test_elided_leaves_out_the_middle_of_a_long_list():
    pages = ui.elided(Paginator(range(200), 10).page(8))

    assert pages == [1, "…", 7, 8, 9, "…", 20]


def render(text: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    request.region = request.user = None
    return Template("{% load ui %}" + text).render(RequestContext(request, context))


@pytest.mark.parametrize(
    ("path", "target", "mark"),
    [
        ("/akteure/", "/akteure/", 'aria-current="page"'),
        ("/akteure/salzmuseum/", "/akteure/", 'aria-current="true"'),
        ("/lernorte/", "/akteure/", ""),
        ("/akteure/", "/", ""),
        ("/", "/", 'aria-current="page"'),
        ("/", "", ""),
    ],
)
def test_nav_current_marks_the_page_and_those_above_it(path, target, mark):
    assert render("{% nav_current target %}", path, target=target) == mark


def test_nav_current_without_a_request_is_silent():
    assert Template("{% load ui %}{% nav_current '/' %}").render(Context()) == ""


@pytest.mark.parametrize(("number", "query"), [(1, "?art=museum"), (3, "?art=museum&amp;seite=3")])
def test_page_query_keeps_the_filters(number, query):
    shown = render("{% page_query 'seite' number %}", "/?art=museum&seite=2", number=number)

    assert shown == query


def test_json_ld_cannot_leave_its_element():
    data = {"name": "</script><b>&", "ort": "Lüneburg"}

    shown = render("{% json_ld data %}", data=data)

    body = shown.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not {"<", ">", "&"} & set(body)
    assert json.loads(body) == data


def test_json_ld_of_nothing_is_nothing():
    assert render("{% json_ld data %}", data=None) == ""


def test_icon_is_silent_beside_text_and_speaks_alone():
    assert str(ui.icon("place")) == (
        '<span class="kern-icon br-icon br-icon--place" aria-hidden="true"></span>'
    )
    assert str(ui.icon("search", "Suchen")) == (
        '<span class="kern-icon br-icon kern-icon--search" role="img" aria-label="Suchen"></span>'
    )


def test_region_static_without_a_region_is_empty():
    assert render('{% region_static "img/%s-og.png" %}') == ""


def test_block_text_repeats_what_a_page_writes_into_a_block():
    loader = (
        "django.template.loaders.locmem.Loader",
        {
            "base": "{% load ui %}[{% block_text 'title' %}]{% block title %}Start{% endblock %}",
            "page": "{% extends 'base' %}{% block title %}<b>Lern</b>\n  orte &amp; mehr{% endblock %}",
        },
    )
    engine = Engine(loaders=[loader], libraries={"ui": ui.__name__})

    shown = engine.get_template("page").render(Context())

    assert shown.startswith("[Lern orte &amp; mehr]")
