"""The lists and forms of the office, one by one: no select of what grows, time where one looks by it, help."""

from copy import copy

import pytest
from django import forms
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    ForeignKeyRawIdWidget,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.urls import reverse

from accounts.models import User
from bildungsregion.base.admin import ReadOnlyAdmin, office
from bildungsregion.duties.models import LegalFacts
from bildungsregion.founding.today import first_steps
from tests.factories.actors import make_actor
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
# Tables that stay small whatever a district does: there a plain select is the quicker one.
FEW = {
    "auth.Group": "roles",
    "auth.Permission": "what the program knows; chosen by two lists beside each other",
    "actors.Topic": "the subjects of the region",
    "actors.LifePhase": "from the cradle to old age",
    "actors.TargetGroup": "words of the region",
    "actors.Language": "languages of offers",
    "funding.Programme": "one or two funds",
    "funding.RuleSet": "one a few years",
    "pages.Page": "the menu of the portal, indented as it stands there",
    "events.Feed": "calendars that somebody entered",
    "documents.Series": "series of reports",
    "actors.ImportSource": "files that come again and again",
    "actors.Municipality": "as many as the district has; the filter of the list only",
}
# Rows that only the program writes are looked for by their day, except for these.
TIMELESS = {
    "base.HeldFile": "what waits now",
    "base.SearchMiss": "by how often it was searched",
    "base.TextVersion": "by text; the page of each has its versions by day",
    "bildungsregion.Night": "the last nights, newest first",
    "accounts.OfficeInvitation": "what is open, by state",
    "pages.FormerAddress": "by address",
    "events.FeedItem": "by what waits; it is in its event when it is over",
}
# Whose switches and limits decide about people, money and what the portal does by itself.
EXPLAINED = ("accounts", "auth", "base", "bildungsregion", "funding")
EXPLAINED_MODELS = ("events.RegistrationTerms", "events.Feed", "actors.ImportSource")
LIMITS = (
    "_bp",
    "_cents",
    "_days",
    "_months",
    "_years",
    "_percent",
    "_max",
    "_min",
    "limit",
    "_minutes",
)
# Whose words on the label say all there is to say.
PLAIN = {
    "base.Picture.licence": "the licence's name",
    "bildungsregion.AccessGap.ground": "the law's own words",
}


@pytest.fixture
def request_of_office(rf, region):
    request = rf.get("/verwaltung/")
    request.user = User.objects.create_superuser("chefin@landkreis.example")
    request.region = region
    return request


def written_forms(request) -> list[tuple[type[models.Model], dict[str, forms.Field]]]:
    """The fields of each form that somebody can fill in, those of rows inside a form too."""
    found = []
    for model, page in office._registry.items():
        if isinstance(page, ReadOnlyAdmin):
            continue
        is_added = page.has_add_permission(request) and model is not User
        row = None if is_added else model()
        found.append((model, page.get_form(request, row, change=row is not None).base_fields))
        for part in page.inlines:
            inline = part(model, office)
            fields = inline.get_formset(request, None).form.base_fields
            found.append((inline.model, fields))
    return found


def test_no_form_offers_all_rows_of_a_table_that_grows(request_of_office):
    whole = set()
    for model, fields in written_forms(request_of_office):
        for name, field in fields.items():
            widget = field.widget
            if isinstance(widget, RelatedFieldWidgetWrapper):
                widget = widget.widget
            is_select = isinstance(field, forms.ModelChoiceField) and not isinstance(
                widget, AutocompleteMixin | ForeignKeyRawIdWidget | forms.HiddenInput
            )
            if is_select and field.queryset.model._meta.label not in FEW:
                whole.add(f"{model._meta.label}.{name} → {field.queryset.model._meta.label}")

    assert sorted(whole) == []


def test_no_filter_lists_all_rows_of_a_table_that_grows():
    whole = []
    for model, page in office._registry.items():
        for name in [item for item in page.list_filter if isinstance(item, str)]:
            target = model
            for part in name.split("__"):
                field = target._meta.get_field(part)
                target = field.related_model or target
            if field.is_relation and target._meta.label not in FEW:
                whole.append(f"{model._meta.label}: {name}")

    assert whole == []


def test_what_the_program_writes_is_found_by_its_day():
    without = []
    for model, page in office._registry.items():
        dates = {field.name for field in model._meta.fields if isinstance(field, models.DateField)}
        by_day = page.date_hierarchy or dates & {
            item for item in page.list_filter if isinstance(item, str)
        }
        if isinstance(page, ReadOnlyAdmin) and dates and not by_day:
            without.append(model._meta.label)

    assert sorted(without) == sorted(TIMELESS)


def asks_questions(model, name: str, field: forms.Field) -> bool:
    if isinstance(field, forms.BooleanField | forms.JSONField) or name.endswith(LIMITS):
        return True
    return isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)


def test_switches_and_limits_say_what_they_do(request_of_office):
    silent = set()
    for model, fields in written_forms(request_of_office):
        label = model._meta.label
        if model._meta.app_label not in EXPLAINED and label not in EXPLAINED_MODELS:
            continue
        for name, field in fields.items():
            is_extra = name == "DELETE" or f"{label}.{name}" in PLAIN
            if asks_questions(model, name, field) and not field.help_text and not is_extra:
                silent.add(f"{label}.{name}: {field.label}")

    assert not silent, "\n".join(sorted(silent))


def test_today_of_a_new_district_leads_to_its_first_steps(request_of_office):
    # A request counts once.
    later, reader = copy(request_of_office), copy(request_of_office)
    (panel,) = first_steps(request_of_office)
    assert panel.lines[0].url == reverse("office_setup")

    reader.user = make_client("lesend").user
    assert list(first_steps(reader)) == []
    make_actor()
    assert list(first_steps(later)) == []


def test_list_in_the_menu_is_called_as_its_page(region):
    page = office._registry[LegalFacts]

    shown = make_client("administration").get(reverse("admin:bildungsregion_legalfacts_changelist"))

    assert shown.context["title"] == str(page.opts.verbose_name_plural)
