"""What waits for whom in the office: each function is one list of the start page, oldest first.

Every list is one query at most, however many cases there are; lists of one kind share theirs.
``Waiting.total`` counts all, its lines are only the first. Days are those of Berlin.
"""

from .granted import (
    changes,
    lapses_to_sign,
    later_to_sign,
    proof_overdue,
)
from .lines import NEAR, SHOWN, Waiting, case_url, first_day, step_url
from .recovering import claims, hearings
from .reviewing import case_workers, in_review, near, new, to_sign, unanswered
from .waitlisted import called


__all__ = [
    "NEAR",
    "SHOWN",
    "Waiting",
    "called",
    "case_url",
    "case_workers",
    "changes",
    "claims",
    "first_day",
    "hearings",
    "in_review",
    "lapses_to_sign",
    "later_to_sign",
    "near",
    "new",
    "proof_overdue",
    "step_url",
    "to_sign",
    "unanswered",
]
