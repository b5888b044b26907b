"""What waits for whom in the office: each function is one list of the start page, oldest first.

Every list is one query, however many cases there are; ``Waiting.total`` counts all, its lines are
only the first. Days are those of Berlin.
"""

from .lines import NEAR, SHOWN, Waiting, case_url, first_day, step_url
from .reviewing import answered, case_workers, in_review, near, new, overdue, to_sign


__all__ = [
    "NEAR",
    "SHOWN",
    "Waiting",
    "answered",
    "case_url",
    "case_workers",
    "first_day",
    "in_review",
    "near",
    "new",
    "overdue",
    "step_url",
    "to_sign",
]
