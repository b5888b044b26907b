from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, OuterRef, Q, Subquery
from django.shortcuts import redirect
from django.utils import timezone

from actors.admin.entries import Part
from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.hints import Hint, HintFilter
from bildungsregion.base.markdown import MARKDOWN_HELP
from bildungsregion.base.uploads import check_upload
from events.addresses import TAKEN_SLUGS
from events.dates import last_day
from events.forms.rules import within_calendars
from events.models import (
    Event,
    GroupTerms,
    Occurrence,
    Submission,
    local_midnight,
    next_midnight,
)

from .copying import WithCopying
from .dates import WithDates
from .duplicates import WithDuplicates
from .registration import RegistrationTermsInline
from .together import WithTogether


PICTURES = frozenset({"jpeg", "png", "webp"})
# What a subscribed calendar shows; a change of it counts the SEQUENCE up (RFC 5545 3.8.7.4).
CALENDAR_FIELDS = {"title", "status", "attendance", "place_actor", "place_name", "street",
                   "postcode", "city", "online_url", "date_precision"}  # fmt: skip


class EventForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "summary": "Ein bis zwei Sätze für Listen und Suchergebnisse.",
            "description": MARKDOWN_HELP,
            "organiser_name": "So steht es auf der Seite, auch wenn es einen Eintrag im Verzeichnis gibt.",
            "place_name": "Leer lassen, wenn der Ort im Verzeichnis steht und so heißt.",
            "date_precision": "„auf den Monat“: es wird nur der Monat des Termins gezeigt.",
            "price": "Zum Beispiel „6 €, ermäßigt 4 €“.",
            "image": "JPEG, PNG oder WebP; nur mit Beschreibung, Urheber:in und Lizenz.",
            "image_alt": "Für alle, die das Bild nicht sehen: was darauf ist, in einem Satz.",
        }

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in TAKEN_SLUGS:
            raise ValidationError("Diese Adresse ist schon vergeben. Bitte eine andere wählen.")
        return slug

    def clean_image(self):
        """Only a picture that is new is opened and encoded afresh; what is stored stays."""
        upload = self.cleaned_data["image"]
        if isinstance(upload, UploadedFile):
            upload.seek(0)
            return check_upload(upload, kinds=PICTURES).content
        return upload


class OccurrenceForm(forms.ModelForm):
    """Of a whole-day date people see and type the last day; the stored end is the midnight after."""

    class Meta:
        help_texts = {"ends_at": "Ganztägig: der letzte Tag."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        date = self.instance
        if date.pk and date.all_day:
            self.initial["ends_at"] = local_midnight(last_day(timezone.localtime(date.ends_at)))

    def clean_starts_at(self):
        return within_calendars(self.cleaned_data["starts_at"])

    def clean_ends_at(self):
        return within_calendars(self.cleaned_data["ends_at"])

    def clean(self):
        values = super().clean()
        start, end = values.get("starts_at"), values.get("ends_at")
        if values.get("all_day") and start and end:
            if timezone.localdate(end) < timezone.localdate(start):
                self.add_error("ends_at", "Das Ende liegt vor dem Beginn.")
            else:
                values["ends_at"] = next_midnight(end)
        return values


class OccurrenceInline(admin.TabularInline):
    """Dates typed one by one; those of rules stand on the page „Termine und Wiederholung“."""

    model = Occurrence
    form = OccurrenceForm
    fields = ("starts_at", "ends_at", "all_day", "is_cancelled", "note")
    extra = 1
    verbose_name_plural = "Einzelne Termine"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(rule=None)


class GroupTermsForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "field": "Danach richtet sich, ob und wie die Förderung gilt.",
            "grades": "Zum Beispiel „3 bis 6“.",
        }


class GroupTermsInline(Part, admin.StackedInline):
    """Empty: the event is not meant for classes."""

    model = GroupTerms
    form = GroupTermsForm
    extra, max_num = 1, 1
    fields = (
        "field", ("is_per_head", "price_cents"), ("fee_cents", "material_cents", "free_places"),
        ("group_size_min", "group_size_max", "grades"),
    )  # fmt: skip
    verbose_name_plural = "Für Klassen und Gruppen"


