"""Who takes part in the education region, where, and what they offer to groups."""

from .accessibility import AccessFact
from .actors import Actor, ActorQuerySet
from .changes import ChangeProposal, ChangeProposalQuerySet
from .contacts import Contact
from .facets import Language, LifePhase, Municipality, TargetGroup, Topic
from .freshness import DeadLink, FreshnessAsk
from .hours import OpeningSlot
from .identifiers import ExternalId, OldAddress
from .imports import ActorImport, ImportSource, NotDuplicate, SourceEntry
from .memberships import Claim, Invitation, Membership
from .offers import Offer, OfferQuerySet
from .prices import PriceTier
from .travel import TravelHint
from .visits import Enquiry, VisitFeedback


__all__ = [
    "AccessFact",
    "Actor",
    "ActorImport",
    "ActorQuerySet",
    "ChangeProposal",
    "ChangeProposalQuerySet",
    "Claim",
    "Contact",
    "DeadLink",
    "Enquiry",
    "ExternalId",
    "FreshnessAsk",
    "Invitation",
    "ImportSource",
    "Language",
    "LifePhase",
    "Membership",
    "Municipality",
    "NotDuplicate",
    "Offer",
    "OfferQuerySet",
    "OldAddress",
    "OpeningSlot",
    "PriceTier",
    "SourceEntry",
    "TargetGroup",
    "Topic",
    "TravelHint",
    "VisitFeedback",
]
