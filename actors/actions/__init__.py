"""What happens in the directory: each verb atomic, called by the pages and by nothing else."""

from .enquiring import (
    MAILS_KEPT,
    MOST_ENQUIRIES_A_DAY,
    enquire,
    forget_enquirers,
    tell_how_it_was,
)


__all__ = [
    "MAILS_KEPT",
    "MOST_ENQUIRIES_A_DAY",
    "enquire",
    "forget_enquirers",
    "tell_how_it_was",
]
