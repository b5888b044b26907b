from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from django.utils import timezone

from actors import freshness, hours, kinds
from actors.kinds import FIELD_KINDS, Field
from actors.models import AccessFact, Actor, Contact, ExternalId, OpeningSlot
from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.bulk import Look, bulk_action
from bildungsregion.base.forms import TimeInput
from bildungsregion.base.hints import Hint, HintFilter
from bildungsregion.base.uploads import check_upload

from .checking import WithChecking
from .duplicates import AsksForAlike, WithDuplicates
from .entries import Part, PartInline, SearchesLikeTheSite
from .freshness import FreshnessFilter


class FieldFilter(admin.SimpleListFilter):
    title = "Bildungsbereich"
    parameter_name = "bereich"

    def lookups(self, request, model_admin):
        return Field.choices

    def queryset(self, request, queryset):
        kinds = FIELD_KINDS.get(self.value(), ())
        return queryset.filter(kind__in=kinds) if self.value() else queryset


class ActorForm(AsksForAlike):
    """The kinds are those of the region's Land, and the one the entry already has."""

    class Meta:
        help_texts = {
            "image": "JPEG, PNG oder WebP; nur mit Beschreibung, Urheber:in und Lizenz.",
            "image_alt": "Für alle, die das Bild nicht sehen: was darauf ist, in einem Satz.",
            "cooperation_wish": "Zum Beispiel „Kita-Gruppen für ein Gartenprojekt“.",
            "closed_until": "Der letzte geschlossene Tag; danach gelten wieder die Öffnungszeiten.",
            "is_free": "„Unbekannt“, wenn Sie es nicht wissen.",
        }

    def clean(self):
        """Whoever enters a day of the check gets the next one by the rule, unless they enter that too."""
        data, told = super().clean(), set(self.changed_data)
        if "checked_on" in told and "next_check_on" not in told and data.get("checked_on"):
            kind, pk = data.get("kind", self.instance.kind), self.instance.pk or 0
            if kind in kinds.FIELD_OF:
                data["next_check_on"] = freshness.next_check(kind, pk, data["checked_on"])
            self.instance.doubtful_since = None
        return data

    def clean_image(self):
        """Only a picture that is new is opened and encoded afresh; what is stored stays."""
        upload = self.cleaned_data["image"]
        if isinstance(upload, UploadedFile):
            upload.seek(0)
            return check_upload(upload, kinds=frozenset({"jpeg", "png", "webp"})).content
        return upload


class OpeningSlotFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        slots = [form.instance for form in kept if form.instance.opens is not None]
        for first, second in hours.overlaps(slots):
            raise ValidationError(
                f"{first.get_weekday_display()}: {first.opens:%H:%M}–{first.closes:%H:%M} und "
                f"{second.opens:%H:%M}–{second.closes:%H:%M} überschneiden sich."
            )


class OpeningSlotInline(PartInline):
    model = OpeningSlot
    formfield_overrides = {models.TimeField: {"form_class": forms.TimeField, "widget": TimeInput}}
    formset = OpeningSlotFormSet
    fields = ("weekday", "opens", "closes", "note")


class AccessFactInline(PartInline):
    model = AccessFact
    fields = ("feature", "state", "note")


class ContactInline(Part, admin.StackedInline):
    model = Contact
    fields = (("area", "position"), ("phone", "email"), "note")


class ExternalIdInline(PartInline):
    model = ExternalId
    fields = ("scheme", "value")


