"""What the office says to a topic beyond its text: what to do next, what happens when, what stands first."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Offer, Topic
from bildungsregion.base.models import Imported
from bildungsregion.base.translations import Translatable
from documents.models import Document
from events.models import Event
from projects.models import Project


class TopicLink(Translatable, Imported, models.Model):
    """One of the few things a visitor may do next; the office chooses them."""

    TRANSLATED = ("label", "text")
    PART_OF = "topic"
    # More than that is no choice but a list.
    MOST = 4

    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="links", verbose_name="Thema"
    )
    label = models.CharField("Was man tun kann", max_length=80)
    text = models.CharField("Ein Satz dazu", max_length=160, blank=True)
    url = models.CharField("Adresse", max_length=300)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=10)

    class Meta:
        verbose_name = "Nächster Schritt"
        verbose_name_plural = "Was man als Nächstes tun kann"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    def clean(self):
        """Raises ValidationError unless the address is in the portal, a website, a mail or a phone number."""
        check_address(self.url, "url")


def check_address(address: str, field: str) -> None:
    """Raises ValidationError for that field unless an address is "/…", http(s), mailto: or tel:."""
    try:
        parts = urlsplit(address)
    except ValueError:  # half of an IPv6 host
        parts = urlsplit("")
    # Browsers read a backslash there as a second slash: another host.
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_web = parts.scheme in ("http", "https") and parts.netloc
    if address and not (is_own or is_web or parts.scheme in ("mailto", "tel")):
        raise ValidationError(
            {field: "Bitte mit „/“ (im Portal), „https://“, „mailto:“ oder „tel:“ beginnen."}
        )


class TransitionStep(Translatable, Imported, models.Model):
    """What happens when on the way from one stage of education to the next."""

    TRANSLATED = ("when", "title", "text", "helper")
    PART_OF = "topic"

    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="steps", verbose_name="Übergang"
    )
    when = models.CharField("Wann", max_length=80)
    title = models.CharField("Was geschieht", max_length=120)
    text = models.TextField("Genauer", blank=True)
    helper = models.CharField("Wer hilft", max_length=160, blank=True)
    actor = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="Eintrag dazu",
    )  # fmt: skip
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="Dokument dazu",
    )  # fmt: skip
    url = models.CharField("Link dazu", max_length=300, blank=True)
    source = models.CharField("Quelle", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=10)

    class Meta:
        verbose_name = "Schritt"
        verbose_name_plural = "Schritt für Schritt"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.when}: {self.title}"

    def clean(self):
        check_address(self.url, "url")

    @property
    def shown_actor(self) -> Actor | None:
        return self.actor if self.actor and self.actor.is_published else None

    @property
    def shown_document(self) -> Document | None:
        return self.document if self.document and self.document.is_published else None


class TopicPin(models.Model):
    """An entry that the office wants to stand first on a topic's page; it is of exactly one kind."""

    KINDS = ("actor", "offer", "event", "project", "document")

    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="pins", verbose_name="Thema"
    )
    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, null=True, blank=True, related_name="topic_pins",
        verbose_name="Akteur",
    )  # fmt: skip
    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="topic_pins",
        verbose_name="Angebot",
    )  # fmt: skip
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="topic_pins",
        verbose_name="Veranstaltung",
    )  # fmt: skip
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="topic_pins",
        verbose_name="Projekt",
    )  # fmt: skip
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="topic_pins",
        verbose_name="Dokument",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField("Reihenfolge", default=10)

    class Meta:
        verbose_name = "Hervorgehobener Eintrag"
        verbose_name_plural = "Was zuerst steht"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, offer=None, event=None, project=None, document=None)
                | Q(actor=None, offer__isnull=False, event=None, project=None, document=None)
                | Q(actor=None, offer=None, event__isnull=False, project=None, document=None)
                | Q(actor=None, offer=None, event=None, project__isnull=False, document=None)
                | Q(actor=None, offer=None, event=None, project=None, document__isnull=False),
                name="topic_pin_is_one_thing",
                violation_error_message=_("Bitte genau einen Eintrag wählen; für jeden gibt es eine Zeile."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.entry or "")

    @property
    def entry(self):
        """The entry itself, whatever it is; None before it is chosen."""
        return next((row for kind in self.KINDS if (row := getattr(self, kind))), None)
