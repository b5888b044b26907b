from .deputies import DeputyEnd, DeputyList
from .invitations import invitation, invitation_key
from .second_factor import remove_webauthn, second_factor
from .sessions import SessionEnd, SessionList
from .signing_in import confirm_login_code, login, request_login_code


__all__ = [
    "DeputyEnd",
    "DeputyList",
    "SessionEnd",
    "SessionList",
    "confirm_login_code",
    "invitation",
    "invitation_key",
    "login",
    "remove_webauthn",
    "request_login_code",
    "second_factor",
]
