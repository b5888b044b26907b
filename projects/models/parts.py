"""What a project is made of: partners with their roles, funders, figures, milestones, pictures."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import Imported
from bildungsregion.base.stored_files import HoldsFiles

from .projects import Project


class Named(models.Model):
    """A row whose name the project is found by: its search is written anew with the row."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.project.save(update_fields=["search_title", "search_text", "updated_at"])

    def delete(self, *args, **kwargs):
        gone = super().delete(*args, **kwargs)
        self.project.save(update_fields=["search_title", "search_text", "updated_at"])
        return gone


class Partnership(Named, Imported):
    """Who takes part, as what: an institution of the directory, or a name."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="partnerships", verbose_name="Projekt"
    )
    actor = models.ForeignKey(
        Actor,
        on_delete=models.CASCADE,
        related_name="partnerships",
        null=True,
        blank=True,
        verbose_name="Partner im Verzeichnis",
    )
    name = models.CharField("Name", max_length=200, blank=True)
    role = models.CharField("Aufgabe im Projekt", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Partner"
        verbose_name_plural = "Partner"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "actor"],
                name="partnership_once",
                violation_error_message="Diese Einrichtung ist schon Partner des Projekts.",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(name=""),
                name="partnership_is_named",
                violation_error_message="Bitte wählen Sie eine Einrichtung oder nennen Sie einen Namen.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return self.name or (self.actor.name if self.actor else "")


class Funder(HoldsFiles, Named, Imported):
    """Who pays, with the logo and the sentence that their rules ask for."""

    FILES = ("logo",)

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="funders", verbose_name="Projekt"
    )
    name = models.CharField("Name", max_length=200)
    sentence = models.CharField("Satz, den der Förderer verlangt", max_length=400, blank=True)
    website = models.URLField("Webseite", max_length=500, blank=True)
    logo = models.FileField("Logo", upload_to="projects/", blank=True)
    logo_alt = models.CharField("Was auf dem Logo steht", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Förderer"
        verbose_name_plural = "Förderer"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(logo="") | ~Q(logo_alt=""),
                name="funder_logo_is_described",
                violation_error_message="Zu einem Logo gehört, was darauf steht.",
            )
        ]

    def __str__(self):
        return self.name

    def get_logo_url(self) -> str:
        return reverse("projects:funder_logo", args=[self.project.slug, self.pk])


class ResultFigure(Imported):
    """A result as a number: how many, of what, when, how counted."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="figures", verbose_name="Projekt"
    )
    figure = models.CharField("Zahl", max_length=40)
    what = models.CharField("Wovon", max_length=120)
    year = models.PositiveSmallIntegerField("Jahr", null=True, blank=True)
    note = models.CharField("Hinweis", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Ergebnis in Zahlen"
        verbose_name_plural = "Ergebnisse in Zahlen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1900, year__lte=2200),
                name="result_year_is_a_year",
                violation_error_message="Das Jahr hat vier Ziffern, zum Beispiel 2026.",
            )
        ]

    def __str__(self):
        return f"{self.figure} {self.what}"


class ProjectMilestone(Imported):
    """What happened when in the project, as far as the day is known."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="milestones", verbose_name="Projekt"
    )
    title = models.CharField("Was", max_length=200)
    text = models.CharField("Dazu", max_length=500, blank=True)
    happens_on = models.DateField("Wann", null=True, blank=True)
    precision = models.CharField(
        "Wann bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )

    class Meta:
        verbose_name = "Etappe"
        verbose_name_plural = "Etappen"
        ordering = [models.F("happens_on").asc(nulls_last=True), "pk"]

    def __str__(self):
        return self.title

    @property
    def when(self) -> str:
        return print_date(self.happens_on, self.precision)


class PictureQuerySet(models.QuerySet):
    def showable(self):
        """Nobody who could be recognised is shown without recorded consent (§ 22 KunstUrhG)."""
        return self.filter(Q(shows_people=False) | Q(consent_on__isnull=False))


class Picture(HoldsFiles):
    """A picture of the gallery, with who made it and whether it may be shown."""

    FILES = ("image",)

    Licence = Actor.ImageLicence

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="pictures", verbose_name="Projekt"
    )
    image = models.FileField("Bild", upload_to="projects/")
    alt = models.CharField("Was auf dem Bild zu sehen ist", max_length=250)
    author = models.CharField("Urheber:in", max_length=120)
    licence = models.CharField("Lizenz", max_length=10, choices=Licence)
    shows_people = models.BooleanField("Personen sind zu erkennen", default=True)
    consent_on = models.DateField("Einwilligung liegt vor seit", null=True, blank=True)
    consent_note = models.CharField("Wo die Einwilligung liegt", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~(Q(alt="") | Q(author="") | Q(licence="")),
                name="project_picture_is_described",
                violation_error_message="Zu einem Bild gehören Beschreibung, Urheber:in und Lizenz.",
            )
        ]

    def __str__(self):
        return self.alt

    def get_image_url(self) -> str:
        return reverse("projects:project_picture", args=[self.project.slug, self.pk])

    @property
    def is_showable(self) -> bool:
        return not self.shows_people or self.consent_on is not None
