"""A small region with one row of each kind, all about salt, and some that nobody may see."""

from tests.factories.actors import make_actor, make_life_phase, make_offer, make_topic
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.pages import make_page
from tests.factories.projects import make_project


def make_salt() -> None:
    school = make_actor(
        "Grundschule Vögelsen", slug="gs", city="Vögelsen", life_phases=[make_life_phase()]
    )
    museum = make_actor("Salzmuseum", slug="salzmuseum", kind="museum")
    make_actor("Geheimes Salzmuseum", slug="geheim", is_published=False)
    make_offer("Salz sieden", slug="sieden", actor=museum)
    make_offer("Salz im Verborgenen", slug="verborgen", actor=museum, is_published=False)
    make_event(title="Salzmarkt", slug="salzmarkt", organiser=school)
    make_project(title="Salz der Erde", status="laufend")
    make_document(title="Salzbericht")
    make_topic("Salz und Bildung")
    make_topic("Vom Salz zum Beruf", slug="salz-beruf", kind="transition")
    make_page(title="Salziges Impressum", slug="salziges-impressum")
