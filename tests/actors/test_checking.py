"""The office looks after entries: start page, page of one, actions of the list, how fresh all are."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.freshness_figures import by_kind
from actors.models import Actor, DeadLink, FreshnessAsk
from tests.factories.actors import make_actor
from tests.factories.freshness import make_ask, make_dead_link, make_keeper
from tests.factories.office import make_client, press_bulk


pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LIST = reverse("admin:actors_actor_changelist")
FRESH, FILE = reverse("admin:actors_actor_freshness"), reverse("admin:actors_actor_freshness_file")


@pytest.fixture
def office(region):
    return make_client("redaktion")


@pytest.fixture
def silent(region):
    """A museum that was asked twice in vain."""
    museum = make_actor("Museum", kind="museum", email="info@museum.example", phone="04131 1234",
                        next_check_on=date(2026, 1, 1), doubtful_since=date(2026, 3, 1))  # fmt: skip
    make_ask(museum, sent_on=date(2026, 1, 1))
    make_ask(museum, sent_on=date(2026, 2, 1))
    return museum


def make_moved(actor, url):
    """A link that has moved for good to https://museum.example/."""
    return make_dead_link(actor, url=url, failures=0, moved_to="https://museum.example/")


def url_of(actor):
    return reverse("admin:actors_actor_check", args=[actor.pk])


def act(client, action, *actors, **more):
    data = {"action": action, "_selected_action": [actor.pk for actor in actors], "index": 0}
    return client.post(LIST, data | more, follow=True)


def test_admin_passes_its_own_checks():
    """A method of ours must not hide one of the framework's."""
    call_command("check")


def test_start_page_says_what_to_look_at_and_why(office, silent):
    make_actor("Kita ohne Adresse", next_check_on=DAY)
    make_actor("Nicht fragen", next_check_on=DAY, email="a@b.example", asked_by_mail=False)
    make_actor("Alles gut", next_check_on=date(2026, 9, 1))
    make_dead_link(silent)
    make_dead_link(silent, url="https://museum.example/wackelt", failures=1)

    page = office.get(reverse("admin:index")).content.decode()

    assert 'Einträge nachzusehen <span class="of-count">3</span>' in page
    assert "Auf zwei Nachfragen kam keine Antwort; der Eintrag ist markiert." in page
    assert "Zu prüfen; es ist keine E-Mail-Adresse bekannt." in page
    assert "Zu prüfen; die Einrichtung wird nicht per E-Mail gefragt." in page
    assert 'Links, die nicht mehr stimmen <span class="of-count">1</span>' in page
    assert url_of(silent) in page
    assert "Alles gut" not in page


