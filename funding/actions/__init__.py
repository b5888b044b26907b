"""What people do: each verb atomic, with keyword arguments and ``by``; read from top to bottom it is
the procedure. Nothing else writes a status, the ledger or letters.

All raise DomainError with a German sentence when the state, the rights or a stale version forbid it.
"""

from .applying import answer_info, attach, create_draft, detach, discard, submit, withdraw
from .cases import IncompleteError, editing, lock
from .deciding import propose, send_back, sign
from .keeping import anonymise, forget_draft
from .paying import (
    change_bank_details,
    confirm_arithmetic,
    confirm_factual,
    order_payment,
    prepare_again,
    record_failed,
    record_paid,
    reveal_iban,
)
from .reporting import (
    ActualLine,
    add_receipt,
    answer_report,
    begin_report,
    query_report,
    remove_receipt,
    resume_report,
    save_report,
    submit_report,
)
from .reviewing import (
    assign,
    record_check,
    repin_rules,
    request_info,
    resume_review,
    start_review,
)
from .runs import ReturnedRow, dissolve_run, export_run, import_return, open_run, release_run
from .settling import judge_receipt, settle
from .venue import ask_venue, confirm_visit, find_confirmation


__all__ = [
    "ActualLine",
    "IncompleteError",
    "ReturnedRow",
    "add_receipt",
    "anonymise",
    "answer_info",
    "answer_report",
    "ask_venue",
    "assign",
    "attach",
    "begin_report",
    "change_bank_details",
    "confirm_arithmetic",
    "confirm_factual",
    "confirm_visit",
    "create_draft",
    "detach",
    "discard",
    "dissolve_run",
    "editing",
    "export_run",
    "find_confirmation",
    "forget_draft",
    "import_return",
    "judge_receipt",
    "lock",
    "open_run",
    "order_payment",
    "prepare_again",
    "propose",
    "query_report",
    "record_check",
    "record_failed",
    "record_paid",
    "release_run",
    "remove_receipt",
    "repin_rules",
    "request_info",
    "resume_report",
    "resume_review",
    "reveal_iban",
    "save_report",
    "send_back",
    "settle",
    "sign",
    "start_review",
    "submit",
    "submit_report",
    "withdraw",
]
