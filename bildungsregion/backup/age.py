"""Files encrypted with a passphrase, as the format age-encryption.org/v1 has them.

So a backup can be opened without this program, too: ``age --decrypt``. The payload is a row of chunks that
each prove themselves (ChaCha20-Poly1305), the last of them marked as the last: a file that was cut off or
changed anywhere is noticed. https://c2sp.org/age
"""

import binascii
import io
import os
import re
from base64 import b64decode, b64encode
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .errors import DamagedError, PassphraseError


MAGIC = b"age-encryption.org/v1\n"
CHUNK, TAG, NONCE = 64 * 1024, 16, 16
# 2^17 rounds: half a second and 128 MB for each passphrase that somebody tries.
WORK = 17
# A made-up header shall not keep a machine busy for hours.
MOST_WORK = 20
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n"
    rb"--- ([A-Za-z0-9+/]{43})\n"
)
DAMAGED = "Die Sicherung ist beschädigt oder abgeschnitten."


class Encrypting(io.RawIOBase):
    """Takes what is written and hands it on encrypted; whole only after ``close()``."""

    def __init__(self, target: BinaryIO, passphrase: str, *, work: int = 0):
        work = work or WORK
        self._target, self._waiting, self._number = target, bytearray(), 0
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(NONCE)
        wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).encrypt(
            bytes(12), file_key, None
        )
        header = b"%s-> scrypt %s %d\n%s\n---" % (MAGIC, _plain(salt), work, _plain(wrapped))
        target.write(b"%s %s\n%s" % (header, _plain(_proof(file_key, header)), nonce))
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._waiting += data
        # One byte more than a chunk: the last chunk is known only at the end, and is never empty.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _put(self, data: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), data, None))
        self._number += 1

    def close(self) -> None:
        """The last chunk; the file below stays open, as it is its owner's."""
        try:
            if not self.closed:
                self._put(bytes(self._waiting), is_last=True)
        finally:
            super().close()


class Decrypting(io.RawIOBase):
    """Reads an encrypted file from any place.

    Raises PassphraseError for another passphrase, DamagedError as soon as a damaged place is read; that the
    end is there is looked at first of all.
    """

    def __init__(self, source: BinaryIO, passphrase: str):
        # First of all: close() asks for it even where what follows raises.
        self._source = source
        found = _HEADER.match(source.read(256))
        if not found or int(found[2]) > MOST_WORK:
            raise DamagedError(DAMAGED)
        file_key = _file_key(found, passphrase)
        source.seek(found.end())
        nonce = source.read(NONCE)
        self._start = found.end() + NONCE
        size = source.seek(0, io.SEEK_END) - self._start
        self._chunks = -(-size // (CHUNK + TAG))
        self._size = size - self._chunks * TAG
        self._at, self._number, self._chunk = 0, -1, b""
        if len(nonce) < NONCE or self._size < 0 or self._chunks < 1:
            raise DamagedError(DAMAGED)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self._at = start + offset
        return self._at

    def readinto(self, buffer) -> int:
        if self._at >= self._size:
            return 0
        number, begin = divmod(self._at, CHUNK)
        if number != self._number:
            self._load(number)
        part = self._chunk[begin : begin + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _load(self, number: int) -> None:
        self._source.seek(self._start + number * (CHUNK + TAG))
        sealed = self._source.read(CHUNK + TAG)
        try:
            self._chunk = self._cipher.decrypt(
                _nonce(number, number == self._chunks - 1), sealed, None
            )
        except (InvalidTag, ValueError) as error:
            raise DamagedError(DAMAGED) from error
        self._number = number

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _file_key(found: re.Match, passphrase: str) -> bytes:
    """The key of the file out of the header's match."""
    try:
        salt, wrapped, proof = (_bytes(found[place]) for place in (1, 3, 4))
    except binascii.Error as error:
        raise DamagedError(DAMAGED) from error
    try:
        key = _wrapping_key(passphrase, salt, int(found[2]))
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), wrapped, None)
    except InvalidTag as error:
        raise PassphraseError(
            "Die Passphrase passt nicht zu dieser Sicherung (oder ihr Anfang ist beschädigt)."
        ) from error
    check = _mac(file_key, found[0][: -len(found[4]) - 2])
    try:
        check.verify(proof)
    except InvalidSignature as error:
        raise DamagedError(DAMAGED) from error
    return file_key


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    salt = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt=salt, length=32, n=2**work, r=8, p=1).derive(passphrase.encode())


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _mac(file_key: bytes, header: bytes) -> HMAC:
    mac = HMAC(_derived(file_key, b"", b"header"), SHA256())
    mac.update(header)
    return mac


def _proof(file_key: bytes, header: bytes) -> bytes:
    return _mac(file_key, header).finalize()


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _plain(data: bytes) -> bytes:
    """Base64 without padding."""
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4), validate=True)
