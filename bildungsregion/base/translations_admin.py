"""The office translates the texts of rows: what is missing or old, and one page a row with all languages."""

import json

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import CharField, Count, F, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from . import translating
from .admin import OwnPages, ReadOnlyAdmin, demand_right
from .languages import GERMAN, offered
from .models import TranslationSource
from .translating import State
from .translations import Translatable


ROWS_SHOWN = 50
_NAMES = dict(settings.LANGUAGES)


class TextsForm(forms.Form):
    """A field for each text and language, and a tick for old translations that hold still."""

    def __init__(self, *args, row: Translatable, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.row, self.columns = row, []
        known = {code: translating.sources([row], code).get(row.pk, {}) for code in languages}
        for column in row.TRANSLATED:
            german, model_field = getattr(row, column), row._meta.get_field(column)
            if not german:
                continue
            self.fields[f"of.{column}"] = forms.CharField(
                initial=translating.digest(german), widget=forms.HiddenInput
            )
            self.columns.append({
                "label": model_field.verbose_name,
                "german": german,
                "of": self[f"of.{column}"],
                "texts": [
                    self._field(code, column, model_field, known[code]) for code in languages
                ],
            })  # fmt: skip

    def _field(self, code: str, column: str, model_field, known) -> dict:
        name, state = f"{code}.{column}", translating.state(self.row, code, column, known)
        rows = 2 if (model_field.max_length or 1000) <= 250 else 8
        direction = "rtl" if code in settings.LANGUAGES_BIDI else "ltr"
        self.fields[name] = forms.CharField(
            label=_NAMES[code],
            required=False,
            max_length=model_field.max_length,
            initial=self.row.translations.get(code, {}).get(column, ""),
            show_hidden_initial=True,
            widget=forms.Textarea({"rows": rows, "lang": code, "dir": direction}),
        )
        said = {"field": self[name], "state": state, "is_old": state == State.OUTDATED}
        if said["is_old"]:
            self.fields[f"still.{name}"] = forms.BooleanField(
                label="Passt noch zum deutschen Text", required=False
            )
            said["still"] = self[f"still.{name}"]
        return said

    def save(self) -> int:
        """Keep what was changed here; what somebody else wrote meanwhile stays. Gives how many texts."""
        texts, made_from = {}, {}
        for name in self.changed_data:
            kind, _dot, rest = name.partition(".")
            if kind == "of":
                continue
            code, column = rest.split(".") if kind == "still" else (kind, rest)
            made_from[code, column] = self.cleaned_data[f"of.{column}"]
            if kind != "still":
                texts[code, column] = self.cleaned_data[name].strip()
        translating.write(self.row, texts, made_from)
        return len(made_from)


@admin.register(TranslationSource)
class TranslationsAdmin(OwnPages, ReadOnlyAdmin):
    """Two pages of its own; who may change an entry may translate it."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.overview), name="base_translationsource_changelist"),
            path("<str:label>/<int:pk>/", view(self.translate), name="translate"),
        ]

    def has_module_permission(self, request):
        return bool(self._models(request))

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def overview(self, request: HttpRequest) -> HttpResponse:
        """What is missing by kind and language; with both chosen, its rows."""
        models, languages = self._models(request), _foreign(request)
        if not models:
            raise PermissionDenied("nothing to translate")
        model = next((m for m in models if m._meta.label_lower == request.GET.get("art")), None)
        code = request.GET.get("sprache")
        context = {
            "title": "Übersetzungen",
            "languages": [(one, _NAMES[one]) for one in languages],
            "kinds": _counted(models, languages),
        }
        if model and code in languages:
            rows = _lacking(model, code)
            page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("seite"))
            context |= {
                "page": page,
                "kind": model._meta.verbose_name_plural,
                "language": _NAMES[code],
            }
        return self.own_page(request, "admin/base/translations/overview.html", context)

    def translate(self, request: HttpRequest, label: str, pk: int) -> HttpResponse:
        """The German texts of a row beside all its languages."""
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            model = None
        if model not in translating.translatable_models() or label != model._meta.label_lower:
            raise Http404("not translatable")
        demand_right(request, _right(model))
        row = get_object_or_404(model, pk=pk)
        form = TextsForm(request.POST or None, row=row, languages=_foreign(request))
        if request.method == "POST" and form.is_valid():
            number = form.save()
            told = f"{number} Texte gespeichert." if number != 1 else "Ein Text gespeichert."
            messages.success(request, told if number else "Es war nichts zu ändern.")
            return redirect("admin:translate", label, pk)
        context = {"title": f"Übersetzungen: {row}", "form": form, "row": row, "list": model._meta}
        entry = getattr(row, model.PART_OF) if model.PART_OF else row
        page = f"admin:{entry._meta.app_label}_{entry._meta.model_name}_change"
        context["back"] = reverse(page, args=[entry.pk])
        return self.own_page(request, "admin/base/translations/row.html", context, form=form)

    def _models(self, request: HttpRequest) -> list[type[Translatable]]:
        return [
            model
            for model in translating.translatable_models()
            if request.user.has_perm(_right(model)) and admin.site.is_registered(_entry(model))
        ]


def _entry(model: type[Translatable]) -> type[Model]:
    """Whose page in the office it is edited on."""
    return model._meta.get_field(model.PART_OF).related_model if model.PART_OF else model


def _right(model: type[Translatable]) -> str:
    entry = _entry(model)._meta
    return f"{entry.app_label}.change_{entry.model_name}"


def _foreign(request: HttpRequest) -> list[str]:
    return [code for code in offered(request) if code != GERMAN]


def _shown(model: type[Translatable]):
    """The rows that the public sees."""
    rows = model._default_manager.all()
    return rows.filter(is_published=True) if hasattr(model, "is_published") else rows


def _with_texts(model: type[Translatable]):
    """Those that have anything to translate."""
    some = Q()
    for column in model.TRANSLATED:
        some |= ~Q(**{column: ""})
    return _shown(model).filter(some).order_by("pk")


def _counted(models: list[type[Translatable]], languages: list[str]) -> list[dict]:
    """Of each kind how many rows there are, and by language how many lack everything or something; three queries."""
    totals = dict(_union([_numbers(model) for model in models]))
    begun = _begun(models)
    known = _sources_of(begun)
    kinds = []
    for model in models:
        label = model._meta.label_lower
        total, rows = totals.get(label, 0), begun.get(label, [])
        cells = []
        for code in languages:
            mine = [row for row in rows if code in row.translations]
            old = [row for row in mine if _is_old(row, code, known.get((label, row.pk, code), {}))]
            cells.append((code, total - len(mine), len(old)))
        name = model._meta.verbose_name_plural
        kinds.append({"label": label, "name": name, "total": total, "cells": cells})
    return kinds


def _numbers(model: type[Translatable]) -> QuerySet:
    label = Value(model._meta.label_lower, output_field=CharField())
    return _with_texts(model).order_by().values_list(label).annotate(Count("pk"))


def _begun(models: list[type[Translatable]]) -> dict[str, list[Translatable]]:
    """By kind the rows with any translation, with their texts alone; from one query."""
    width = max(len(model.TRANSLATED) for model in models)
    parts, by_label = [], {}
    for model in models:
        by_label[label := model._meta.label_lower] = model
        texts = [Cast(column, TextField()) for column in model.TRANSLATED]
        padding = [Value("", output_field=TextField())] * (width - len(texts))
        rows = _with_texts(model).exclude(translations={}).order_by()
        own = Cast("translations", TextField())
        name = Value(label, output_field=CharField())
        parts.append(rows.values_list(name, F("pk"), own, *texts, *padding))
    found: dict[str, list[Translatable]] = {}
    for label, pk, own, *texts in _union(parts):
        model = by_label[label]
        said = dict(zip(model.TRANSLATED, texts, strict=False))
        found.setdefault(label, []).append(model(pk=pk, translations=json.loads(own), **said))
    return found


def _sources_of(rows: dict[str, list[Translatable]]) -> dict[tuple[str, int, str], dict]:
    """By kind, key and language which German the translations were made from; one query."""
    known = TranslationSource.objects.filter(subject__in=list(rows))
    columns = ("subject", "row", "language", "digests")
    return {(subject, pk, code): of for subject, pk, code, of in known.values_list(*columns)}


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)


def _is_old(row: Translatable, code: str, known: dict) -> bool:
    return translating.state_of_row(row, code, known) in (State.MISSING, State.OUTDATED)


def _old(model: type[Translatable], code: str) -> list[tuple[Translatable, State]]:
    """Rows that were begun in this language and are not up to date."""
    rows = list(_with_texts(model).filter(translations__has_key=code))
    known = translating.sources(rows, code)
    stated = [(row, translating.state_of_row(row, code, known.get(row.pk, {}))) for row in rows]
    return [(row, state) for row, state in stated if state in (State.MISSING, State.OUTDATED)]


def _lacking(model: type[Translatable], code: str) -> list[tuple[Translatable, str]]:
    """What was begun first, then what has nothing yet."""
    begun = [
        (row, "zum Teil" if state == State.MISSING else state.label)
        for row, state in _old(model, code)
    ]
    bare = _with_texts(model).exclude(translations__has_key=code)
    return begun + [(row, State.MISSING.label) for row in bare]
