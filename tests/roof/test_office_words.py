"""The office speaks German: columns, filters, fields and kinds of rows; nothing shows a name of the code."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.test import RequestFactory

from accounts.models import User
from bildungsregion.base.models import TranslationSource


pytestmark = pytest.mark.django_db
# Names of the code that are German words, or the same word in both languages.
SAME = {
    "name", "status", "text", "person", "position", "version", "feed", "server", "stand", "bereich", "zeit",
    "bild", "ort", "wer", "wo", "wann", "inhalt", "liste", "hinweise", "link", "links", "filter", "jahr", "art",
    "website", "iban",
}  # fmt: skip
ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|has|have|date|added|user|group|permission|object|field|value|key|kind|order|created"
    r"|updated|title|body|street|city|summary|source|known|unknown|address|number|picture|file|size|owner|page|list"
    r"|yes|no|not|with|without|change|delete|add|save|search|count|state|reason|mail|sent|day|year|month|time)\b",
    re.I,
)
# German compounds and words that only look English.
GERMAN = re.compile(r"E-Mail(?:s|-\w+)?|Video|Feed|Logo|Server|Museum", re.I)

# Its pages are our own, so that nobody sees the columns.
OWN_PAGES = TranslationSource
# The keys of the rules are what is typed there.
SAID = ("funding.RuleSet, Hilfe references",)


def labels(page, request):
    """Each word the list and the form of a model show beside its rows, with where it stands."""
    opts = page.opts
    yield "Name", str(opts.verbose_name)
    yield "Plural", str(opts.verbose_name_plural)
    for name in page.get_list_display(request):
        yield f"Spalte {name}", str(label_for_field(name, page.model, page))
    for item in page.get_list_filter(request):
        yield from filter_labels(item, page)
    # People are invited: there is no form for a new account.
    is_added = page.has_add_permission(request) and page.model is not User
    row = None if is_added else page.model()
    for title, part in page.get_fieldsets(request, row):
        yield f"Abschnitt {title}", str(title or "")
        yield f"Abschnitt {title}", str(part.get("description") or "")
    form = page.get_form(request, row, change=row is not None)
    for name, field in form.base_fields.items():
        yield f"Feld {name}", str(field.label)
        yield f"Hilfe {name}", str(field.help_text)
    for name in flatten_fieldsets(page.get_fieldsets(request, row)):
        if name not in form.base_fields:
            yield f"Feld {name}", str(label_for_field(name, page.model, page))


def filter_labels(item, page):
    if not isinstance(item, str | tuple):
        yield f"Filter {item.parameter_name}", str(item.title)
        return
    name = item if isinstance(item, str) else item[0]
    model = page.model
    for part in name.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model or model
    yield f"Filter {name}", str(field.verbose_name)


def leftovers(page, request) -> list[str]:
    found = []
    for place, label in labels(page, request):
        kind, _blank, name = place.partition(" ")
        name = name.rpartition("__")[2].replace("_", " ")
        is_said = kind in ("Abschnitt", "Filter") or label.casefold() in SAME
        is_code = label.casefold() == name.casefold() and not is_said
        if is_code or "_" in label or ENGLISH.search(GERMAN.sub("", label)):
            found.append(f"{page.opts.label}, {place}: {label}")
    return found


@pytest.fixture
def request_of_office(region):
    request = RequestFactory().get("/verwaltung/")
    request.user = User.objects.create_superuser("chefin@landkreis.example")
    request.region = region
    return request


def test_office_has_no_word_of_the_code(request_of_office):
    pages = [page for model, page in admin.site._registry.items() if model is not OWN_PAGES]
    found = [line for page in pages for line in leftovers(page, request_of_office)]

    assert [line for line in found if not line.startswith(SAID)] == []
