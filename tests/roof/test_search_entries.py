"""The tables that the search reads: the database keeps them, whatever changes a row."""

import pytest
from django.db import transaction

from actors.models import Actor
from bildungsregion.finding import index
from bildungsregion.models import SearchBody, SearchEntry
from tests.factories.actors import make_actor


pytestmark = pytest.mark.django_db


def entries():
    return sorted(SearchEntry.objects.values_list("kind", "head"))


def test_the_database_keeps_the_entries_whatever_changes_a_row(region):
    first, second = make_actor("Waldschule"), make_actor("Moorschule")
    assert entries() == [("akteure", " moorschule "), ("akteure", " waldschule ")]

    Actor.objects.filter(pk=first.pk).update(is_published=False)
    assert entries() == [("akteure", " moorschule ")]

    Actor.objects.filter(pk=first.pk).update(is_published=True, search_title=" heideschule ")
    Actor.objects.filter(pk=second.pk).delete()
    assert entries() == [("akteure", " heideschule ")]
    assert SearchBody.objects.get().body.startswith(" heideschule  ")


def test_an_entry_comes_and_goes_with_the_transaction_of_its_row(region):
    with transaction.atomic():
        make_actor("Nie gewesen")
        assert entries() == [("akteure", " nie gewesen ")]
        transaction.set_rollback(True)

    assert entries() == []


def test_the_check_mends_what_is_wrong_and_says_how_much(region):
    actor = make_actor("Waldschule")
    make_actor("Moorschule")
    SearchEntry.objects.filter(object_id=actor.pk).delete()
    SearchBody.objects.update(body="falsch")
    SearchEntry.objects.create(kind="themen", object_id=99, head="übrig")

    assert index.rebuild() == 3
    assert index.rebuild() == 0
    assert [kind for kind, _head in entries()] == ["akteure", "akteure"]


def test_the_check_writes_the_words_of_rows_whose_text_was_changed_past_them(region):
    actor = make_actor("Waldschule")
    Actor.objects.filter(pk=actor.pk).update(name="Seeschule")

    assert index.refresh() == 1
    assert entries() == [("akteure", " seeschule ")]


def test_translations_are_the_same_words_in_whatever_order_the_database_gives_them(region):
    said = {"en": {"summary": "Wood", "name": "Forest school"}, "ar": {"name": "مدرسة"}}
    turned = {"ar": {"name": "مدرسة"}, "en": {"name": "Forest school", "summary": "Wood"}}
    actor = make_actor("Waldschule", translations=said)
    Actor.objects.filter(pk=actor.pk).update(translations=turned)

    assert index.refresh() == 0
