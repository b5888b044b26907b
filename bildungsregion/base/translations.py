"""Texts of a row in further languages: German stands in the columns, the others in one JSON column.

A row's texts are read as ``row.here.title``: in the language of the page where they exist, else in German,
and ``row.here.lang`` says so to screen readers (WCAG 3.1.2).
"""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import cached_property
from django.utils.translation import get_language


GERMAN = "de"


class Texts:
    """A row's texts in one language, each in German where it was not translated."""

    def __init__(self, row: "Translatable", language: str):
        self._row, self._language = row, language
        self._own = row.translations.get(language, {}) if language != GERMAN else {}

    def __getattr__(self, name: str) -> str:
        """A text; a column that is not translated (the name of an institution) as it stands."""
        if name in self._row.TRANSLATED:
            return self._own.get(name) or getattr(self._row, name)
        try:
            self._row._meta.get_field(name)
        except FieldDoesNotExist:
            raise AttributeError(name) from None
        return getattr(self._row, name)

    @property
    def lang(self) -> str:
        """ "de" where the page is in another language but the row is not; "" where nothing has to be said."""
        return GERMAN if self._language != GERMAN and not any(self._own.values()) else ""

    @property
    def lang_of(self) -> dict[str, str]:
        """For each text by itself what ``lang`` says of the row: often only some of them are translated."""
        return {
            name: GERMAN if self._language != GERMAN and not self._own.get(name) else ""
            for name in self._row.TRANSLATED
        }

    @property
    def is_only_german(self) -> bool:
        """Whether there are texts, but none in the language of the page; asks for all of the row's texts."""
        return bool(self.lang) and any(getattr(self._row, name) for name in self._row.TRANSLATED)


class Translatable(models.Model):
    """A row whose public texts may exist in further languages.

    ``translations``: language code to {name of a column in TRANSLATED: text}; never "de".
    """

    TRANSLATED: tuple[str, ...] = ()
    # Name of the foreign key to the entry on whose page the office edits it; "" where it has a page of its own.
    PART_OF = ""

    translations = models.JSONField("Übersetzungen", default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @cached_property
    def here(self) -> Texts:
        """The texts in the language of the page; a row lives no longer than its request."""
        return Texts(self, get_language() or GERMAN)


def text_here(model: type[models.Model], column: str, path: str = "") -> Combinable:
    """For queries without rows: the text in the language of the page, else the German.

    ``path`` leads from the query's model to ``model``: "topics__".
    """
    language = get_language() or GERMAN
    if language == GERMAN or not issubclass(model, Translatable):
        return F(f"{path}{column}")
    own = KeyTextTransform(column, KeyTextTransform(language, f"{path}translations"))
    text = models.CharField()
    return Coalesce(NullIf(own, models.Value("")), F(f"{path}{column}"), output_field=text)


class TranslationSource(models.Model):
    """Which German the translations of a row were made from, so that the office sees which are older than it."""

    subject = models.CharField(max_length=80)
    row = models.PositiveBigIntegerField()
    language = models.CharField(max_length=20)
    # Name of the column to the digest of its German text.
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = "Übersetzung"
        verbose_name_plural = "Übersetzungen"
        constraints = [
            models.UniqueConstraint(fields=["subject", "row", "language"], name="source_once")
        ]

    def __str__(self):
        return f"{self.subject} {self.row} {self.language}"
