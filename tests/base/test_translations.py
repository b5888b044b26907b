"""A row's texts in the language of the page, and German where there is none."""

import pytest
from django.utils import translation

from bildungsregion.base.translations import Translatable


class Notice(Translatable):
    TRANSLATED = ("title", "text")

    class Meta:
        app_label = "base"
        managed = False

    title, text = "Sprachcafé", "Jeden Dienstag"


def notice():
    return Notice(translations={"en": {"title": "Language café"}})


def test_texts_are_read_in_the_language_of_the_page():
    with translation.override("en"):
        here = notice().here
        assert (here.title, here.text) == ("Language café", "Jeden Dienstag")
        assert here.lang == ""


def test_a_text_without_translation_is_marked_as_german():
    with translation.override("uk"):
        here = notice().here
        assert (here.title, here.lang, here.is_only_german) == ("Sprachcafé", "de", True)


def test_german_needs_no_mark():
    with translation.override("de"):
        here = notice().here
        assert (here.title, here.lang, here.is_only_german) == ("Sprachcafé", "", False)


def test_only_named_columns_are_texts():
    with pytest.raises(AttributeError):
        _ = notice().here.pk
