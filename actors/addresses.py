"""Addresses of entries that people propose: readable, and never one that is or was somebody else's."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify

from .models import Actor, Offer, OldAddress
from .models.actors import RESERVED_SLUGS
from .models.offers import RESERVED_OFFER_SLUGS


_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
_LONGEST = 100
_TRIES = 5


def stem_of(title: str) -> str:
    """A title as it stands in an address: "Übungsdorf" is "uebungsdorf"; "" where nothing of it can."""
    return slugify(title.translate(_GERMAN))[:_LONGEST].strip("-")


def free_slug(model: type[Model], title: str, *, reserved: Collection[str] = ()) -> str:
    """ "museum-lueneburg", or "museum-lueneburg-2" where that address is taken or ``reserved``."""
    stem = stem_of(title) or "eintrag"
    number, slug = 1, stem
    while slug in reserved or _is_taken(model, slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def save_at_free_slug(row: Model, title: str, *, reserved: Collection[str] = ()) -> None:
    """Save a new row at such an address, and at the next one where somebody took it at the same moment."""
    for tries_left in reversed(range(_TRIES)):
        row.slug = free_slug(type(row), title, reserved=reserved)
        try:
            with transaction.atomic():
                row.save()
            return
        except IntegrityError:
            row.pk = None
            if not tries_left or not type(row).objects.filter(slug=row.slug).exists():
                raise


def _is_taken(model: type[Model], slug: str) -> bool:
    if model.objects.filter(slug=slug).exists():
        return True
    if model is Offer:
        return slug in RESERVED_OFFER_SLUGS
    return model is Actor and (
        slug in RESERVED_SLUGS or OldAddress.objects.filter(slug=slug).exists()
    )
