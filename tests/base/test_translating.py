"""The office translates: what is missing, what is older than the German, and one page with all languages."""

import pytest

from bildungsregion.base import translating
from bildungsregion.base.models import TranslationSource
from bildungsregion.base.translating import State, digest
from tests.factories.actors import make_actor, make_topic
from tests.factories.office import make_client
from tests.factories.topics import make_step


pytestmark = pytest.mark.django_db


@pytest.fixture
def office(region):
    return make_client("redaktion")


@pytest.fixture
def museum(region):
    return make_actor("Museum", slug="museum", summary="Alte Dinge", description="")


def page_of(row) -> str:
    return f"/verwaltung/base/translationsource/{row._meta.label_lower}/{row.pk}/"


def typed(office, row, **changed) -> dict:
    """What the page's form would send, with these texts changed."""
    form = office.get(page_of(row)).context["form"]
    sent = {}
    for name in form.fields:
        field = form[name]
        sent[name] = field.value() or ""
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = field.value() or ""
    return sent | changed


def state_in_ukrainian(row) -> State:
    row.refresh_from_db()
    known = translating.sources([row], "uk").get(row.pk, {})
    return translating.state_of_row(row, "uk", known)


def test_translation_is_kept_shown_and_grows_old(office, client, museum):
    assert state_in_ukrainian(museum) == State.MISSING

    saved = office.post(page_of(museum), typed(office, museum, **{"uk.summary": "Старі речі"}))

    assert saved.status_code == 302
    assert state_in_ukrainian(museum) == State.DONE
    assert museum.translations == {"uk": {"summary": "Старі речі"}}
    assert "Старі речі" in client.get("/uk/akteure/museum/").content.decode()

    museum.summary = "Sehr alte Dinge"
    museum.save()
    assert state_in_ukrainian(museum) == State.OUTDATED
    assert "älter als der deutsche Text" in office.get(page_of(museum)).content.decode()

    office.post(page_of(museum), typed(office, museum, **{"still.uk.summary": "on"}))
    assert state_in_ukrainian(museum) == State.DONE


def test_german_that_changed_while_somebody_translated_is_told(office, museum):
    sent = typed(office, museum, **{"uk.summary": "Старі речі"})
    museum.summary = "Neue Dinge"
    museum.save()

    office.post(page_of(museum), sent)

    assert state_in_ukrainian(museum) == State.OUTDATED


def test_two_translators_do_not_overwrite_each_other(office, museum):
    first = typed(office, museum, **{"uk.summary": "Старі речі"})
    second = typed(office, museum, **{"en.summary": "Old things"})

    office.post(page_of(museum), first)
    office.post(page_of(museum), second)

    museum.refresh_from_db()
    assert museum.translations == {
        "uk": {"summary": "Старі речі"},
        "en": {"summary": "Old things"},
    }


def test_overview_counts_what_is_missing_and_leads_there(office, museum):
    make_actor("Theater", summary="Spiel", translations={"uk": {"summary": "Гра"}})

    page = office.get("/verwaltung/base/translationsource/").content.decode()
    rows = office.get("/verwaltung/base/translationsource/?art=actors.actor&sprache=uk")

    assert '<a href="?art=actors.actor&amp;sprache=uk">1</a>' in page
    assert [row for row, _state in rows.context["page"]] == [museum]


def test_overview_asks_little_of_many_kinds(office, museum, django_assert_max_num_queries):
    theater = make_actor("Theater", summary="Spiel", translations={"uk": {"summary": "Гра"}})
    make_topic("Kunst", translations={"en": {"name": "Art"}}, summary="Malen")

    with django_assert_max_num_queries(25):
        kinds = office.get("/verwaltung/base/translationsource/").context["kinds"]

    cells = {kind["label"]: {code: rest for code, *rest in kind["cells"]} for kind in kinds}
    assert cells["actors.actor"]["uk"] == [1, 0]
    assert cells["actors.topic"]["en"] == [0, 1]
    theater.summary = "Schauspiel"
    TranslationSource.objects.create(
        subject="actors.actor", row=theater.pk, language="uk", digests={"summary": digest("Spiel")}
    )
    theater.save()
    kinds = office.get("/verwaltung/base/translationsource/").context["kinds"]
    (actors,) = (kind for kind in kinds if kind["label"] == "actors.actor")
    assert ("uk", 1, 1) in actors["cells"]


def test_page_is_for_those_who_may_change_the_entry(museum, office):
    assert make_client("lesend").get(page_of(museum)).status_code == 403
    assert office.get("/verwaltung/base/translationsource/auth.group/1/").status_code == 404


def test_line_ends_of_a_form_do_not_make_a_text_old():
    assert digest("eins\r\nzwei") == digest("eins\nzwei")


@pytest.mark.parametrize("label", ["actors.Actor", "accounts.user", "a.b.c", "²"])
def test_page_of_no_such_kind_is_not_there(office, museum, label):
    assert office.get(f"/verwaltung/base/translationsource/{label}/{museum.pk}/").status_code == 404


def test_part_of_an_entry_is_translated_by_who_may_change_the_entry(office, region):
    step = make_step(make_topic("Schule und Beruf"), title="Bewerben")

    office.post(page_of(step), typed(office, step, **{"en.title": "Apply"}))

    page = office.get(page_of(step))
    kinds = office.get("/verwaltung/base/translationsource/").context["kinds"]
    step.refresh_from_db()
    assert step.translations["en"] == {"title": "Apply"}
    assert page.context["back"] == f"/verwaltung/actors/topic/{step.topic_id}/change/"
    assert "pages.transitionstep" in {kind["label"] for kind in kinds}
    assert make_client("lesend").get(page_of(step)).status_code == 403
