"""Actions on many rows of a list: first a page that says what will happen, to whom mails go and what is left out.

Nothing happens before its button is pressed, and then exactly what the page said (docs/adr/0260).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse


# A page of so many rows can still be read; answers to mails come back to the office.
MOST_ROWS, MOST_MAILS = 500, 100


@dataclass(frozen=True, slots=True)
class Look:
    """What an action does to one row, in words; ``mails`` are addresses; a ``hindrance`` leaves the row out."""

    row: Model
    effect: str = ""
    mails: Sequence[str] = ()
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class BulkStep:
    """An action of a list. ``looks`` names the admin's method that gives a Look for each row of a queryset;
    ``follows`` are sentences on what happens to all of them.
    """

    name: str
    title: str
    button: str
    looks: str
    follows: Sequence[str]
    most: int
    do: Callable[[Any, HttpRequest, QuerySet], str | None]


def bulk_action(
    title: str,
    *,
    looks: str,
    button: str = "",
    follows: Sequence[str] = (),
    permissions: Sequence[str] | None = ("change",),
    most: int = MOST_ROWS,
):
    """Decorator of a method ``(self, request, rows) -> str``: does it to the rows and says so in a sentence."""

    def wrap(do):
        step = BulkStep(do.__name__, title, button or title, looks, follows, most, do)

        @admin.action(description=title, permissions=permissions)
        @wraps(do)
        def run(self, request, queryset):
            return _run(step, self, request, queryset)

        run.step = step
        return run

    return wrap


def _run(step: BulkStep, page: Any, request: HttpRequest, queryset: QuerySet):
    if (count := queryset.count()) > step.most:
        told = f"Das sind {count} Zeilen. Bitte wählen Sie höchstens {step.most} auf einmal."
        page.message_user(request, told, messages.ERROR)
        return None
    looks = list(getattr(page, step.looks)(request, queryset))
    todo = [look for look in looks if not look.hindrance]
    stamp, sent = stamp_of(todo), request.POST.get("confirmed")
    if todo and sent == stamp:
        rows = page.model._default_manager.filter(pk__in=[look.row.pk for look in todo])
        if told := step.do(page, request, rows):
            page.message_user(request, told, messages.SUCCESS)
        return None
    context = page.admin_site.each_context(request) | {
        "title": step.title,
        "opts": page.opts,
        "step": step,
        "todo": todo,
        "left_out": [look for look in looks if look.hindrance],
        "mails": sum(len(look.mails) for look in todo),
        "stamp": stamp,
        "has_changed": bool(sent),
        "linked": _linked(page),
    }
    return TemplateResponse(request, "admin/bulk.html", context, status=409 if sent else 200)


def stamp_of(todo: Iterable[Look]) -> str:
    """Names what a page showed; it differs as soon as a row, its effect or a mail does."""
    said = "\n".join(f"{look.row.pk}|{look.effect}|{'|'.join(look.mails)}" for look in todo)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _linked(page: Any) -> str:
    """The name of the rows' own pages; empty where the list does not lead there either."""
    if page.list_display_links is None:
        return ""
    return f"admin:{page.opts.app_label}_{page.opts.model_name}_change"
