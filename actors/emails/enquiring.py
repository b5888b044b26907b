"""The mails of enquiries and of what classes say after a visit."""

from django.conf import settings

from actors.enquiries import Asked, known_address, recipient
from actors.models import Offer, VisitFeedback
from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail


# The purposes of mails that hold what somebody asked; actions.forget_enquirers deletes them.
ENQUIRIES = ("enquiry", "enquiry_copy")


@in_german
def enquiry(offer: Offer, asked: Asked) -> None:
    """To the learning place: a group would like to come; an answer goes straight to the group."""
    context = _context(offer, asked) | {"is_passed_on": not known_address(offer)}
    mail = texts.write("actors/enquiry", context)
    queue_mail(
        to=[recipient(offer, context["region"])],
        reply_to=[asked.email],
        subject=mail.subject,
        body=mail.body,
        purpose="enquiry",
    )


@in_german
def enquiry_copy(offer: Offer, asked: Asked) -> None:
    """To the group: what was asked, and of whom."""
    context = _context(offer, asked) | {"is_passed_on": not known_address(offer)}
    mail = texts.write("actors/enquiry_copy", context)
    queue_mail(
        to=[asked.email],
        subject=mail.subject,
        body=mail.body,
        purpose="enquiry_copy",
    )


@in_german
def visit_feedback(feedback: VisitFeedback, institution: str) -> None:
    """To the learning place, where its address is known, and to the office: how a visit was."""
    here = region.current()
    context = {"feedback": feedback, "institution": institution, "region": here}
    mail = texts.write("actors/visit_feedback", context)
    for address in dict.fromkeys([feedback.actor.email, here.office_email]):
        if address:
            queue_mail(to=[address], subject=mail.subject, body=mail.body, purpose="visit_feedback")


def _context(offer: Offer, asked: Asked) -> dict:
    return {
        "offer": offer,
        "asked": asked,
        "region": region.current(),
        "portal": settings.PORTAL_URL.rstrip("/"),
    }
