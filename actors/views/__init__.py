from .actors import (
    ActorDetail,
    ActorPoster,
    actor_image,
    actor_qr,
    actor_vcard,
    short_address,
)
from .cooperation import CooperationList
from .enquiries import OfferEnquiry
from .lists import ActorList, OfferList
from .maps import ActorMap
from .municipalities import MunicipalityDetail, MunicipalityList
from .offers import OfferDetail
from .open_data import DatasetFile, DatasetPage, Description, OpenView


__all__ = [
    "ActorDetail",
    "ActorList",
    "ActorMap",
    "ActorPoster",
    "CooperationList",
    "DatasetFile",
    "DatasetPage",
    "Description",
    "MunicipalityDetail",
    "MunicipalityList",
    "OfferDetail",
    "OfferEnquiry",
    "OpenView",
    "OfferList",
    "actor_image",
    "actor_qr",
    "actor_vcard",
    "short_address",
]
