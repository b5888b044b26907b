from django.utils.translation import gettext as _

from actors.filters import FUND
from actors.models import Actor


def marks_of(actor: Actor, region) -> list[str]:
    """The short words on an institution's card."""
    marks = []
    if actor.verified_at:
        marks.append(_("vom Büro bestätigt"))
    if region.has(FUND) and actor.is_funding_eligible:
        marks.append(_("förderberechtigt"))
    if actor.is_free:
        marks.append(_("kostenfrei"))
    if actor.seeks_cooperation:
        marks.append(_("sucht Kooperation"))
    return marks
