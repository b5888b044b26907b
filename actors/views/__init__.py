from .actors import (
    ActorDetail,
    ActorPoster,
    actor_image,
    actor_qr,
    actor_vcard,
    short_address,
)
from .enquiries import OfferEnquiry
from .lists import ActorList, ActorMap, OfferList
from .offers import OfferDetail


__all__ = [
    "ActorDetail",
    "ActorList",
    "ActorMap",
    "ActorPoster",
    "OfferDetail",
    "OfferEnquiry",
    "OfferList",
    "actor_image",
    "actor_qr",
    "actor_vcard",
    "short_address",
]
