from .browsers import KnownBrowser
from .deputies import Deputyship
from .events import AccountEvent
from .invitations import OfficeInvitation
from .users import User, UserManager


__all__ = [
    "AccountEvent",
    "Deputyship",
    "KnownBrowser",
    "OfficeInvitation",
    "User",
    "UserManager",
]
