"""What people do: each verb atomic, with keyword arguments and ``by``; read from top to bottom it is
the procedure. Nothing else writes a status, the ledger or letters.

All raise DomainError with a German sentence when the state, the rights or a stale version forbid it.
"""

from .applying import answer_info, attach, create_draft, detach, discard, submit, withdraw
from .cases import IncompleteError, editing, lock
from .deciding import propose, send_back, sign
from .importing import import_cases
from .keeping import anonymise, forget_draft
from .reminding import choose_reminders, send_reminders
from .reviewing import (
    assign,
    record_check,
    repin_rules,
    request_info,
    resume_review,
    start_review,
)


__all__ = [
    "IncompleteError",
    "anonymise",
    "answer_info",
    "assign",
    "attach",
    "choose_reminders",
    "create_draft",
    "detach",
    "discard",
    "editing",
    "forget_draft",
    "import_cases",
    "lock",
    "propose",
    "record_check",
    "repin_rules",
    "request_info",
    "resume_review",
    "send_back",
    "send_reminders",
    "sign",
    "start_review",
    "submit",
    "withdraw",
]
