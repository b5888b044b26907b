"""What the admin of pages and news has in common: writing, with drafts that are published by a step of their own."""

from django.contrib import admin, messages
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.bulk import Look, bulk_action
from pages import actions
from pages.models import Language, Status
from pages.models.writing import moment_words

from .steps import WithSteps


class StatusFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [
            *Status.choices,
            ("vorgesehen", "geht von selbst online"),
            ("aenderung", "mit Entwurf"),
            ("pruefen", "Prüfung fällig"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "vorgesehen":
                return queryset.to_come()
            case "aenderung":
                return queryset.exclude(draft=None).exclude(change_at__lte=timezone.now())
            case "pruefen":
                return queryset.due_for_review(timezone.localdate())
        return queryset.with_status(self.value())


class WrittenAdmin(WithSteps, PublishableAdmin):
    """Saving never changes what the public reads: that is a step with a page of its own (steps.py)."""

    change_form_template = "admin/pages/written/change_form.html"
    actions = ("reviewed",)
    save_on_top = False
    markdown_fields = ("body",)
    search_fields = ("title", "slug", "body")
    autocomplete_fields = ("picture",)
    prepopulated_fields = {"slug": ("title",)}
    text_fields = ("title", "summary", "body", "aside")
    own_fieldsets: tuple = ()

    def original_of(self, request, row):
        """The pk of the text that this one translates, or that a new one shall translate; else None."""
        if row is not None:
            return row.original_id
        wanted = request.GET.get("original", "")
        known = self.model.objects.originals()
        return (
            known.filter(pk=wanted).values_list("pk", flat=True).first()
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 10
            else None
        )

    def get_fieldsets(self, request, obj=None):
        text = (None, {"fields": ("seen_edit", *self.text_fields)})
        if self.original_of(request, obj):
            return (text, ("Übersetzung", {"fields": ("original", "language", "review_on")}))
        return (text, *self.own_fieldsets)

    def get_prepopulated_fields(self, request, obj=None):
        is_named = obj is not None or self.original_of(request, obj)
        return {} if is_named else self.prepopulated_fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "original":
            kwargs["queryset"] = self.model.objects.originals()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("original")

    def get_object(self, request, object_id, from_field=None):
        """Who saves has the row to themselves until it is saved."""
        if request.method != "POST":
            return super().get_object(request, object_id, from_field)
        locked = self.model.objects.select_for_update(of=("self",), no_key=True)
        try:
            return locked.get(pk=object_id)
        except (self.model.DoesNotExist, ValueError):
            return None

    def save_model(self, request, obj, form, change):
        if "body" not in form.fields:
            # The list: only the order is written there.
            obj.save(update_fields=["position", "updated_at"])
            return
        if change and not form.changed_data:
            return
        if not change:
            obj.is_published = False
        content = {name: form.cleaned_data[name] for name in self.text_fields}
        actions.save(row=obj, by=request.user, content=content)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("adminform")
        if form is not None and form.form.errors:
            response.status_code = 409 if form.form.conflict is not None else 422
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            known = obj.original or obj
            missing = set(Language.values) - {known.language}
            missing -= set(known.variants.values_list("language", flat=True))
            context |= {
                "row": obj,
                "steps": self.steps_of(obj),
                "missing": [choice for choice in Language.choices if choice[0] in missing],
                "add_variant": self.add_variant_url(known),
            }
        context["conflict"] = getattr(context["adminform"].form, "conflict", None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def add_variant_url(self, original) -> str:
        return f"{self.url_of('add')}?{urlencode({'original': original.pk})}&language="

    def response_change(self, request, obj):
        return self._lead_on(request, obj) or super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._lead_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def _lead_on(self, request, obj):
        for button, step in (("_preview", "look"), ("_publish", "publish"), ("_plan", "plan")):
            if button in request.POST:
                return HttpResponseRedirect(self.url_of(step, obj.pk))
        if "_save" not in request.POST:
            return None
        self.message_user(request, _told(obj), messages.SUCCESS)
        return HttpResponseRedirect(self.url_of("change", obj.pk))

    def url_of(self, name: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    @admin.display(description="Stand")
    def status(self, row):
        return row.status_words

    @admin.display(description="Titel", ordering="title")
    def indented(self, row):
        mark = f"{row.get_language_display()}: " if row.original_id else ""
        depth = getattr(row, "depth", 0) + bool(row.original_id)
        return format_html('<span class="of-tree of-tree--{}">{}{}</span>', depth, mark, row.title)

    @bulk_action(
        "Geprüft: in einem Jahr wieder prüfen",
        button="Als geprüft vermerken",
        looks="look_at_reviewed",
        follows=[
            "Die Texte bleiben, wie sie sind, und fallen heute von der Liste „Seiten zu prüfen“."
        ],
    )
    def reviewed(self, request, rows):
        day = _in_a_year()
        number = rows.update(review_on=day, updated_at=models.F("updated_at"))
        return f"{number} Texte sind geprüft; wieder fällig am {day:%d.%m.%Y}."

    def look_at_reviewed(self, request, queryset):
        day = _in_a_year()
        for row in queryset:
            yield Look(row, effect=f"wieder fällig am {day:%d.%m.%Y}")


def _in_a_year():
    today = timezone.localdate()
    return today.replace(year=today.year + 1, day=min(today.day, 28))


def _told(row) -> str:
    """What saving did."""
    if row.change_at is not None:
        when = moment_words(row.change_at)
        return f"Gespeichert. Die Änderung geht am {when} online; bis dahin steht die bisherige Fassung da."
    if row.draft is not None:
        return "Als Entwurf gespeichert. Online steht noch die bisherige Fassung."
    return "Gespeichert."
