"""Who takes part in the education region, where, and what they offer to groups."""

from .actors import Actor, ActorQuerySet, Membership
from .facets import LifePhase, Municipality, TargetGroup, Topic
from .offers import Offer, OfferQuerySet


__all__ = [
    "Actor",
    "ActorQuerySet",
    "LifePhase",
    "Membership",
    "Municipality",
    "Offer",
    "OfferQuerySet",
    "TargetGroup",
    "Topic",
]
