"""What every model keeps, and that the migrations know it."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.house import APPS


# Moments that nobody causes by hand, so that no person belongs to them.
MOMENTS_WITHOUT_PERSON = {
    "created_at": "when the row was written",
    "updated_at": "when the row was written last",
    "joined_at": "an account is made by its owner",
    "due_at": "the outbox sets when it tries again",
    "sent_at": "the outbox sends",
    "found_at": "the virus scanner finds something",
    "starts_at": "what is announced, not what somebody did",
    "ends_at": "the same",
    "given_up_at": "the outbox gives up",
    "publish_at": "when a text appears; its version says who planned it",
    "unpublish_at": "the same",
    "change_at": "the same",
    "expires_at": "when a link ends by itself",
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def lonely_moments(model: type[models.Model]) -> list[str]:
    """``x_at`` columns without ``x_by`` that are not known to be caused by nobody."""
    names = {field.name for field in model._meta.concrete_fields}
    return [
        f"{model._meta.label}.{name}"
        for name in sorted(names)
        if name.endswith("_at")
        and name.removesuffix("_at") + "_by" not in names
        and name not in MOMENTS_WITHOUT_PERSON
    ]


def loose_pairs(model: type[models.Model]) -> list[str]:
    """Pairs ``x_at``/``x_by`` that may be empty while no constraint ties them together.

    A moment that is never empty may stand without a person: then the program itself took the step.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    checks = [
        str(check) for check in model._meta.constraints if isinstance(check, models.CheckConstraint)
    ]
    loose = []
    for moment in sorted(name for name in fields if name.endswith("_at")):
        person = moment.removesuffix("_at") + "_by"
        if person in fields and fields[moment].null:
            tied = any(f"'{moment}" in check and f"'{person}" in check for check in checks)
            loose += [] if tied else [f"{model._meta.label}.{moment}"]
    return loose


def test_moments_name_their_person():
    assert [line for model in own_models() for line in lonely_moments(model)] == []


def test_moment_and_person_are_tied_by_a_constraint():
    assert [line for model in own_models() for line in loose_pairs(model)] == []


def test_loose_and_lonely_moments_are_found():
    class Draft(models.Model):
        signed_at = models.DateTimeField(null=True)
        signed_by = models.CharField(null=True)  # noqa: DJ001
        locked_at = models.DateTimeField(null=True)

        class Meta:
            app_label = "planted"
            apps = type(apps)()

        def __str__(self):
            return "planted"

    assert loose_pairs(Draft) == ["planted.Draft.signed_at"]
    assert lonely_moments(Draft) == ["planted.Draft.locked_at"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
