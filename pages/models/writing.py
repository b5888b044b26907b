"""What pages and news have in common: a text with drafts, a time on the site, languages and a review day."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Imported, Publishable, Searchable, Timestamped
from bildungsregion.base.pictures import Picture


# Some eighty printed pages; what is longer is a document.
LONGEST_BODY = 200_000
# A translation hangs its language on it.
LONGEST_SLUG = 120


class Language(models.TextChoices):
    GERMAN = "de", _("Deutsch")
    EASY_GERMAN = "de-x-leicht", _("Leichte Sprache")
    ENGLISH = "en", _("Englisch")
    UKRAINIAN = "uk", _("Ukrainisch")
    ARABIC = "ar", _("Arabisch")


class Status(models.TextChoices):
    DRAFT = "entwurf", "Entwurf"
    SCHEDULED = "geplant", "geplant"
    ONLINE = "online", "online"
    OVER = "abgelaufen", "abgelaufen"


class WrittenQuerySet(models.QuerySet):
    def published(self, now: datetime | None = None):
        """What the public sees at this moment; no job has to run for that."""
        now = now or timezone.now()
        return self.filter(
            Q(publish_at=None) | Q(publish_at__lte=now),
            Q(unpublish_at=None) | Q(unpublish_at__gt=now),
            is_published=True,
        )

    def with_status(self, status: str, now: datetime | None = None):
        """Rows of a status of `Status`, as `Written.status` tells it of one."""
        now = now or timezone.now()
        match status:
            case Status.DRAFT:
                return self.filter(is_published=False)
            case Status.SCHEDULED:
                return self.filter(is_published=True, publish_at__gt=now)
            case Status.OVER:
                return self.filter(is_published=True, unpublish_at__lte=now)
        return self.published(now)

    def originals(self):
        """Rows that are not a translation of another."""
        return self.filter(original=None)

    def in_language(self, language: str):
        """Of each text one row: the one in this language, or the original where there is none.

        A translation whose original is not among the rows has no address, and is left out.
        """
        theirs = self.filter(language=language, original__in=self.originals().values("pk"))
        return self.filter(
            Q(pk__in=theirs.values("pk"))
            | Q(original=None) & ~Q(pk__in=theirs.values("original_id"))
        )

    def due_for_review(self, today):
        return self.filter(is_published=True, review_on__lte=today)

    def to_come(self, now: datetime | None = None):
        """What goes online by itself: texts that appear, and changes of texts that are there."""
        now = now or timezone.now()
        return self.filter(Q(is_published=True, publish_at__gt=now) | Q(change_at__gt=now))

    def due_to_change(self, now: datetime):
        """Rows whose planned change is what the public reads, though it does not lie in the columns yet."""
        return self.filter(change_at__lte=now)


class Written(Timestamped, Publishable, Searchable, Imported):
    """A text of the office. The columns hold what the public reads; ``draft`` what is being changed meanwhile.

    ``draft``: {name in CONTENT: value} of a published row that waits for publication; None without changes.
    ``change_at``: when the draft takes the place of the columns. From then on a row that is read says the new text,
    whoever writes it into the columns later (docs/adr/0240); ``changed_at`` is then that moment, else None.
    ``edit_number`` grows with each change, so that two people never overwrite each other unawares.
    """

    CONTENT: tuple[str, ...] = ("title", "summary", "body", "aside")

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=140, unique=True)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    body = models.TextField(
        "Text",
        blank=True,
        validators=[
            MaxLengthValidator(
                LONGEST_BODY,
                "Der Text ist zu lang (%(show_value)s Zeichen, höchstens %(limit_value)s). Bitte teilen Sie "
                "ihn auf mehrere Seiten auf oder stellen Sie ihn als Dokument ein.",
            )
        ],
    )
    # Cards beside the text: "kontakt:<slug>" and "teaser:<slug>", in their order (pages/cards.py).
    aside = models.JSONField("Neben dem Text", default=list, blank=True)

    picture = models.ForeignKey(
        Picture,
        verbose_name="Bild",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    language = models.CharField("Sprache", max_length=15, choices=Language, default=Language.GERMAN)
    original = models.ForeignKey(
        "self",
        verbose_name="Übersetzung von",
        on_delete=models.CASCADE,
        related_name="variants",
        null=True,
        blank=True,
    )
    publish_at = models.DateTimeField("Online ab", null=True, blank=True)
    unpublish_at = models.DateTimeField("Online bis", null=True, blank=True)
    review_on = models.DateField("Prüfen am", null=True, blank=True)
    draft = models.JSONField("Entwurf", null=True, blank=True, editable=False)
    change_at = models.DateTimeField("Änderung ab", null=True, blank=True, editable=False)
    edit_number = models.PositiveIntegerField("Stand", default=0, editable=False)

    changed_at: datetime | None = None

    objects = WrittenQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_at=None)
                | Q(unpublish_at=None)
                | Q(unpublish_at__gt=F("publish_at")),
                name="%(class)s_time_in_order",
                violation_error_message="„Online bis“ liegt nicht nach „Online ab“.",
            ),
            models.CheckConstraint(
                condition=Q(change_at=None) | Q(draft__isnull=False),
                name="%(class)s_plans_a_draft",
                violation_error_message="Geplant werden kann nur ein Entwurf.",
            ),
            models.CheckConstraint(
                condition=Q(original=None) | ~Q(original=F("pk")),
                name="%(class)s_translates_another",
                violation_error_message="Ein Text ist nicht seine eigene Übersetzung.",
            ),
            models.UniqueConstraint(
                fields=["original", "language"],
                name="%(class)s_once_a_language",
                violation_error_message="In dieser Sprache gibt es den Text schon.",
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row.take_due_change()
        return row

    def take_due_change(self) -> None:
        """Say the planned text where its moment has come; saving the row then writes it into the columns."""
        moment = self.__dict__.get("change_at")
        if moment is None or moment > timezone.now():
            return
        for name, value in (self.draft or {}).items():
            setattr(self, name, value)
        self.draft = self.change_at = None
        self.changed_at = moment

    def clean(self):
        super().clean()
        self._check_names()
        if self.original_id is None:
            if len(self.slug) > LONGEST_SLUG:
                raise ValidationError({"slug": f"Bitte höchstens {LONGEST_SLUG} Zeichen."})
            return
        if self.original.original_id:
            raise ValidationError(
                {"original": "Das ist selbst eine Übersetzung. Bitte den deutschen Text wählen."}
            )
        if self.language == self.original.language:
            raise ValidationError(
                {"language": "In dieser Sprache ist schon der Text, der übersetzt wird."}
            )

    def save(self, *args, **kwargs):
        if self.original_id is not None:
            self.slug = self.slug_of_variant(self.original.slug)
        super().save(*args, **kwargs)
        if self.original_id is None:
            for variant in self.variants.all():
                if variant.slug != variant.slug_of_variant(self.slug):
                    variant.save(update_fields=["slug"])

    def _check_names(self) -> None:
        """Raises ValidationError where a translation's own name is the address of another text."""
        if self.original_id is not None:
            slug, variants = self.original.slug, [self]
        else:
            slug, variants = self.slug, list(self.variants.all()) if self.pk else []
        names = [variant.slug_of_variant(slug) for variant in variants]
        others = type(self).objects.exclude(pk__in=[variant.pk for variant in variants])
        if names and (other := others.filter(slug__in=names).first()):
            raise ValidationError(
                f"Die Übersetzung hieße wie „{other}“ (/{other.slug}/). Bitte geben Sie dort zuerst eine andere "
                "Adresse."
            )

    def slug_of_variant(self, slug: str) -> str:
        """A translation is read at its original's address in its language; this one is only its own name."""
        return f"{slug}-{self.language}"

    def search_parts(self) -> tuple[str, str]:
        return self.title, f"{self.summary} {self.body}"

    @property
    def shown_picture(self) -> Picture | None:
        """The picture above the text, a translation's or its original's, where it may be shown."""
        picture = self.picture or (self.original.picture if self.original_id else None)
        return picture if picture and picture.is_published else None

    @property
    def content(self) -> dict:
        """What the public reads."""
        return {name: getattr(self, name) for name in self.CONTENT}

    @property
    def working_content(self) -> dict:
        """What the office works on: the draft where there is one."""
        return self.content | (self.draft or {})

    @property
    def status(self) -> Status:
        now = timezone.now()
        if not self.is_published:
            return Status.DRAFT
        if self.publish_at and self.publish_at > now:
            return Status.SCHEDULED
        if self.unpublish_at and self.unpublish_at <= now:
            return Status.OVER
        return Status.ONLINE

    @property
    def is_online(self) -> bool:
        return self.status == Status.ONLINE

    @property
    def status_words(self) -> str:
        """ "geplant ab 3.3.2027, 8:00 Uhr", "online, mit Entwurf", "online, Änderung ab 3.3.2027, 8:00 Uhr"."""
        match self.status:
            case Status.SCHEDULED:
                words = f"geplant ab {moment_words(self.publish_at)}"
            case Status.OVER:
                words = f"abgelaufen am {moment_words(self.unpublish_at)}"
            case Status.ONLINE if self.unpublish_at:
                words = f"online bis {moment_words(self.unpublish_at)}"
            case status:
                words = status.label
        if self.change_at is not None:
            return f"{words}, Änderung ab {moment_words(self.change_at)}"
        return f"{words}, mit Entwurf" if self.draft is not None else words


def moment_words(moment: datetime) -> str:
    """ "3.3.2027, 8:00 Uhr"."""
    local = timezone.localtime(moment)
    return f"{local.day}.{local.month}.{local.year}, {local.hour}:{local.minute:02} Uhr"
