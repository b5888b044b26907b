"""Secrets of second factors in the database: sealed, still read, and brought under a new key."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts import nightly, sealing
from bildungsregion.base.errors import DomainError
from tests.factories.access import SECRET, code_of, make_officer


pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(region):
    return make_officer("redaktion", secret=SECRET)


def stored(user, kind: str = "totp") -> Authenticator:
    return Authenticator.objects.get(user=user, type=kind)


def test_secrets_lie_sealed_and_still_open(officer):
    codes = RecoveryCodes.activate(officer).get_unused_codes()

    secret, seed = stored(officer).data["secret"], stored(officer, "recovery_codes").data["seed"]

    assert [text.startswith(sealing.MARK) for text in (secret, seed)] == [True, True]
    assert SECRET not in secret
    assert TOTP(stored(officer)).validate_code(code_of())
    assert RecoveryCodes(stored(officer, "recovery_codes")).get_unused_codes() == codes


def test_row_from_before_is_read_and_sealed_by_the_night(officer):
    Authenticator.objects.filter(user=officer).update(data={"secret": SECRET})
    assert TOTP(stored(officer)).validate_code(code_of())

    nightly.second_factors(date(2026, 3, 2))

    assert sealing.unseal(stored(officer).data["secret"]) == SECRET
    assert stored(officer).data["secret"].startswith(sealing.MARK)
    assert sealing.reseal() == (0, 0)


def test_other_key_reads_with_the_former_and_seals_anew(officer, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]
    assert sealing.unseal(stored(officer).data["secret"]) == SECRET

    assert sealing.reseal() == (1, 0)

    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(stored(officer).data["secret"]) == SECRET


def test_lost_key_lets_nobody_in_and_the_night_says_so(officer, settings, caplog):
    before = stored(officer).data
    settings.SECRET_KEY = "another" * 10

    assert not TOTP(stored(officer)).validate_code(code_of())
    assert sealing.unseal(before["secret"]) != sealing.unseal(before["secret"])
    with pytest.raises(DomainError, match="1 zweite Faktoren passen zu keinem Schlüssel"):
        nightly.second_factors(date(2026, 3, 2))

    assert stored(officer).data == before
    assert "neither SECRET_KEY nor a fallback" in caplog.text
