"""What people do: each verb atomic, with keyword arguments and ``by``; read from top to bottom it is
the procedure. Nothing else writes a status, the ledger or letters.

All raise DomainError with a German sentence when the state, the rights or a stale version forbid it.
"""

from .acknowledging import acknowledge, acknowledge_all
from .applying import answer_info, attach, create_draft, detach, discard, submit, withdraw
from .cases import IncompleteError, editing, lock
from .changing import (
    amend,
    decline_change,
    open_change,
    propose_change,
    request_change,
    retract_change,
    send_back_change,
)
from .copying import copy_application
from .deciding import propose, send_back, sign
from .delivering import choose_delivery, record_fetch, record_posted, send_again
from .ending import announce_lapse, cancel, lapse, remind
from .importing import import_cases
from .keeping import anonymise, forget_draft, forget_expired_links
from .looking import note_attachment, note_letter, note_look
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
from .recovering import (
    answer_hearing,
    drop_hearing,
    open_hearing,
    propose_revocation,
    record_refund,
    revoke,
    send_back_revocation,
    waive_claim,
)
from .reminding import choose_reminders, send_reminders
from .reporting import (
    ActualLine,
    add_receipt,
    answer_report,
    begin_report,
    change_receipt,
    drop_file,
    keep_file,
    query_report,
    remove_receipt,
    resume_report,
    save_report,
    submit_report,
)
from .reviewing import (
    assign,
    put_to_project,
    record_check,
    repin_rules,
    request_info,
    resume_review,
    start_review,
)
from .runs import (
    ReturnedRow,
    dissolve_run,
    export_run,
    import_return,
    open_run,
    release_run,
    run_as_pdf,
)
from .settling import Judgement, judge_receipt, judge_receipts, settle
from .venue import ask_venue, confirm_visit, find_confirmation
from .waiting import put_on_waitlist
from .wording import write_letter_text


__all__ = [
    "ActualLine",
    "IncompleteError",
    "Judgement",
    "ReturnedRow",
    "acknowledge",
    "acknowledge_all",
    "add_receipt",
    "amend",
    "announce_lapse",
    "anonymise",
    "answer_hearing",
    "answer_info",
    "answer_report",
    "ask_venue",
    "assign",
    "attach",
    "begin_report",
    "cancel",
    "change_bank_details",
    "change_receipt",
    "choose_delivery",
    "choose_reminders",
    "confirm_arithmetic",
    "confirm_factual",
    "confirm_visit",
    "copy_application",
    "create_draft",
    "decline_change",
    "detach",
    "discard",
    "dissolve_run",
    "drop_file",
    "drop_hearing",
    "editing",
    "export_run",
    "find_confirmation",
    "forget_draft",
    "forget_expired_links",
    "import_cases",
    "import_return",
    "judge_receipt",
    "judge_receipts",
    "keep_file",
    "lapse",
    "lock",
    "note_attachment",
    "note_letter",
    "note_look",
    "open_change",
    "open_hearing",
    "open_run",
    "order_payment",
    "prepare_again",
    "propose",
    "propose_change",
    "propose_revocation",
    "put_on_waitlist",
    "put_to_project",
    "query_report",
    "record_check",
    "record_failed",
    "record_fetch",
    "record_paid",
    "record_posted",
    "record_refund",
    "release_run",
    "remind",
    "remove_receipt",
    "repin_rules",
    "request_change",
    "request_info",
    "resume_report",
    "resume_review",
    "retract_change",
    "reveal_iban",
    "revoke",
    "run_as_pdf",
    "save_report",
    "send_again",
    "send_back",
    "send_back_change",
    "send_back_revocation",
    "send_reminders",
    "settle",
    "sign",
    "start_review",
    "submit",
    "submit_report",
    "waive_claim",
    "withdraw",
    "write_letter_text",
]