@admin.register(Actor)
class ActorAdmin(WithChecking, WithDuplicates, SearchesLikeTheSite, PublishableAdmin):
    markdown_fields = ("description",)
    list_display = (
        "name",
        "kind",
        "municipality",
        "email",
        "checked_on",
        "is_published",
    )
    list_filter = (
        "is_published",
        FieldFilter,
        FreshnessFilter,
        HintFilter,
        "municipality",
        "seeks_cooperation",
    )
    hints = (
        Hint("ohne-kurztext", "ohne Kurztext", Q(summary="")),
        Hint(
            "nicht-erreichbar",
            "ohne Telefon, E-Mail und Website",
            Q(phone="", email="", website=""),
        ),
        Hint("ohne-punkt", "ohne Punkt auf der Karte", Q(latitude=None)),
    )
    list_select_related = ("municipality",)
    list_per_page = 50
    prepopulated_fields = {"slug": ("name",)}
    form = ActorForm
    inlines = (OpeningSlotInline, AccessFactInline, ContactInline, ExternalIdInline)
    autocomplete_fields = (
        "municipality", "part_of", "topics", "life_phases", "target_groups", "languages", "cooperates_with",
    )  # fmt: skip
    readonly_fields = ("short_address", "doubtful_since", "verified_at", "verified_by")
    actions = (
        *PublishableAdmin.actions,
        "merge_two",
        "ask_now",
        "mark_checked_today",
        "verify",
        "withdraw_verification",
    )
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "short_address", "kind", "is_published")}),
        ("Kurz gesagt", {"fields": ("summary", "description", "keywords")}),
        (
            "Ort",
            {"fields": ("street", ("postcode", "city"), "municipality", ("latitude", "longitude"),
                        "directions")},
        ),
        ("Kontakt", {"fields": ("phone", "email", "website")}),
        (
            "Wann und zu welchem Preis",
            {"fields": ("by_appointment", "hours_note", ("closed_until", "closed_reason"),
                        ("is_free", "admission")),
             "description": "Die Zeiten für jeden Wochentag stehen unten."},
        ),
        (
            "Für wen",
            {"fields": ("topics", "life_phases", "target_groups", "learning_form", "languages",
                        "wheelchair", "accessibility_note")},
        ),
        (
            "Zusammenhang",
            {"fields": ("sponsorship", "part_of", "cooperates_with", "seeks_cooperation",
                        "cooperation_wish")},
        ),
        ("Bild", {"fields": ("image", "image_alt", "image_author", "image_licence"), "classes": ("collapse",)}),
        (
            "Förderung",
            {"fields": ("funding_eligible_override", "funding_eligible_reason"),
             "classes": ("collapse",)},
        ),
        (
            "Stand der Angaben",
            {"fields": (("checked_on", "next_check_on"), "asked_by_mail", "doubtful_since", "verified_at",
                        "verified_by", "source", "confidence")},
        ),
    )  # fmt: skip

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            known = kinds.of_land(request.region.state)
            kwargs["choices"] = [("", "–"), *kinds.grouped_choices(known)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("kind")
        if obj and field and obj.kind not in dict(_flat(field.choices)):
            field.choices = [*field.choices, (obj.kind, obj.get_kind_display())]
        return form

    @admin.display(description="Kurzadresse")
    def short_address(self, actor):
        return f"/a/{actor.code}/" if actor.pk else "–"

    @bulk_action(
        "Als verlässlich bestätigen",
        looks="look_at_verifying",
        follows=["Auf ihren Seiten steht, dass das Büro die Angaben bestätigt hat."],
    )
    def verify(self, request, rows):
        new = rows.filter(verified_at=None)
        changed = new.update(verified_at=timezone.now(), verified_by=request.user)
        return f"{changed} Einträge als verlässlich bestätigt."

    def look_at_verifying(self, request, queryset):
        for actor in queryset:
            yield Look(actor, hindrance="ist schon bestätigt" if actor.verified_at else "")

    @bulk_action(
        "Bestätigung zurücknehmen",
        looks="look_at_withdrawing",
        follows=["Der Hinweis „vom Büro bestätigt“ verschwindet von ihren Seiten."],
    )
    def withdraw_verification(self, request, rows):
        changed = rows.exclude(verified_at=None).update(verified_at=None, verified_by=None)
        return f"{changed} Bestätigungen zurückgenommen."

    def look_at_withdrawing(self, request, queryset):
        for actor in queryset:
            yield Look(actor, hindrance="" if actor.verified_at else "ist nicht bestätigt")


def _flat(choices):
    """The choices of a field without their groups."""
    for value, label in choices:
        yield from label if isinstance(label, list) else [(value, label)]
