"""Pieces of the office's pages: filters above a list, what deleting takes along, the version below every page."""

import tomllib
from functools import cache
from pathlib import Path

from django import template
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
    saved = filters.shown_to(request, page=label)
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
    return {
        "goes": deleting.what_goes(rows, context["request"].user),
        "stays": deleting.what_stays(rows, context["request"].user),
        "can_hide": isinstance(page, PublishableAdmin),
        "many": len(rows) > 1,
    }