def test_panels_ask_once_each(office):
    counts = []
    for more in (1, 3):
        for _number in range(more):
            make_dead_link(make_actor(next_check_on=DAY))
        with CaptureQueriesContext(connection) as queries:
            office.get(reverse("admin:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_start_page_is_quiet_where_nothing_waits(office):
    page = office.get(reverse("admin:index")).content.decode()

    assert "Kein Eintrag wartet darauf, dass Sie selbst nachsehen." in page
    assert "Alle Links im Verzeichnis führen ans Ziel, soweit bekannt." in page


def test_page_of_an_entry_shows_all_that_is_known(office, silent):
    make_dead_link(silent)

    page = office.get(url_of(silent)).content.decode()

    for said in ("04131 1234", "Auf zwei Nachfragen kam keine Antwort", "am 1. Februar 2026 an info@museum.example",
                 "geht an info@museum.example", "Die Seite gibt es nicht mehr (404)."):  # fmt: skip
        assert said in page


def test_office_notes_that_all_is_true(office, silent):
    page = office.post(url_of(silent), {"tun": "geprueft"}, follow=True).content.decode()

    silent.refresh_from_db()
    assert "Als heute geprüft vermerkt." in page
    assert (silent.checked_on, silent.doubtful_since) == (DAY, None)
    assert set(silent.freshness_asks.values_list("answer", flat=True)) == {"office"}


def test_office_asks_once_more(office, silent, mailoutbox):
    page = office.post(url_of(silent), {"tun": "fragen"}, follow=True).content.decode()
    again = office.post(url_of(silent), {"tun": "fragen"}, follow=True).content.decode()

    assert "Die Nachfrage ist unterwegs." in page
    assert "wurde heute schon gefragt" in again
    assert [mail.to for mail in mailoutbox] == [["info@museum.example"]]


def test_office_takes_an_entry_off_the_site(office, silent):
    office.post(url_of(silent), {"tun": "verbergen"})

    silent.refresh_from_db()
    assert silent.is_published is False


def test_office_takes_a_new_address_with_one_click(office, silent):
    Actor.objects.filter(pk=silent.pk).update(website="http://museum.example")
    link = make_moved(silent, "http://museum.example")

    page = office.get(url_of(silent)).content.decode()
    office.post(url_of(silent), {"tun": "uebernehmen", "link": link.pk})

    silent.refresh_from_db()
    assert "Dauerhaft umgezogen nach https://museum.example/" in page
    assert silent.website == "https://museum.example/"


def test_office_keeps_an_old_address(office, silent):
    link = make_dead_link(silent, failures=0, moved_to="https://museum.example/")

    office.post(url_of(silent), {"tun": "behalten", "link": link.pk})

    assert DeadLink.objects.get().keeps_address is True


@pytest.mark.parametrize("link", ["", "x", "999999999", "²"])
def test_link_that_is_not_there_is_not_found(office, silent, link):
    assert office.post(url_of(silent), {"tun": "uebernehmen", "link": link}).status_code == 404


@pytest.mark.parametrize("what", ["", "alles-loeschen"])
def test_unknown_wish_does_nothing(office, silent, what):
    assert office.post(url_of(silent), {"tun": what}).status_code == 302
    silent.refresh_from_db()
    assert (silent.is_published, silent.checked_on) == (True, None)


@pytest.mark.parametrize("role", ["lesend", "zeichnung", "sachbearbeitung", "schule", "anonym"])
def test_only_those_who_keep_entries_come_here(silent, role):
    client = make_client(role)

    codes = {client.get(url).status_code for url in (url_of(silent), FRESH, FILE)}
    client.post(url_of(silent), {"tun": "verbergen"})

    silent.refresh_from_db()
    assert codes <= {302, 403}
    assert silent.is_published is True


def test_asking_now_says_first_which_mails_go(office, silent, mailoutbox, clock):
    make_keeper(silent, "leitung@museum.example", role="head", clock=clock)
    lost = make_actor("Ohne Adresse", phone="04131 9")

    page = act(office, "ask_now", silent, lost).content.decode()
    assert "2 E-Mails gehen hinaus" in page
    assert "Museum</a>: E-Mail an leitung@museum.example, info@museum.example" in page
    assert "Ohne Adresse</a>: Es ist keine E-Mail-Adresse bekannt, Telefon 04131 9." in page
    assert mailoutbox == []

    page = press_bulk(office, LIST, "ask_now", silent, lost).content.decode()
    assert "1 Einrichtungen gefragt." in page
    assert len(mailoutbox) == 2
    assert FreshnessAsk.objects.filter(sent_on=DAY).count() == 1
    page = act(office, "ask_now", silent).content.decode()
    assert "Museum</a>: Wurde heute schon gefragt." in page


def test_page_before_an_action_names_all_that_were_chosen_over_many_pages(office, region):
    actors = [make_actor(email="a@b.example") for _number in range(3)]

    page = act(office, "ask_now", actors[0], select_across=1).content.decode()

    assert "3 E-Mails gehen hinaus" in page
    assert page.count('name="_selected_action"') == 3


def test_not_more_at_once_than_can_be_read(office, region, mailoutbox):
    actors = [make_actor(email="a@b.example") for _number in range(101)]

    for action in ("ask_now", "mark_checked_today"):
        page = act(office, action, actors[0], select_across=1, confirmed=1).content.decode()
        assert "Das sind 101 Zeilen. Bitte wählen Sie höchstens 100 auf einmal." in page
    assert mailoutbox == []
    assert not Actor.objects.exclude(checked_on=None).exists()


def test_checked_entries_are_noted_after_a_look(office, silent):
    page = act(office, "mark_checked_today", silent).content.decode()
    silent.refresh_from_db()
    assert "Es geht keine E-Mail hinaus." in page
    assert silent.checked_on is None

    page = press_bulk(office, LIST, "mark_checked_today", silent).content.decode()
    silent.refresh_from_db()
    assert "1 Einträge als heute geprüft vermerkt." in page
    assert silent.checked_on == DAY


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("frisch", {"Frisch"}), ("alt", {"Alt"}), ("nie", {"Nie", "Museum"}), ("faellig", {"Nie", "Museum"}),
        ("gefragt", {"Frisch"}), ("ohne-antwort", {"Museum"}), ("von-hand", {"Nie", "Museum"}),
        ("tote-links", {"Alt"}), ("quatsch", {"Frisch", "Alt", "Nie", "Museum"}),
    ],
)  # fmt: skip
def test_list_is_filtered_by_freshness(office, silent, value, names):
    make_ask(make_actor("Frisch", checked_on=date(2025, 3, 2)))
    make_dead_link(make_actor("Alt", checked_on=date(2025, 3, 1)))
    make_actor("Nie", next_check_on=DAY)

    found = office.get(LIST, {"geprueft": value}).context["cl"].result_list

    assert {actor.name for actor in found} == names


