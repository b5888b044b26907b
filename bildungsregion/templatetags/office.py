"""Pieces of the office's pages: filters above a list, what deleting takes along, the version below every page."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django import forms, template
from django.conf import settings
from django.contrib import admin

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.office import deleting, filters


register = template.Library()


@register.simple_tag
@cache
def portal_version() -> str:
    """As the project itself says it."""
    project = Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(project)["project"]["version"]


@register.inclusion_tag("admin/office/_saved.html", takes_context=True)
def saved_filters(context):
    """What is kept of this list, and whether its present state is; one query."""
    request, label = context["request"], context["cl"].model._meta.label_lower
    state = filters.tidy(request.GET.urlencode())
    saved = filters.shown_with(request, label)
    return {
        "request": request,
        "user": request.user,
        "csrf_token": context.get("csrf_token"),
        "saved": saved,
        "state": state,
        "is_kept": any(row.query == state for row in saved),
        "label": label,
    }


@register.inclusion_tag("admin/office/_consequences.html", takes_context=True)
def consequences(context, rows):
    """What goes with these rows and what stays; ``rows`` is a queryset or one row."""
    rows = list(rows) if hasattr(rows, "__iter__") else [rows]
    page = admin.site._registry.get(type(rows[0])) if rows else None
    goes, stays = deleting.consequences(rows, context["request"].user)
    return {"goes": goes, "stays": stays, "can_hide": isinstance(page, PublishableAdmin)}


@register.inclusion_tag("admin/office/_errors.html")
def form_errors(form=None, inlines=(), rows=None):
    """The summary of what is wrong in a form of the admin and its tables, or in the ``rows`` of a list."""
    wrong = list(_errors_of(form)) if form else []
    for formset in [*(inline.formset for inline in inlines), *([rows] if rows else [])]:
        wrong += [("", "", told) for told in formset.non_form_errors()]
        for row in formset.forms:
            wrong += _errors_of(row, str(row.instance) if row.instance.pk else "")
    return {"wrong": wrong}


def _errors_of(form: forms.BaseForm, before: str = "") -> Iterator[tuple[str, str, str]]:
    """(label, id of the first control, message) for each error; label and id are "" where it is of no field."""
    for told in form.non_field_errors():
        yield before, "", told
    for field in form:
        label = f"{before}: {field.label}" if before else str(field.label)
        for told in field.errors:
            yield label, "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0", told
