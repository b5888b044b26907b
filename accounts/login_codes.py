"""The mailed code: eight digits, ten minutes, once, five tries, for the browser that asked (docs/adr/0250).

allauth keeps the code in the session, in plain text. Here the session holds a salted hash, keyed with the
SECRET_KEY: whoever reads the database cannot try through all codes.
"""

import secrets

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from allauth.core.internal.cryptokit import normalize_user_code
from django.utils.crypto import constant_time_compare, salted_hmac


ACTION = "request_login_code"


def hashed(code: str, salt: str = "") -> str:
    """ "salt$hash" of a code as people may type it."""
    salt = salt or secrets.token_hex(16)
    mark = salted_hmac(
        f"accounts.login_code.{salt}", normalize_user_code(code), algorithm="sha256"
    ).hexdigest()
    return f"{salt}${mark}"


def matches(typed: str, kept: str) -> bool:
    salt, _, mark = kept.partition("$")
    return bool(mark) and constant_time_compare(hashed(typed, salt), kept)


class HashedCode(LoginCodeVerificationProcess):
    """One request for a code, as it lives in the anonymous session."""

    def generate_code(self) -> str:
        """The code for the mail; what is kept is its hash."""
        code = super().generate_code()
        self.state["code"] = hashed(code)
        return code

    @classmethod
    def start(cls, *, request, user, email: str) -> None:
        """Mail a code, or say in the mail that none can be given; the visitor sees no difference."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage):
        return cls(stage=stage).abort_if_invalid()

    def resend(self) -> None:
        """Raises RateLimited: a repeated mail counts as one of those that an address gets in an hour."""
        key = self.state["email"].lower()
        if not ratelimit.consume(self.request, action=ACTION, key=key):
            raise RateLimited
        self.send(skip_enumeration_mails=True)
        self.record_resend()
        self.persist()
