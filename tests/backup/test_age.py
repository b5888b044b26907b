"""The encrypted file: what comes out is what went in, and anything else is noticed."""

import io
import os

import pytest

from bildungsregion.backup import age
from bildungsregion.backup.errors import DamagedError, PassphraseError


PASSPHRASE = "drei Worte, die niemand errät"


class Kept(io.BytesIO):
    """Stays readable after it was closed."""

    def close(self):
        pass


def sealed(data: bytes) -> bytes:
    target = Kept()
    with age.Encrypting(target, PASSPHRASE, work=4) as file:
        file.write(data[:10])
        file.write(data[10:])
    return target.getvalue()


def unsealed(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return age.Decrypting(io.BytesIO(data), passphrase).readall()


@pytest.mark.parametrize("size", [0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK])
def test_file_of_any_size_comes_back(size):
    data = os.urandom(size)

    assert unsealed(sealed(data)) == data


def test_file_is_read_from_any_place():
    data = os.urandom(2 * age.CHUNK + 100)
    file = io.BufferedReader(age.Decrypting(io.BytesIO(sealed(data)), PASSPHRASE))

    file.seek(age.CHUNK - 3)
    assert file.read(10) == data[age.CHUNK - 3 : age.CHUNK + 7]
    file.seek(-5, io.SEEK_END)
    assert file.read() == data[-5:]


def test_other_passphrase_is_refused():
    with pytest.raises(PassphraseError):
        unsealed(sealed(b"x"), PASSPHRASE + ".")


@pytest.mark.parametrize("size", [age.CHUNK, 2 * age.CHUNK, 2 * age.CHUNK + 50])
def test_file_that_was_cut_off_is_refused(size):
    whole = sealed(os.urandom(size))

    # Anywhere, and just between two pieces.
    for end in (len(whole) - 1, len(whole) - age.CHUNK - age.TAG, len(whole) - 17, 150, 40, 3):
        with pytest.raises(DamagedError):
            unsealed(whole[:end])


def test_changed_byte_is_noticed_wherever_it_is():
    whole = sealed(os.urandom(200))

    # The head's words, its key, its proof, and the sealed rest.
    for place in (5, 30, 60, 120, 200, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises((DamagedError, PassphraseError)):
            unsealed(bytes(changed))


def test_header_that_asks_for_hours_of_work_is_refused():
    whole = sealed(b"x").replace(b" 4\n", b" 40\n", 1)

    with pytest.raises(DamagedError):
        unsealed(whole)
