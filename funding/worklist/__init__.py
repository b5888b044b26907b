"""What waits for whom in the office: each function is one list of the start page, oldest first.

Every list is one query, however many cases there are; ``Waiting.total`` counts all, its lines are
only the first. Days are those of Berlin.
"""

from .granted import (
    changes,
    changes_to_sign,
    lapses_to_sign,
    proof_overdue,
    report_unanswered,
    revocations_to_sign,
)
from .lines import NEAR, SHOWN, Waiting, case_url, first_day, step_url
from .recovering import claims, hearings
from .reviewing import answered, case_workers, in_review, near, new, overdue, to_sign
from .waitlisted import called


__all__ = [
    "NEAR",
    "SHOWN",
    "Waiting",
    "answered",
    "called",
    "case_url",
    "case_workers",
    "changes",
    "changes_to_sign",
    "claims",
    "first_day",
    "hearings",
    "in_review",
    "lapses_to_sign",
    "near",
    "new",
    "overdue",
    "proof_overdue",
    "report_unanswered",
    "revocations_to_sign",
    "step_url",
    "to_sign",
]
