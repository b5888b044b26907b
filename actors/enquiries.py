"""What a group asks a learning place, and who gets to read it."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from bildungsregion.base.models import Region

from .models import Offer


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry as it was typed; it lives in the mail only."""

    institution: str
    name: str
    email: str
    phone: str
    children: int | None
    adults: int | None
    dates: str
    message: str


def recipient(offer: Offer, region: Region) -> str:
    """Where an enquiry goes: to the offer's own address, the institution's, or the office that passes it on."""
    return known_address(offer) or region.office_email


def known_address(offer: Offer) -> str:
    return offer.enquiry_email or offer.actor.email


def sender_key(email: str) -> str:
    """A keyed hash: the same address gives the same key, and no key gives the address."""
    return salted_hmac("actors.enquiry", email.strip().lower()).hexdigest()
