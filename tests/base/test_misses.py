"""Searches that found nothing: counted without a trace of who asked, shown to the office, forgotten in time."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from bildungsregion import nightly
from bildungsregion.base import misses
from bildungsregion.base.models import SearchMiss
from tests.factories.actors import make_actor


pytestmark = pytest.mark.django_db
LIST = "admin:base_searchmiss_changelist"


def counted():
    return list(SearchMiss.objects.order_by("term").values_list("term", "count"))


@pytest.mark.parametrize(
    "address", ["/suche/", "/akteure/", "/lernorte/", "/projekte/", "/dokumente/"]
)
def test_a_search_in_vain_is_counted_by_its_folded_words(client, region, address):
    for query in ("Schwimmbäder", "schwimmbaeder ", "SCHWIMMBÄDER"):
        assert client.get(address, {"q": query}).status_code == 200

    assert counted() == [("schwimmbader", 3)]


def test_a_search_that_found_something_is_not_counted(client, region):
    make_actor("Schwimmbad")

    client.get("/suche/?q=schwimmbad")
    client.get("/akteure/?q=schwimmbad")
    # The word is known; it is the other filter that leaves nothing.
    client.get("/akteure/?q=schwimmbad&art=museum")

    assert counted() == []


def test_a_word_that_nobody_has_is_counted_under_other_filters_too(client, region):
    client.get("/akteure/?q=schwimmbad&art=museum")

    assert counted() == [("schwimmbad", 1)]


@pytest.mark.parametrize(
    "query",
    ["leitung@schule.example", "leitung＠schule.example", "04131 720650", "0151/23456789", "+49 4131 72 06 50",
     "DE89 3704 0044 0532 0130 00", "Kunde 4711-0815", "21335", "…", "%_", "x" * 41,
     "mein Kind findet in der Klasse keine Freunde"],
)  # fmt: skip
def test_what_may_be_personal_is_not_kept(client, region, query):
    client.get("/suche/", {"q": query})

    assert counted() == []


@pytest.mark.parametrize(
    ("query", "term"),
    [("Hort 21335", "hort 21335"), ("Straße", "strasse"), ("ab 6 Jahren", "ab 6 jahren")],
)
def test_words_that_people_look_for_are_kept(query, term):
    assert misses.term_of(query) == term


@pytest.mark.parametrize(
    "headers",
    [{"user-agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"}, {"user-agent": "linkpreview/1.0"},
     {"sec-purpose": "prefetch;prerender"}],
)  # fmt: skip
def test_machines_do_not_count(client, region, headers):
    client.get("/suche/?q=schwimmbad", headers=headers)
    client.head("/suche/?q=schwimmbad")

    assert counted() == []


def test_the_office_does_not_count(office_client):
    office_client("redaktion").get("/suche/?q=schwimmbad")

    assert counted() == []


def test_a_count_that_fails_leaves_the_page_whole(client, region):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE base_searchmiss RENAME TO out_of_reach")

    assert client.get("/suche/?q=schwimmbad").status_code == 200
    assert client.get("/akteure/?q=schwimmbad").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_another_writer(client, region, today):
    row = SearchMiss.objects.create(term="schwimmbad", first_on=today, last_on=today)
    writes, may_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            SearchMiss.objects.filter(pk=row.pk).update(last_on=today)
            writes.set()
            may_go.wait(10)
        connection.close()

    writer = threading.Thread(target=hold)
    writer.start()
    writes.wait(10)
    began = time.monotonic()
    status = client.get("/suche/?q=schwimmbad").status_code
    waited = time.monotonic() - began
    may_go.set()
    writer.join()

    assert (status, counted()) == (200, [("schwimmbad", 1)])
    assert waited < 5


def test_the_table_has_an_end(client, region, today, monkeypatch):
    monkeypatch.setattr(misses, "MOST_ROWS", 2)
    for word in ("hallenbad", "freibad", "strandbad", "hallenbad"):
        client.get(f"/suche/?q={word}")

    assert counted() == [("freibad", 1), ("hallenbad", 2)]


def test_old_words_go_in_the_night(today, monkeypatch):
    def make(term, count, days):
        day = today - timedelta(days=days)
        SearchMiss.objects.create(term=term, count=count, first_on=day, last_on=day)

    make("lange her", 9, 181)
    make("einmal", 1, 31)
    make("einmal neulich", 1, 30)
    make("oft", 9, 180)
    make("zweimal", 2, 40)

    report = nightly.run("suchen").results[0]["report"]

    assert report == "2 alte Suchwörter gelöscht."
    assert [term for term, _count in counted()] == ["einmal neulich", "oft", "zweimal"]
    monkeypatch.setattr(misses, "LEFT_ROWS", 2)
    assert misses.forget_old(today) == 1
    assert [term for term, _count in counted()] == ["oft", "zweimal"]


def test_the_office_sees_the_most_wanted_first_and_explains_a_word(office_client, today):
    for term, count in (("selten", 1), ("hort & mehr", 7), ("mittel", 3)):
        SearchMiss.objects.create(term=term, count=count, first_on=today, last_on=today)

    page = office_client("redaktion").get(reverse(LIST))

    assert [miss.term for miss in page.context["cl"].result_list] == [
        "hort & mehr",
        "mittel",
        "selten",
    ]
    html = page.content.decode()
    assert "Was gesucht und nicht gefunden wurde" in html
    assert f'href="{reverse("admin:base_synonym_add")}?word=hort+%26+mehr"' in html
    form = page.client.get(f"{reverse('admin:base_synonym_add')}?word=hort+%26+mehr")
    assert 'value="hort &amp; mehr"' in form.content.decode()


def test_start_page_has_one_line(office_client, today):
    for term, count, day in (("hort", 2, today), ("bad", 5, today), ("alt", 9, date(2025, 1, 1))):
        SearchMiss.objects.create(term=term, count=count, first_on=day, last_on=day)

    html = office_client("redaktion").get(reverse("admin:index")).content.decode()

    assert "2 Suchen ohne Treffer, am häufigsten „bad“ (5), „hort“ (2)." in " ".join(html.split())
    assert (
        "Gesucht und nicht"
        not in office_client("kasse").get(reverse("admin:index")).content.decode()
    )
