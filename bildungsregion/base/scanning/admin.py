"""The office sees here which files wait for the virus scanner, and in which it has found something."""

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Count, Window
from django.template.defaultfilters import timesince_filter
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from bildungsregion.base import today
from bildungsregion.base.admin import ReadOnlyAdmin

from . import clamd
from .files import QUARANTINE_DAYS
from .models import HeldFile


MOST_LINES = 5


@admin.register(HeldFile)
class HeldFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "state", "age", "sender", "attempts", "last_error")
    list_filter = ("state",)
    list_select_related = ("sender",)
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "name",
        "state",
        "outlook",
        "belongs_to",
        "found",
        "found_at",
        "created_at",
        "sender",
        "attempts",
        "last_error",
    )
    readonly_fields = ("outlook", "belongs_to")

    @admin.display(description="Alter", ordering="created_at")
    def age(self, held):
        return timesince_filter(held.created_at)

    @admin.display(description="Was als Nächstes geschieht")
    def outlook(self, held):
        if held.state == HeldFile.State.FOUND:
            told = (
                "Wer sie hochgeladen hat, und das Büro haben eine E-Mail bekommen."
                if held.reader
                else "Das Büro hat eine E-Mail bekommen; wer sie hochgeladen hat, ließ sich nicht benachrichtigen."
            )
            return (
                f"Die Datei ist gesperrt; niemand kann sie öffnen. {told} {QUARANTINE_DAYS} Tage nach dem Fund wird "
                "sie vernichtet."
            )
        return (
            "Alle paar Minuten wird der Virenscanner noch einmal gefragt. Bis er sie für sauber hält, kann niemand "
            "die Datei öffnen."
        )

    @admin.display(description="Gehört zu")
    def belongs_to(self, held):
        row = _owner(held.name)
        if row is None:
            return "zu keinem Eintrag mehr"
        label = f"{row._meta.verbose_name}: {row}"
        try:
            url = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
        except NoReverseMatch:
            return label
        return format_html('<a href="{}">{}</a>', url, label)


def _owner(name: str) -> models.Model | None:
    """The row whose file has this name."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                found = model._base_manager.filter(**{field.name: name}).first()
                if found is not None:
                    return found
    return None


@today.register(order=46)
def held_files(request):
    """Only where there is a scanner, so that nobody else's start page asks for them."""
    if not clamd.is_on() or not request.user.has_perm("base.view_heldfile"):
        return
    rows = list(HeldFile.objects.annotate(total=Window(Count("pk")))[:MOST_LINES])
    if rows:
        yield today.Panel(
            key="zurueckgehalten",
            title="Dateien, die der Virenscanner noch nicht freigegeben hat",
            lines=[
                today.Line(
                    title=held.name,
                    url=reverse("admin:base_heldfile_change", args=[held.pk]),
                    why=held.get_state_display(),
                    since=timezone.localdate(held.created_at),
                    urgent=held.state == HeldFile.State.FOUND,
                )
                for held in rows
            ],
            total=rows[0].total,
            url=reverse("admin:base_heldfile_changelist"),
        )
