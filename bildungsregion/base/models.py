"""Shapes that the models of all apps share, and the region this installation serves."""

from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from . import folding, synonyms
from .edition import Edition
from .journal.models import Change, JournalExport
from .outbox.models import OutgoingMail
from .pictures import Picture
from .scanning.models import HeldFile
from .subscriptions.models import Sighting, Subscription
from .texts.models import TextVersion
from .translations import Texts, Translatable, TranslationSource


__all__ = [
    "Change",
    "Edition",
    "HeldFile",
    "Imported",
    "JournalExport",
    "LoadedRow",
    "OutgoingMail",
    "Picture",
    "Publishable",
    "PublishableQuerySet",
    "Region",
    "SearchMiss",
    "Searchable",
    "Sighting",
    "Subscription",
    "Synonym",
    "TextVersion",
    "Timestamped",
    "TranslationSource",
]


class Timestamped(models.Model):
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    updated_at = models.DateTimeField("geändert am", auto_now=True)

    class Meta:
        abstract = True


class PublishableQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)

    def bulk_create(self, objs, *args, **kwargs):
        """As Django's, which passes ``save()`` by: the words of searchable rows are written all the same."""
        objs = list(objs)
        if issubclass(self.model, Searchable):
            for row in objs:
                row.write_search_words()
        return super().bulk_create(objs, *args, **kwargs)


class Publishable(models.Model):
    is_published = models.BooleanField("veröffentlicht", default=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field):  # noqa: N802 - Django's name
        """What get_…_display() gives: Django's own translates all choices anew for each label."""
        value = getattr(self, field.attname)
        return _labels(field, get_language()).get(value, value)


@cache
def _labels(field, _language: str) -> dict[str, str]:
    return {value: str(label) for value, label in field.flatchoices}


class Searchable(models.Model):
    """A row that the search over everything finds; its folded words are kept beside it.

    The model defines ``search_parts() -> tuple[str, str]``: its title and the rest of its text, in German.
    Words of its translations (Translatable) are found, too.
    """

    search_title = models.TextField(editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.write_search_words()
        if update_fields is not None:
            update_fields = {*update_fields, "search_title", "search_text"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def write_search_words(self) -> bool:
        """Set the two columns to what the row says now; whether that changed them."""
        before = self.search_title, self.search_text
        self.search_title, self.search_text = map(
            folding.folded_words, self.words_in_all_languages()
        )
        return before != (self.search_title, self.search_text)

    def words_in_all_languages(self) -> tuple[str, str]:
        """Title and text as ``search_parts()`` says them, followed by their translations."""
        title, text = self.search_parts()
        titles, texts = [title], [text]
        # In one order: PostgreSQL gives keys back in another one than they were written in.
        for _language, said in sorted(getattr(self, "translations", {}).items()):
            for name, words in sorted(said.items()):
                (titles if name in ("title", "name") else texts).append(str(words))
        return " ".join(titles), " ".join(texts)


class Imported(models.Model):
    """A row that load_region brings: what it is called there, and a digest of what was loaded last.

    A row whose present values no longer have that digest was edited by the office and is left alone.
    """

    import_key = models.CharField(max_length=200, editable=False, default="", db_index=True)
    import_digest = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        abstract = True


class LoadedRow(models.Model):
    """That load_region once brought this row: one that is missing since was deleted by the office and stays away."""

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = "geladene Zeile"
        verbose_name_plural = "geladene Zeilen"
        constraints = [models.UniqueConstraint(fields=["subject", "key"], name="loaded_row_once")]

    def __str__(self):
        return f"{self.subject} {self.key}"


class SynonymQuerySet(models.QuerySet):
    def delete(self):
        deleted = super().delete()
        synonyms.forget()
        return deleted


class Synonym(Imported, Timestamped):
    """Words that a search for this one finds too; the office adds what visitors call things."""

    MOST_MEANINGS = 10
    SHORTEST_MEANING = 2

    word = models.CharField("Wer danach sucht", max_length=60)
    # What is compared with a query: folded, so that „Bücherei“ and „buecherei“ are one word.
    folded = models.CharField(max_length=60, unique=True, editable=False)
    means = models.CharField(
        "findet auch", max_length=300, help_text="Ein oder mehrere Wörter, mit Komma getrennt."
    )

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = "Synonym"
        verbose_name_plural = "Synonyme"
        ordering = ["folded"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(word="") & ~Q(means=""),
                name="synonym_has_both_sides",
                violation_error_message="Bitte nennen Sie das Wort und was es auch finden soll.",
            ),
        ]

    def __str__(self):
        return f"{self.word} → {self.means}"

    def save(self, *args, **kwargs):
        self.folded = self.folded_word
        super().save(*args, **kwargs)
        synonyms.forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        synonyms.forget()
        return deleted

    @property
    def folded_word(self) -> str:
        return " ".join(folding.words(self.word))

    def clean(self):
        same = Synonym.objects.filter(folded=self.folded_word).exclude(pk=self.pk)
        if not self.folded_word:
            raise ValidationError(
                {"word": "Bitte nennen Sie ein Wort mit Buchstaben oder Ziffern."}
            )
        if "," in self.word:
            raise ValidationError(
                {"word": "Hier steht nur ein Wort; für jedes gibt es eine Zeile."}
            )
        if same.exists():
            raise ValidationError({"word": "Zu diesem Wort gibt es schon einen Eintrag."})
        if fault := self._fault_of_meanings():
            raise ValidationError({"means": fault})

    def _fault_of_meanings(self) -> str:
        """A sentence on what the search could not use, or an empty one."""
        written = [part.strip() for part in self.means.split(",") if part.strip()]
        meanings = [" ".join(folding.words(part)) for part in written]
        if not any(meanings):
            return "Bitte nennen Sie, was die Suche auch finden soll."
        if len(meanings) > self.MOST_MEANINGS:
            return f"Höchstens {self.MOST_MEANINGS} Wörter; mehr machen die Treffer beliebig."
        for part, folded in zip(written, meanings, strict=True):
            if len(folded) < self.SHORTEST_MEANING:
                return f"„{part}“ ist zu kurz: Die Suche fände damit fast alles."
            if folded == self.folded_word:
                return f"„{part}“ ist das gesuchte Wort selbst; das findet die Suche schon."
        return ""


class SearchMiss(models.Model):
    """Words that were searched for and found nothing: counted by day, without a trace of who asked."""

    term = models.CharField("gesucht", max_length=100, unique=True)
    count = models.PositiveIntegerField("wie oft", default=1)
    first_on = models.DateField("zuerst am")
    last_on = models.DateField("zuletzt am")

    class Meta:
        verbose_name = "Suche ohne Treffer"
        verbose_name_plural = "Suchen ohne Treffer"
        ordering = ["-last_on", "-count", "term"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")) & Q(count__gte=1) & ~Q(term=""),
                name="search_miss_in_order",
                violation_error_message="Zuletzt gesucht wurde nicht vor dem ersten Mal.",
            ),
        ]

    def __str__(self):
        return self.term


