"""Account numbers (ISO 13616): tidy, check, mask. Pure."""

import re


_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
GERMAN_LENGTH = 22


def normalise(text: str) -> str:
    """„de89 3704 0044 …“ without blanks, in capitals: as it is stored."""
    return re.sub(r"[\s\-.]", "", text).upper()


def is_iban(text: str) -> bool:
    """Whether a normalised number has the shape and the check digits of an IBAN (ISO 7064, mod 97)."""
    if not text.isascii() or not _SHAPE.fullmatch(text):
        return False
    if text.startswith("DE") and (len(text) != GERMAN_LENGTH or not text[2:].isdigit()):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def grouped(iban: str) -> str:
    """„DE89 3704 0044 0532 0130 00“."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def masked(iban: str) -> str:
    """„DE89 … 3000“: enough to recognise it, not enough to use it."""
    return f"{iban[:4]} … {iban[-4:]}" if iban else ""
