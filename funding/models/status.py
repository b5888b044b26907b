"""The states of a case, and which of them belong together. workflow.py says how it gets from one to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("Eingegangen")
    IN_REVIEW = "in_review", _("In Prüfung")
    INFO_REQUESTED = "info_requested", _("Rückfrage")
    WAITLISTED = "waitlisted", _("Warteliste")
    PROPOSED = "proposed", _("Zur Zeichnung")
    APPROVED = "approved", _("Bewilligt")
    REJECTED = "rejected", _("Abgelehnt")
    WITHDRAWN = "withdrawn", _("Zurückgezogen")
    CHANGE_REQUESTED = "change_requested", _("Änderung gewünscht")
    CHANGE_PROPOSED = "change_proposed", _("Änderung zur Zeichnung")
    CANCELLED = "cancelled", _("Abgesagt")
    LAPSED = "lapsed", _("Verfallen")
    REPORTED = "reported", _("Nachweis eingegangen")
    REPORT_QUERY = "report_query", _("Rückfrage zum Nachweis")
    SETTLED = "settled", _("Abgerechnet")
    ORDERED = "ordered", _("Zur Auszahlung")
    ORDER_FAILED = "order_failed", _("Zahlung nicht gelungen")
    PAID = "paid", _("Ausgezahlt")
    CLOSED = "closed", _("Abgeschlossen")
    HEARING = "hearing", _("Anhörung")
    REVOCATION_PROPOSED = "revocation_proposed", _("Widerruf zur Zeichnung")
    REVOKED = "revoked", _("Widerrufen")
    CLAIM_OPEN = "claim_open", _("Rückforderung")


# Filed and not decided.
OPEN = frozenset(
    {
        Status.SUBMITTED,
        Status.IN_REVIEW,
        Status.INFO_REQUESTED,
        Status.WAITLISTED,
        Status.PROPOSED,
    }
)
# Never decided, nor to be.
UNDECIDED = OPEN | {Status.DRAFT, Status.WITHDRAWN}
DECIDED = frozenset(Status) - UNDECIDED
# Decided with an amount above zero.
GRANTED = DECIDED - {Status.REJECTED}
# Nothing is left to do for anybody.
ENDED = frozenset(
    {
        Status.REJECTED,
        Status.WITHDRAWN,
        Status.CANCELLED,
        Status.LAPSED,
        Status.CLOSED,
        Status.REVOKED,
    }
)
# Reckoned up from what it really cost.
SETTLED = frozenset({Status.SETTLED, Status.ORDERED, Status.ORDER_FAILED, Status.PAID})