def test_dashboard_counts_by_field_and_kind(office, silent):
    make_actor(kind="kita", checked_on=date(2026, 1, 1))
    make_actor(kind="kita", checked_on=date(2024, 1, 1))
    make_dead_link(make_actor(kind="hort"))
    make_actor(kind="hort", is_published=False)

    rows = {row.label: [number for _name, number, _value in row.cells()] for row in by_kind(DAY)}

    assert rows == {
        "Alle Einträge": [4, 1, 1, 2, 0, 1, 1],
        "Frühe Bildung": [3, 1, 1, 1, 0, 0, 1],
        "Kindertagesstätte": [2, 1, 1, 0, 0, 0, 0],
        "Hort": [1, 0, 0, 1, 0, 0, 1],
        "Kultur": [1, 0, 0, 1, 0, 1, 0],
        "Museum": [1, 0, 0, 1, 0, 1, 0],
    }


def test_each_number_leads_to_as_many_entries(office, silent):
    make_actor(kind="kita", checked_on=date(2026, 1, 1))
    make_dead_link(make_actor(kind="hort", is_published=True))
    page = office.get(FRESH).content.decode()

    for row in by_kind(DAY):
        for _name, number, value in row.cells():
            parts = ("is_published__exact=1", row.query, value and f"geprueft={value}")
            query = "&".join(part for part in parts if part)
            if number:
                assert query.replace("&", "&amp;") in page
                assert office.get(f"{LIST}?{query}").context["cl"].result_count == number


def test_dashboard_asks_as_often_for_many_as_for_one(office):
    counts = []
    for more in (1, 3):
        for _number in range(more):
            make_dead_link(make_actor())
        with CaptureQueriesContext(connection) as queries:
            office.get(FRESH)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_file_has_every_row(office, silent):
    lines = b"".join(office.get(FILE).streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Bildungsbereich;Art;Einträge;in 12 Monaten geprüft")
    assert lines[1:] == ["Alle Einträge;alle;1;0;0;1;0;1;0", "Kultur;alle;1;0;0;1;0;1;0",
                         "Kultur;Museum;1;0;0;1;0;1;0"]  # fmt: skip


def test_odd_links_are_listed_and_mended_together(office, silent):
    Actor.objects.filter(pk=silent.pk).update(website="http://museum.example/")
    moved = make_moved(silent, "http://museum.example/")
    dead = make_dead_link(silent)
    changelist = reverse("admin:actors_deadlink_changelist")

    for value, links in (("tot", [dead]), ("umgezogen", [moved]), ("beobachtet", [])):
        assert list(office.get(changelist, {"stand": value}).context["cl"].result_list) == links
    data = {"action": "take_over", "_selected_action": [moved.pk, dead.pk], "index": 0}
    said = office.post(changelist, data).content.decode()
    page = press_bulk(office, changelist, "take_over", moved, dead).content.decode()

    silent.refresh_from_db()
    assert silent.website == "https://museum.example/"
    assert "Museum bekommt https://museum.example/" in said
    assert "steht nicht als Website im Eintrag" in said
    assert "1 Adressen übernommen." in page
