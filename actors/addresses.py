"""Addresses of entries that people propose: readable, and never one that is or was somebody else's."""

from collections.abc import Collection

from django.db.models import Model
from django.utils.text import slugify

from .models import Actor, Offer, OldAddress
from .models.actors import RESERVED_SLUGS
from .models.offers import RESERVED_OFFER_SLUGS


_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
_LONGEST = 100


def free_slug(model: type[Model], title: str, *, reserved: Collection[str] = ()) -> str:
    """ "museum-lueneburg", or "museum-lueneburg-2" where that address is taken or ``reserved``."""
    stem = slugify(title.translate(_GERMAN))[:_LONGEST].strip("-") or "eintrag"
    number, slug = 1, stem
    while slug in reserved or _is_taken(model, slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _is_taken(model: type[Model], slug: str) -> bool:
    if model.objects.filter(slug=slug).exists():
        return True
    if model is Offer:
        return slug in RESERVED_OFFER_SLUGS
    return model is Actor and (
        slug in RESERVED_SLUGS or OldAddress.objects.filter(slug=slug).exists()
    )
