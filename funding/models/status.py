"""The states of a case, and which of them belong together. workflow.py says how it gets from one to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("Eingegangen")
    IN_REVIEW = "in_review", _("In Prüfung")
    INFO_REQUESTED = "info_requested", _("Rückfrage")
    PROPOSED = "proposed", _("Zur Zeichnung")
    APPROVED = "approved", _("Bewilligt")
    REJECTED = "rejected", _("Abgelehnt")
    WITHDRAWN = "withdrawn", _("Zurückgezogen")
    REPORTED = "reported", _("Nachweis eingegangen")
    REPORT_QUERY = "report_query", _("Rückfrage zum Nachweis")
    SETTLED = "settled", _("Abgerechnet")
    ORDERED = "ordered", _("Zur Auszahlung")
    ORDER_FAILED = "order_failed", _("Zahlung nicht gelungen")
    PAID = "paid", _("Ausgezahlt")
    CLOSED = "closed", _("Abgeschlossen")


# Filed and not decided.
OPEN = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.INFO_REQUESTED, Status.PROPOSED})
# Never decided, nor to be.
UNDECIDED = OPEN | {Status.DRAFT, Status.WITHDRAWN}
DECIDED = frozenset(Status) - UNDECIDED
# Decided with an amount above zero.
GRANTED = DECIDED - {Status.REJECTED}
# Reckoned up from what it really cost.
SETTLED = frozenset({Status.SETTLED, Status.ORDERED, Status.ORDER_FAILED, Status.PAID})
