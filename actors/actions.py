"""What happens in the directory: each verb atomic, called by the pages and by nothing else."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.errors import DomainError

from . import emails
from .enquiries import Asked, sender_key
from .models import Enquiry, Offer


MOST_ENQUIRIES_A_DAY = 8


@transaction.atomic
def enquire(*, offer: Offer, asked: Asked) -> Enquiry:
    """Hand a group's enquiry to the learning place, with a copy to the group.

    Raises DomainError where the same sender has asked very often within a day.
    """
    sender = sender_key(asked.email)
    since = timezone.now() - timedelta(days=1)
    if Enquiry.objects.filter(sender=sender, created_at__gt=since).count() >= MOST_ENQUIRIES_A_DAY:
        raise DomainError(
            _(
                "Mit dieser E-Mail-Adresse kamen heute schon viele Anfragen. Bitte warten Sie bis morgen."
            )
        )
    row = Enquiry.objects.create(
        offer=offer, children=asked.children, adults=asked.adults, sender=sender
    )
    emails.enquiry(offer, asked)
    emails.enquiry_copy(offer, asked)
    return row
