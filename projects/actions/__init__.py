"""What happens around projects: each verb atomic, called by the pages and by nothing else."""

from .adopting import adopt, confirm_adoption, refuse_adoption
from .asking import MAILS_KEPT, MOST_ENQUIRIES_A_DAY, enquire, forget_enquirers, forget_senders
from .proposing import (
    accept_proposal,
    begin_from,
    change_proposal,
    enter,
    refuse_proposal,
    withdraw_proposal,
)


__all__ = [
    "MAILS_KEPT",
    "MOST_ENQUIRIES_A_DAY",
    "accept_proposal",
    "adopt",
    "begin_from",
    "change_proposal",
    "confirm_adoption",
    "enquire",
    "enter",
    "forget_enquirers",
    "forget_senders",
    "refuse_adoption",
    "refuse_proposal",
    "withdraw_proposal",
]
