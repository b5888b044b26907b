"""Actions on many rows: what the page before says is what happens, and nothing before its button."""

import pytest
from django.contrib import admin
from django.urls import reverse

from actors.models import Actor
from tests.factories.actors import make_actor
from tests.factories.office import make_client, press_bulk
from tests.factories.projects import make_project, make_proposal
from tests.house.test_models import own_models


pytestmark = pytest.mark.django_db
ACTORS = reverse("admin:actors_actor_changelist")
# They lead to pages of their own, which show what will happen before a button does it.
OWN_PAGES = {"merge_two", "edit_together", "copy_to_year"}
OWN_MODELS = set(own_models())


@pytest.fixture
def office(region):
    return make_client("redaktion")


def chosen(action, *rows, **more):
    return {"action": action, "_selected_action": [row.pk for row in rows], "index": 0} | more


def test_page_names_rows_reasons_and_mails_and_does_nothing(office):
    hidden, shown = make_actor("Museum", is_published=False), make_actor("Archiv")

    answer = office.post(ACTORS, chosen("publish", hidden, shown))
    said = answer.context_data

    assert answer.status_code == 200
    assert [look.row for look in said["todo"]] == [hidden]
    left_out = [(look.row, look.hindrance) for look in said["left_out"]]
    assert left_out == [(shown, "ist schon veröffentlicht")]
    assert "Es geht keine E-Mail hinaus." in answer.content.decode()
    assert Actor.objects.get(pk=hidden.pk).is_published is False


def test_button_does_what_the_page_said(office):
    hidden, shown = make_actor("Museum", is_published=False), make_actor("Archiv")

    page = press_bulk(office, ACTORS, "publish", hidden, shown).content.decode()

    assert "1 Einträge veröffentlicht." in page
    assert Actor.objects.get(pk=hidden.pk).is_published is True


def test_what_changed_meanwhile_is_shown_again(office):
    first, second = make_actor("Museum", is_published=False), make_actor("Archiv", is_published=False)  # fmt: skip
    stamp = office.post(ACTORS, chosen("publish", first, second)).context_data["stamp"]
    Actor.objects.filter(pk=second.pk).update(is_published=True)

    answer = office.post(ACTORS, chosen("publish", first, second, confirmed=stamp))

    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in answer.content.decode()
    assert Actor.objects.get(pk=first.pk).is_published is False


def test_pressed_twice_nothing_happens_twice(office):
    hidden = make_actor("Museum", is_published=False)
    stamp = office.post(ACTORS, chosen("publish", hidden)).context_data["stamp"]
    sure = chosen("publish", hidden, confirmed=stamp)

    first, second = office.post(ACTORS, sure), office.post(ACTORS, sure)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Hier gibt es nichts zu tun" in second.content.decode()


def test_proposed_project_is_left_out_with_its_reason(office):
    row, other = make_proposal(), make_project(is_published=False)

    page = reverse("admin:projects_project_changelist")
    said = office.post(page, chosen("publish", row.project, other)).context_data

    assert [look.row for look in said["todo"]] == [other]
    assert [look.hindrance for look in said["left_out"]] == [
        "ist vorgeschlagen und wartet noch auf die Entscheidung"
    ]


def test_every_action_shows_first_what_it_does():
    silent = [
        f"{model._meta.label}.{name}"
        for model, page in admin.site._registry.items()
        if model in OWN_MODELS
        for name in page.actions or ()
        if name not in OWN_PAGES and not hasattr(getattr(type(page), name), "step")
    ]

    assert silent == []


def test_every_step_knows_how_it_looks_at_rows():
    missing = [
        f"{model._meta.label}.{name}"
        for model, page in admin.site._registry.items()
        for name in page.actions or ()
        if (step := getattr(getattr(type(page), name), "step", None))
        and not hasattr(page, step.looks)  # fmt: skip
    ]

    assert missing == []
