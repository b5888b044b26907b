"""The mails of the directory, one function each; they leave through the outbox."""

from .changes import (
    change_taken_back,
    mistake_settled,
    proposal_accepted,
    proposal_returned,
    sender_of,
)
from .enquiring import ENQUIRIES, enquiry, enquiry_copy, visit_feedback
from .people import (
    claim_confirmed,
    claim_link,
    claim_refused,
    claim_told,
    invitation,
    invitation_answered,
    member_removed,
)


__all__ = [
    "ENQUIRIES",
    "change_taken_back",
    "claim_confirmed",
    "claim_link",
    "claim_refused",
    "claim_told",
    "enquiry",
    "enquiry_copy",
    "invitation",
    "invitation_answered",
    "member_removed",
    "mistake_settled",
    "proposal_accepted",
    "proposal_returned",
    "sender_of",
    "visit_feedback",
]
