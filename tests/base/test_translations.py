"""A row's texts in the language of the page, and German where there is none."""

import pytest
from django.utils import translation

from actors.models import Topic


def cafe(**texts) -> Topic:
    return Topic(name="Sprachcafé", summary="Jeden Dienstag", translations=texts)


def test_texts_are_read_in_the_language_of_the_page():
    with translation.override("en"):
        here = cafe(en={"name": "Language café"}).here
        assert (here.name, here.summary) == ("Language café", "Jeden Dienstag")
        assert here.lang == ""
        assert here.lang_of == {"name": "", "summary": "de", "body": "de"}


def test_a_text_without_translation_is_marked_as_german():
    with translation.override("uk"):
        here = cafe(en={"name": "Language café"}).here
        assert (here.name, here.lang, here.is_only_german) == ("Sprachcafé", "de", True)


def test_german_needs_no_mark():
    with translation.override("de"):
        here = cafe(en={"name": "Language café"}).here
        assert (here.name, here.lang, here.is_only_german) == ("Sprachcafé", "", False)


def test_other_columns_are_read_as_they_stand_and_made_up_ones_not():
    assert cafe().here.slug == ""
    with pytest.raises(AttributeError):
        _ = cafe().here.made_up
