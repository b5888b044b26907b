"""A row of any model, with what its columns demand and no more; for tests that only need it to be there."""

from datetime import timedelta
from itertools import count

from django.db import models
from django.utils import timezone


_numbers = count(1)


def make_anything(model: type[models.Model], **fields) -> models.Model:
    """A row with these fields; what must be filled is, references by the first row there is or a new one."""
    if not fields and (found := model._default_manager.first()) is not None:
        return found
    for field in model._meta.concrete_fields:
        if field.name not in fields and _must_be_filled(field):
            fields[field.name] = _value_for(field)
    return model._default_manager.create(**fields)


def _must_be_filled(field: models.Field) -> bool:
    return not (field.primary_key or field.null or field.blank or field.has_default()) and not (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    )


def _value_for(field: models.Field):
    number = next(_numbers)
    if field.is_relation:
        return make_anything(field.related_model)
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in (
        (models.EmailField, f"wer-{number}@schule.example"),
        (models.URLField, f"https://schule.example/{number}"),
        (models.GenericIPAddressField, "127.0.0.1"),
        (models.DateTimeField, timezone.now() + timedelta(days=1)),
        (models.DateField, timezone.localdate()),
        (models.TimeField, timezone.localtime().time()),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.CharField, f"x{number}"),
        (models.TextField, f"Text {number}"),
        (models.FileField, f"x{number}.pdf"),
    ):
        if isinstance(field, kind):
            return value
    return number