def waiting_submission(event: Event | None) -> Submission | None:
    """The proposal that the event is, while nobody has decided on it."""
    if event is None or event.pk is None:
        return None
    states = (Submission.State.UNCONFIRMED, Submission.State.OPEN)
    return Submission.objects.filter(event=event, state__in=states).first()


@admin.register(Event)
class EventAdmin(WithDates, WithCopying, WithTogether, WithDuplicates, PublishableAdmin):
    markdown_fields = ("description",)
    form = EventForm
    actions = ("edit_together", "copy_to_year", "merge_two", "publish", "hide")
    inlines = [OccurrenceInline, GroupTermsInline, RegistrationTermsInline]
    list_display = ("title", "last_date", "organiser_name", "status", "access", "is_published")
    list_filter = (
        "is_published",
        "status",
        "access",
        "attendance",
        HintFilter,
        "topics",
        "target_groups",
    )
    hints = (
        Hint("bild-ohne-text", "mit Bild ohne Beschreibung", ~Q(image="") & Q(image_alt="")),
        Hint("ohne-termin", "ohne Termin", Q(occurrences=None)),
        Hint("ohne-kurztext", "ohne Kurztext", Q(summary="")),
    )
    search_fields = ("title", "organiser_name", "place_name", "summary")
    autocomplete_fields = (
        "organiser",
        "co_organisers",
        "place_actor",
        "municipality",
        "topics",
        "target_groups",
        "documents",
        "languages",
        "series",
        "project",
    )
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "slug",
                    "status",
                    "series",
                    "summary",
                    "description",
                    "is_published",
                ]
            },
        ),
        ("Wann", {"fields": ["date_precision"]}),
        (
            "Wo",
            {
                "fields": [
                    "attendance",
                    "place_actor",
                    "place_name",
                    ("street", "postcode", "city"),
                    "municipality",
                    "online_url",
                ]
            },
        ),
        ("Wer lädt ein", {"fields": ["organiser_name", "organiser", "co_organisers"]}),
        (
            "Teilnehmen",
            {
                "fields": [
                    "access",
                    "access_url",
                    "is_free",
                    "price",
                    ("age_from", "age_to"),
                    "languages",
                    "wheelchair",
                    "accessibility_note",
                ]
            },
        ),
        ("Bild", {"fields": ["image", "image_alt", ("image_author", "image_licence")]}),
        ("Einordnung", {"fields": ["project", "topics", "target_groups", "documents"]}),
        ("Herkunft", {"fields": ["source", "confidence"]}),
    ]

    def kept_from_publishing(self, queryset):
        """What was sent in is published by the decision on it."""
        states = (Submission.State.UNCONFIRMED, Submission.State.OPEN)
        chosen = [event.pk for event in queryset]
        waiting = Submission.objects.filter(state__in=states, event__in=chosen)
        keys = waiting.values_list("event", flat=True)
        return dict.fromkeys(keys, "ist eingereicht und wartet noch auf die Entscheidung")

    def get_readonly_fields(self, request, obj=None):
        """What was sent in becomes public by the decision on it, which tells who sent it."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "is_published") if waiting_submission(obj) else fixed

    def response_change(self, request, obj):
        """Back to the decision that the edit was made for."""
        waiting = waiting_submission(obj)
        if waiting and not {"_continue", "_addanother"} & request.POST.keys():
            self.message_user(request, "Gespeichert. Jetzt können Sie entscheiden.")
            return redirect("admin:events_submission_change", waiting.pk)
        return super().response_change(request, obj)

    def get_queryset(self, request):
        dates = Occurrence.objects.filter(event=OuterRef("pk")).order_by("-starts_at")
        # Not joined: where nobody asks for it, as in counting, it is not looked for.
        last = Subquery(dates.values("starts_at")[:1])
        return (
            super()
            .get_queryset(request)
            .annotate(last_starts_at=last)
            .order_by(F("last_starts_at").desc(nulls_first=True), "title")
        )

    @admin.display(description="Letzter Termin", ordering="last_starts_at")
    def last_date(self, event):
        moment = event.last_starts_at
        return timezone.localdate(moment).strftime("%d.%m.%Y") if moment else "ohne Termin"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        dates_changed = any(formset.has_changed() for formset in formsets)
        if change and (dates_changed or CALENDAR_FIELDS & set(form.changed_data)):
            form.instance.sequence += 1
            form.instance.save(update_fields=["sequence", "updated_at"])
