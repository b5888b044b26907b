"""What people do with accounts; each verb atomic."""

from .deputizing import end_deputyship, name_deputy
from .inviting import (
    accept,
    find_open,
    invite,
    invite_again,
    reset_access,
    why_not_invite,
    withdraw,
    withdraw_all,
)
from .leaving import leave
from .registering import register


__all__ = [
    "accept",
    "end_deputyship",
    "find_open",
    "invite",
    "invite_again",
    "leave",
    "name_deputy",
    "register",
    "reset_access",
    "why_not_invite",
    "withdraw",
    "withdraw_all",
]
