"""The lists of the office ask the database for what a page shows, by an index, however many rows there are."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.db.models import QuerySet
from django.forms import CheckboxInput
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actors.models import Actor
from bildungsregion.base import office_days
from bildungsregion.base.admin import office
from bildungsregion.base.office_lists import OfficeList
from bildungsregion.base.outbox.models import OutgoingMail
from documents.models import Document
from events.models import Event, Occurrence
from funding.models import Application, LedgerEntry, Snapshot, Step
from pages.models import News
from projects.models import Project
from tests.factories.actors import make_actor
from tests.factories.events import berlin
from tests.factories.office import make_client


# The index that gives the rows of a list in their order.
INDEXES = {
    "accounts.AccountEvent": "account_event_by_moment",
    "actors.Actor": "actor_by_name",
    "actors.FreshnessAsk": "freshness_ask_by_day",
    "actors.Offer": "offer_by_title",
    "base.OutgoingMail": "outgoingmail_by_moment",
    "base.Subscription": "subscription_by_day",
    "documents.Document": "document_newest_first",
    "events.Event": "event_by_title",
    "events.RegistrationLook": "registration_look_by_moment",
    "funding.Application": "application_newest_first",
    "funding.BankDataView": "bank_data_view_by_moment",
    "funding.Decision": "decision_by_moment",
    "funding.FileView": "file_view_by_moment",
    "funding.LedgerEntry": "ledger_entry_by_moment",
    "funding.Letter": "letter_by_moment",
    "funding.PaymentOrder": "payment_order_by_moment",
    "funding.Snapshot": "snapshot_by_moment",
    "funding.Step": "step_by_moment",
    "pages.News": "news_newest_first",
    "projects.Project": "project_by_title",
}
PAGES = {model._meta.label: page for model, page in office._registry.items()}


@pytest.fixture
def list_of(rf, region, db):
    """The list of a model as the office gets it, with this query."""
    chief = User.objects.create_superuser("chefin@landkreis.example")

    def made(label: str, **query: str) -> OfficeList:
        request = rf.get("/verwaltung/", query)
        request.user, request.region = chief, region
        return PAGES[label].get_changelist_instance(request)

    return made


def plan(rows: QuerySet) -> str:
    """How the database answers a question; PostgreSQL takes an index of so few rows only when told to."""
    if connection.vendor == "sqlite":
        return rows.explain()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return rows.explain()


@pytest.mark.parametrize("label", INDEXES)
def test_rows_of_a_page_come_in_their_order_from_an_index(list_of, label):
    changelist = list_of(label)

    found = plan(changelist.queryset.values_list("pk", flat=True)[:50])

    assert INDEXES[label] in found
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found


def test_every_list_of_what_grows_by_itself_has_its_days_by_an_index(list_of):
    for label in INDEXES:
        name = PAGES[label].date_hierarchy
        if name:
            first = list_of(label).queryset.order_by(name).values_list(name)[:1]
            assert "TEMP B-TREE" not in plan(first), label


def test_rows_are_chosen_before_anything_is_joined_to_them(list_of):
    make_actor("Museum")
    changelist = list_of("actors.Actor")

    with CaptureQueriesContext(connection) as asked:
        assert [row.name for row in changelist.result_list] == ["Museum"]

    keys, rows = (query["sql"] for query in asked.captured_queries)
    assert "JOIN" not in keys
    assert "actors_municipality" in rows
    assert "LIMIT" not in rows


def test_list_without_rows_asks_for_none(list_of, django_assert_num_queries):
    changelist = list_of("actors.DeadLink")

    with django_assert_num_queries(0):
        assert list(changelist.result_list) == []


def test_whole_list_is_counted_once(list_of):
    with CaptureQueriesContext(connection) as asked:
        changelist = list_of("actors.Actor")

    assert sum("COUNT(*)" in query["sql"] for query in asked.captured_queries) == 1
    assert changelist.full_result_count == changelist.result_count == Actor.objects.count()


@pytest.mark.parametrize(
    ("query", "shown", "said"),
    [({}, 3, False), ({"is_published__exact": "1"}, 2, True), ({"q": "Museum"}, 1, True)],
)
def test_numbers_are_those_of_the_filter_and_of_all(list_of, query, shown, said):
    make_actor("Museum")
    make_actor("Theater")
    make_actor("Archiv", is_published=False)

    changelist = list_of("actors.Actor", **query)

    assert (changelist.result_count, changelist.full_result_count) == (shown, 3)
    assert len(changelist.result_list) == shown
    assert (changelist.result_count != changelist.full_result_count) is said


def test_last_page_and_all_on_one_show_what_they_did(list_of, monkeypatch):
    monkeypatch.setattr(PAGES["actors.Actor"], "list_per_page", 2)
    for name in "ABCDE":
        make_actor(name)

    assert [row.name for row in list_of("actors.Actor", p="3").result_list] == ["E"]
    assert [row.name for row in list_of("actors.Actor", all="").result_list] == list("ABCDE")
    assert [row.name for row in list_of("actors.Actor", p="2", o="-1").result_list] == ["C", "B"]


def test_page_that_is_not_there_leads_back_to_the_list(region, monkeypatch):
    monkeypatch.setattr(PAGES["actors.Actor"], "list_per_page", 1)
    make_actor("Museum")
    make_actor("Theater")

    answer = make_client("administration").get(
        reverse("admin:actors_actor_changelist"), {"p": "99"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/actors/actor/?e=1")


def test_box_and_address_of_a_row_are_as_django_makes_them(list_of):
    actor = make_actor('Museum „Am "Markt" & Co.“')
    changelist = list_of("actors.Actor")
    label = f"Select this object for an action - {actor}"
    box = CheckboxInput({"class": "action-select", "aria-label": label}, lambda value: False)

    drawn = PAGES["actors.Actor"].action_checkbox(actor)

    shown = str(drawn).replace("Dieses Objekt für eine Aktion auswählen", label.partition(" - ")[0])
    assert shown == box.render("_selected_action", str(actor.pk))
    assert changelist.url_for_result(actor) == ChangeList.url_for_result(changelist, actor)


MOMENTS = {
    "none": [],
    "one": ["2026-03-03 16:00"],
    "a day": ["2026-03-03 00:00", "2026-03-03 23:59"],
    "a month": ["2026-03-01 00:00", "2026-03-05 12:00", "2026-03-05 13:00", "2026-03-31 23:59"],
    "a year": ["2026-01-01 00:00", "2026-03-29 03:00", "2026-10-25 02:30", "2026-12-31 23:59"],
    "years": ["2019-12-31 23:59", "2021-01-01 00:00", "2021-06-01 10:00", "2026-02-28 12:00"],
}


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("chosen", [{}, {"year": "2026"}, {"year": "2026", "month": "3"}])
def test_days_above_a_list_are_those_that_django_finds(list_of, moments, chosen):
    for number, moment in enumerate(moments):
        mail = OutgoingMail.objects.create(subject="Neu", to=[], message_id=f"<{number}>")
        OutgoingMail.objects.filter(pk=mail.pk).update(created_at=berlin(moment))
    query = {f"created_at__{name}": value for name, value in chosen.items()}

    changelist = list_of("base.OutgoingMail", **query)

    assert date_hierarchy(changelist) == office_days._django(changelist)


def test_days_of_a_column_of_days_too(list_of):
    actor = make_actor("Museum")
    for days in (0, 40, 800):
        actor.freshness_asks.create(email="a@b.example", sent_on=date(2026, 3, 3) - timedelta(days))

    for query in ({}, {"sent_on__year": "2026"}, {"sent_on__year": "2026", "sent_on__month": "1"}):
        changelist = list_of("actors.FreshnessAsk", **query)
        assert date_hierarchy(changelist) == office_days._django(changelist)


@pytest.mark.parametrize("odd", [date(26, 5, 1), date(1500, 12, 31), date(9999, 12, 31)])
def test_mistyped_year_does_not_shut_the_list(list_of, odd):
    actor = make_actor("Museum")
    for day in (odd, date(2026, 3, 3)):
        actor.freshness_asks.create(email="a@b.example", sent_on=day)

    # Django itself counts to the year after one that is chosen, and there is none after 9999.
    for query in ({}, {"sent_on__year": "2026"}, {"sent_on__year": f"{min(odd.year, 9998)}"}):
        changelist = list_of("actors.FreshnessAsk", **query)
        assert date_hierarchy(changelist) == office_days._django(changelist)


def test_days_are_asked_for_without_a_look_at_each_row(list_of):
    for number, moment in enumerate(MOMENTS["years"]):
        mail = OutgoingMail.objects.create(subject="Neu", to=[], message_id=f"<{number}>")
        OutgoingMail.objects.filter(pk=mail.pk).update(created_at=berlin(moment))
    changelist = list_of("base.OutgoingMail")

    with CaptureQueriesContext(connection) as asked:
        shown = date_hierarchy(changelist)

    assert [choice["title"] for choice in shown["choices"]] == ["2019", "2021", "2026"]
    assert len(asked) == 3
    assert not any("trunc" in query["sql"].lower() for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (Project.objects.filter(origin=7), "project_followers"),
        (Event.objects.filter(project=7), "event_of_project"),
        (Occurrence.objects.filter(event__project=7), "event_of_project"),
        (Application.objects.filter(project=7), "application_of_project"),
        (News.objects.filter(change_at__gt=timezone.now()), "news_changing"),
        (News.objects.filter(unpublish_at__gt=timezone.now()), "news_going"),
    ],
    ids=["followers", "events", "dates", "cases", "changing", "going"],
)
def test_rows_with_a_value_are_found_where_nearly_none_have_any(db, region, rows, index):
    News.objects.bulk_create(News(title=f"N {n}", slug=f"n-{n}") for n in range(300))
    Project.objects.bulk_create(Project(title=f"P {n}", slug=f"p-{n}") for n in range(300))
    Event.objects.bulk_create(Event(title=f"E {n}", slug=f"e-{n}", uid=f"{n}") for n in range(300))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    assert index in plan(rows.order_by())


@pytest.mark.parametrize("model", [Document, News, LedgerEntry, Snapshot, Step])
def test_what_orders_behind_the_key_is_left_out(list_of, model):
    ordering = list_of(model._meta.label).queryset.query.order_by

    assert ordering[-1] in ("pk", "-pk")