class Region(Translatable, Imported, Timestamped):
    """The education region this installation serves: exactly one row (docs/adr: one installation, one region)."""

    TRANSLATED = (
        "claim",
        "introduction",
        "programme_text",
        "office_hours",
        "enforcement_body",
        "funder_note",
    )

    slug = models.SlugField("Kürzel", unique=True)
    name = models.CharField("Name", max_length=120)
    short_name = models.CharField("Kurzname", max_length=60)
    district = models.CharField("Landkreis", max_length=120)
    ags = models.CharField("Amtlicher Schlüssel", max_length=8)
    state = models.CharField("Land", max_length=60)
    claim = models.CharField("Leitsatz", max_length=200, blank=True)
    introduction = models.TextField("Einführung", blank=True, help_text="Markdown")
    programme_text = models.TextField("Landesprogramm", blank=True, help_text="Markdown")
    modules = models.JSONField("Module", default=list, blank=True)
    # Codes of settings.LANGUAGES; German is always among them.
    languages = models.JSONField("Sprachen", default=list, blank=True)

    office_name = models.CharField("Büro", max_length=120)
    office_short = models.CharField("Büro, kurz", max_length=40, blank=True)
    office_street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    office_postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    office_city = models.CharField("Ort", max_length=80, blank=True)
    office_email = models.EmailField("E-Mail", blank=True)
    office_phone = models.CharField("Telefon", max_length=40, blank=True)
    office_hours = models.CharField("Erreichbar", max_length=200, blank=True)

    authority_name = models.CharField("Behörde im Briefkopf", max_length=120)
    authority_unit = models.CharField(
        "Organisationseinheit im Briefkopf", max_length=120, blank=True
    )
    remedy_text = models.TextField("Rechtsbehelfsbelehrung", blank=True)
    enforcement_body = models.TextField("Schlichtungsstelle", blank=True, help_text="Markdown")
    # The law of the Land behind a public task; empty: the one that processing.LAND_LAW knows.
    public_task_law = models.CharField(
        "Landesrecht zur Datenverarbeitung", max_length=120, blank=True
    )
    funder_note = models.TextField("Hinweis der Fördermittelgeber", blank=True)
    map_credit = models.CharField("Kartennachweis", max_length=200, blank=True)
    history_years = models.PositiveSmallIntegerField(
        "Verlauf aufbewahren (Jahre)",
        default=3,
        validators=[MinValueValidator(1)],
        help_text="So lange ist zu sehen, wer einen Eintrag wie geändert hat; danach wird es gelöscht.",
    )

    class Meta:
        verbose_name = "Region"
        verbose_name_plural = "Region"

    def __str__(self):
        return self.name

    @property
    def here(self) -> Texts:
        """Its texts in the language of the page; asked each time, for requests of all languages share the row."""
        return Texts(self, get_language() or "de")

    def has(self, module: str) -> bool:
        return module in self.modules
