"""Whoever asks people for something says what becomes of it, and whatever is kept about them has an end."""

import re
from collections.abc import Iterator

from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from django.utils.module_loading import autodiscover_modules

from bildungsregion.base import nightly, processing
from bildungsregion.base.forms import SiteForm, SiteModelForm
from bildungsregion.base.guard import GuardedForm


PERSONAL = re.compile(r"(^|_)(e?mail|phone|name|iban|holder|sender|confirmer)$")
# Columns of these names that tell nothing of a person.
NOT_PERSONAL = {
    "auth.Group": "a role",
    "auth.Permission": "a right",
    "base.Region": "the authority and its office",
    "actors.Municipality": "a place",
    "actors.Topic": "a subject",
    "actors.LifePhase": "an age",
    "actors.TargetGroup": "a group",
    "actors.Language": "a language",
    "actors.ImportSource": "where rows come from",
    "actors.ActorImport": "the name of a file",
    "documents.Version": "the name of a file",
    "projects.Partnership": "an institution",
    "projects.Funder": "an institution",
    "events.Event": "an institution and a place",
    "events.Feed": "a calendar",
    "events.FeedRun": "the name of a file",
    "events.Holiday": "holidays",
    "funding.Programme": "a programme",
    "bildungsregion.SavedFilter": "what somebody calls a list",
    "pages.Body": "a body and its member institutions",
    "pages.ContactPoint": "areas of work of the office, never a person",
}
# Forms whose fields of these names ask for nothing about a person.
FREE_FORMS = {
    "actors.forms.rows": "what is at an institution, on a page that has the notice",
    "bildungsregion.styleguide": "a sample",
    "funding.forms.sections.ProjectForm": "names a learning place",
    "events.forms.entering.OwnEventForm": "names a place and an institution",
    "projects.forms.entering.OwnProjectForm": "names institutions",
}
OURS = (
    "accounts",
    "actors",
    "documents",
    "projects",
    "events",
    "funding",
    "pages",
    "bildungsregion",
)


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def asks_for_people(form: type[forms.BaseForm]) -> bool:
    fields = form.base_fields.items()
    return any(
        isinstance(field, forms.EmailField) or PERSONAL.search(name) for name, field in fields
    )


def silent_forms(kinds: list[type]) -> list[str]:
    """Forms of people outside the office that ask for something personal and do not say what for."""
    known = {one.key for one in processing._activities.values()}
    found = []
    for form in kinds:
        place = f"{form.__module__}.{form.__name__}"
        is_ours = place.split(".")[0] in OURS and "admin" not in place and "office" not in place
        is_free = any(place.startswith(prefix) for prefix in FREE_FORMS)
        if (
            is_ours
            and not is_free
            and asks_for_people(form)
            and getattr(form, "privacy", "") not in known
        ):
            found.append(place)
    return sorted(set(found))


def endless_models(kinds: list[type[models.Model]]) -> list[str]:
    """Models with columns about people that no holding names."""
    named = {label for one in processing.every_holding() for label in one.models}
    return sorted(
        model._meta.label
        for model in kinds
        if any(PERSONAL.search(field.name) for field in model._meta.local_concrete_fields)
        and model._meta.label not in named | NOT_PERSONAL.keys()
    )


def test_every_form_that_asks_for_people_says_what_becomes_of_it():
    list(get_resolver().url_patterns)
    # What others are made of is shown to nobody.
    kinds = [
        one
        for one in (*subclasses(SiteForm), *subclasses(SiteModelForm))
        if not one.__subclasses__()
    ]

    strangers = [one for one in subclasses(GuardedForm) if not one.__subclasses__()]
    assert [one for one in strangers if not getattr(one, "privacy", "")] == []
    assert silent_forms(kinds) == []


def test_form_that_says_nothing_is_found():
    planted = type(
        "Ask", (forms.Form,), {"email": forms.EmailField(), "__module__": "actors.forms.planted"}
    )

    assert silent_forms([planted]) == ["actors.forms.planted.Ask"]


def test_everything_kept_about_people_has_an_end():
    assert endless_models(list(apps.get_models())) == []


def test_model_without_an_end_is_found():
    class Guest(models.Model):
        email = models.EmailField()

        class Meta:
            app_label = "planted"
            apps = type(apps)()

        def __str__(self):
            return "planted"

    assert endless_models([Guest]) == ["planted.Guest"]


def test_holdings_name_what_is_there():
    autodiscover_modules("nightly")
    activities = {one.key for one in processing._activities.values()}
    tasks = {task.slug for task in nightly.tasks()}
    holdings = processing.every_holding()
    labels = {model._meta.label for model in apps.get_models()}

    assert {one.activity for one in holdings} - activities == set()
    assert {one.task for one in holdings} - tasks == {""}
    assert {label for one in holdings for label in one.models} - labels == set()
    assert [one.key for one in holdings if one.due and not one.task] == []
