from .invitations import OfficeInvitationAdmin
from .records import AccountEventAdmin, DeputyshipAdmin
from .users import UserAdmin


__all__ = ["AccountEventAdmin", "DeputyshipAdmin", "OfficeInvitationAdmin", "UserAdmin"]
