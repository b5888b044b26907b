"""The history of any object at its usual address in the admin, and the way back to a former state."""

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm

from . import reading, recorded, restoring
from .models import Change


class RestoreForm(SiteForm):
    """Which fields come back, why, and up to which change they were looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    fields_back = forms.MultipleChoiceField(
        label="Diese Felder zurückholen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens ein Feld."},
    )
    reason = forms.CharField(
        label="Warum?", max_length=400, help_text="Steht danach im Verlauf des Eintrags."
    )

    def __init__(self, *args, plan: restoring.Plan, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(former.name, former.label) for former in plan.fields]
        self.fields["fields_back"].choices = choices
        self.initial = {"seen": plan.seen, "fields_back": [name for name, _label in choices]}


def history(site, request: HttpRequest, app: str, model: str, object_id: str) -> HttpResponse:
    """Who changed what, when. Models that are not recorded have Django's own page."""
    admin, kind = _admin(site, request, app, model)
    _demand_right(admin, request)
    if kind._meta.label_lower not in recorded.objects():
        return admin.history_view(request, object_id)
    row, pk = _object(admin, kind, request, object_id)
    acts, older = reading.acts(kind, pk, before=_number(request.GET.get("vor")))
    if row is None and not acts:
        raise Http404("no such object, and there never was")
    context = {
        "acts": acts,
        "older": older,
        "is_first": "vor" not in request.GET,
        "can_restore": row is not None and _can_restore(admin, request, row),
    }
    return _page(site, request, admin, row, pk, "admin/journal/history.html", "Verlauf", context)


def restore(
    site, request: HttpRequest, app: str, model: str, object_id: str, change: int
) -> HttpResponse:
    """What would come back, field by field; then it does."""
    admin, kind = _admin(site, request, app, model)
    _demand_right(admin, request)
    if kind not in recorded.restorable():
        raise Http404("not content")
    row, pk = _object(admin, kind, request, object_id)
    first = reading.of(kind, pk).filter(pk=change).first()
    if row is None or first is None:
        raise Http404("no such object, or no such change of it")
    if not _can_restore(admin, request, row):
        raise PermissionDenied("may not change it")
    planned, status, error = restoring.plan(row, first), 200, ""
    form = RestoreForm(request.POST or None, plan=planned)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer, status = _restored(request, row, first, form)
            if answer:
                return answer
        if status == 409:
            row.refresh_from_db()
            planned = restoring.plan(row, first)
            reason = request.POST.get("reason", "")
            form = RestoreForm(plan=planned)
            form.initial["reason"], error = reason, CHANGED
    context = {"plan": planned, "form": form, "problem": error, "errors": form.errors}
    title = "Früheren Stand zurückholen"
    return _page(
        site, request, admin, row, pk, "admin/journal/restore.html", title, context, status
    )


CHANGED = (
    "Inzwischen hat jemand den Eintrag geändert. Hier steht, was sich jetzt gegenüber dem früheren Stand "
    "unterscheidet; zurückgeholt wurde nichts."
)


def _restored(request, row: Model, first: Change, form: RestoreForm):
    """The way on and 302, or nothing and the status of what stands in the way."""
    said = form.cleaned_data
    try:
        labels = restoring.restore(
            row, first, set(said["fields_back"]), seen=said["seen"], reason=said["reason"]
        )
    except restoring.Newer:
        return None, 409
    except DomainError as error:
        form.add_error(None, error.message)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    else:
        messages.success(request, f"Zurückgeholt: {', '.join(labels)}.")
        return HttpResponseRedirect(_address(row._meta, "history", row.pk)), 302
    return None, 422


def _admin(site, request: HttpRequest, app: str, model: str):
    try:
        kind = apps.get_model(app, model)
        admin = site._registry[kind]
    except LookupError:
        raise Http404("no such model here") from None
    module = getattr(admin, "module", "")
    if module and not request.region.has(module):
        raise Http404(f"module {module} is off in this region")
    return admin, kind


def _object(admin, kind: type[Model], request: HttpRequest, object_id: str):
    """The row, None where it was deleted; and its number. Raises PermissionDenied."""
    number = _number(unquote(object_id))
    if number is None:
        raise Http404("no number")
    row = admin.get_object(request, str(number))
    if not admin.has_view_or_change_permission(request, row):
        raise PermissionDenied("may not see it")
    return row, number


def _demand_right(admin, request: HttpRequest) -> None:
    """Before any row is looked for: who may see none learns of no number whether there is one."""
    if not admin.has_view_or_change_permission(request):
        raise PermissionDenied("may see none of them")


def _number(text: str | None) -> int | None:
    """None for anything that no row of ours is called by."""
    is_number = text and text.isascii() and text.isdecimal() and len(text) <= 18
    return int(text) if is_number else None


def _can_restore(admin, request: HttpRequest, row: Model) -> bool:
    is_open = not getattr(row, "locked", False)
    return (
        type(row) in recorded.restorable() and is_open and admin.has_change_permission(request, row)
    )


def _address(opts, page: str, *args) -> str:
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)
    except NoReverseMatch:
        return ""


def _page(
    site, request, admin, row, pk: int, template: str, title: str, context: dict, status: int = 200
) -> HttpResponse:
    opts = admin.opts
    whole = site.each_context(request) | {
        "opts": opts,
        "row": row,
        "name": str(row)
        if row is not None
        else f"{capfirst(opts.verbose_name)} Nr. {pk} (gelöscht)",
        "title": title,
        "list_url": _address(opts, "changelist"),
        "row_url": row is not None and _address(opts, "change", pk),
        "history_url": _address(opts, "history", pk),
    }
    return TemplateResponse(request, template, whole | context, status=status)
