"""WCAG 2.2 AA beyond what axe sees: magnified, spaced, by keyboard, and as it is read out."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.seeing import problems
from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.base import make_region
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.funding import make_draft, make_in_review, make_programme, make_school
from tests.factories.members import make_account, make_tie, sign_in
from tests.factories.office import make_client
from tests.factories.pages import make_news


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = ("einrichtung", "termine", "kosten")
LONG = "Donaudampfschifffahrtsgesellschaftsmuseum"
PUBLIC = ("/", "/akteure/", "/akteure/karte/", "/lernorte/", "/veranstaltungen/", "/projekte/", "/dokumente/",
          "/themen/", "/aktuelles/", "/suche/?q=museum", "/barriere-melden/", "/konto/anmelden/",
          "/foerderung/rechner/")  # fmt: skip


@pytest.fixture
def entries():
    make_region()
    make_programme()
    museum = make_actor(LONG, email=f"{LONG.lower()}@museum.example")
    make_topic()
    return [
        museum,
        make_offer("Führung", actor=museum),
        make_event(title="Lichterfest", organiser=museum, place_actor=museum),
        make_document(),
        make_news(),
    ]


@pytest.fixture
def enter(context, live_server):
    """``enter(client)``: the browser has that session from now on."""

    def take(client):
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return take


def walk(page, addresses) -> list[str]:
    """What does not hold, with the page; a second page of the same title is one of it."""
    found, titles = [], {}
    for address in addresses:
        assert page.goto(address).status == 200, address
        title = page.title()
        if title in titles:
            found.append(f"{address}: called {title}, as {titles[title]}")
        titles[title] = address
        found += [f"{address}: {problem}" for problem in problems(page)]
        page.emulate_media(reduced_motion="no-preference")
    return found


def test_public_pages_hold_when_magnified_spaced_and_without_a_mouse(page, entries):
    assert walk(page, [*PUBLIC, *(entry.get_absolute_url() for entry in entries)]) == []


def test_pages_of_an_institution_hold(page, entries, enter):
    school = make_school()
    user = make_tie(make_account(), school).user
    draft = make_draft(by=user, institution=school)
    enter(sign_in(user))
    steps = [reverse("funding:application_step", args=[draft.token, step]) for step in STEPS]

    own = ["/mein-bereich/", "/foerderung/antraege/", f"/mein-bereich/{school.slug}/"]
    assert walk(page, [*own, *steps]) == []


def test_pages_of_the_office_hold(page, entries, enter):
    case = make_in_review()
    enter(make_client("superuser"))
    museum = entries[0]

    assert (
        walk(
            page,
            [
                reverse("admin:index"),
                reverse("admin:actors_actor_changelist"),
                reverse("admin:actors_actor_change", args=[museum.pk]),
                reverse("admin:actors_actor_delete", args=[museum.pk]),
                reverse("admin:funding_application_changelist"),
                reverse("admin:funding_application_change", args=[case.pk]),
                reverse("admin:funding_application_propose", args=[case.pk]),
                reverse("admin:accounts_user_roles"),
            ],
        )
        == []
    )


def test_history_and_the_look_before_an_action_hold(page, page_ok, entries, enter):
    """With the pages above every kind of page that the office has: list, form with rows, deletion, own pages."""
    enter(make_client("superuser"))
    page.goto(reverse("admin:actors_actor_history", args=[entries[0].pk]))
    page_ok(page)
    assert problems(page) == []
    page.goto(reverse("admin:actors_actor_changelist"))
    page.locator(".action-select").first.check()
    page.get_by_label("Aktion:").select_option("verify")
    page.get_by_role("button", name="Ausführen").click()

    page.locator("#was, #nicht").first.wait_for()
    page_ok(page)
    assert problems(page) == []


def wrong_fields(page) -> list[tuple[str, str]]:
    """(name, what is told about it) of the fields that are marked as wrong."""
    return page.locator("[aria-invalid=true]").evaluate_all(
        "all => all.map((it) => [it.name, (it.getAttribute('aria-describedby') ?? '').split(' ')"
        ".map((id) => document.getElementById(id)?.textContent.trim()).at(-1)])"
    )


@pytest.mark.parametrize("part", ["public", "office"])
def test_what_is_wrong_is_summed_up_and_tied_to_its_field(page, watch, entries, enter, part):
    watch.expected.add(422)
    if part == "office":
        enter(make_client("redaktion"))
    page.goto("/barriere-melden/" if part == "public" else reverse("admin:actors_actor_add"))
    page.locator("main form[method=post]").last.evaluate(
        "form => form.requestSubmit(form.querySelector('[type=submit]'))"
    )

    expect(page.locator("[role=alert]")).to_be_focused()
    assert page.title().startswith("Fehler: ")
    first = page.locator("[role=alert] a").first
    (name, told), *_rest = wrong_fields(page)
    assert told
    assert told in first.locator("..").inner_text()
    first.click()
    assert page.evaluate("document.activeElement.name") == name


def test_a_changed_list_is_announced_where_it_was_listened_to_before(page, entries):
    page.goto("/akteure/")
    status = page.locator("[data-br-status][role=status]")
    assert status.inner_text() == ""

    page.locator("form[data-br-filter]").get_by_role("textbox", name="Suchwort").fill("gibtesnicht")
    page.keyboard.press("Tab")

    expect(status).to_have_text("0 Akteure")


CONTROLS = ("- textbox", "- searchbox", "- combobox", "- checkbox", "- radio", "- button")
FINDER = """textbox "Suchwort"
textbox "Ort oder PLZ"
combobox "Umkreis"
button "Suchen"
button "Meinen Standort verwenden"
checkbox "Kann Förderung beantragen (1)"
combobox "Art"
combobox "Stadt oder Gemeinde"
combobox "Sortieren"
button "Anwenden\""""
REPORT = """textbox "Adresse der Seite – freiwillig"
textbox "Was geht nicht?"
textbox "Ihr Name – freiwillig"
textbox "E-Mail – freiwillig"
button "Melden\""""
SIGN_IN = """textbox "E-Mail"
button "Code anfordern\""""
MONEY = """textbox "Betrag der anderen Förderung in € – freiwillig"
textbox "Andere Förderung von – freiwillig"
textbox "IBAN"
textbox "Konto lautet auf"
button "Weiter"
button "Zurück"
button "Speichern und später weiter\""""
OFFICE_LIST = f"""searchbox "Suchen"
button "Suchen"
combobox "Aktion:"
button "Ausführen"
checkbox "Alle Objekte auf dieser Seite für eine Aktion auswählen"
checkbox "Dieses Objekt für eine Aktion auswählen - {LONG}"
checkbox "Dieses Objekt für eine Aktion auswählen - Grundschule Am Weinberg\""""


def read_out(page, address) -> str:
    """Roles and names of the controls in the page's own part, in the order and words of the accessibility tree."""
    page.goto(address)
    lines = (line.strip() for line in page.locator("main").aria_snapshot().splitlines())
    said = [line.split('": ')[0].rstrip(":") for line in lines if line.startswith(CONTROLS)]
    return "\n".join(line.removeprefix("- ") + '"' * (line.count('"') % 2) for line in said)


def test_controls_are_read_out_by_what_they_do(page, entries, enter):
    assert read_out(page, "/akteure/") == FINDER
    assert read_out(page, "/barriere-melden/") == REPORT
    assert read_out(page, "/konto/anmelden/") == SIGN_IN

    school = make_school()
    user = make_tie(make_account(), school).user
    draft = make_draft(by=user, institution=school)
    enter(sign_in(user))
    step = reverse("funding:application_step", args=[draft.token, "finanzierung"])
    assert read_out(page, step) == MONEY

    enter(make_client("redaktion"))
    assert read_out(page, reverse("admin:actors_actor_changelist")) == OFFICE_LIST


def test_menu_dialog_and_upload_are_called_by_their_names(page, entries, enter):
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/akteure/")
    page.get_by_role("button", name="Menü").click()
    expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menü")).to_be_focused()

    school = make_school()
    user = make_tie(make_account(), school).user
    draft = make_draft(by=user, institution=school)
    enter(sign_in(user))
    page.goto(reverse("funding:application_step", args=[draft.token, "anlagen"]))
    files = page.get_by_role("button", name="Dateien auswählen")
    expect(files).to_have_accessible_description(re.compile("höchstens 10 MB"))

    enter(make_client("superuser"))
    page.goto(reverse("admin:index"))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Tasten", exact=True).click()
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Tasten", exact=True)).to_be_focused()
