"""A list of leaked passwords on this machine is asked in its file, and refuses what stands in it."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bildungsregion.base import hash_list


LEAKED = "Sommerferien-2026"
FINE = "Regenschirm-und-Postkutsche"


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()


def written(folder: Path, *words: str, end: str = "\r\n", by=None) -> Path:
    """A list as it is published: sorted by the hash, each with how often it was met."""
    lines = sorted((f"{sha1(word)}:{at + 1}" for at, word in enumerate(words)), key=by)
    place = folder / "leaked.txt"
    place.write_text(end.join(lines), newline="")
    return place


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_is_found_and_nothing_else(tmp_path, end):
    words = [f"Wort {at}" for at in range(500)]
    place = written(tmp_path, *words, end=end)

    assert all(hash_list.holds(place, sha1(word).lower()) for word in words)
    assert not any(hash_list.holds(place, sha1(f"Anderes {at}")) for at in range(500))
    assert not hash_list.holds(place, "0" * 40)
    assert not hash_list.holds(place, "F" * 40)


def test_large_list_is_asked_in_few_reads(tmp_path, monkeypatch):
    place = written(tmp_path, *(f"Wort {at}" for at in range(5_000)))
    asked, read = [], hash_list._line_from
    monkeypatch.setattr(
        hash_list, "_line_from", lambda lines, at: asked.append(at) or read(lines, at)
    )

    assert hash_list.holds(place, sha1("Wort 4711"))
    assert len(asked) < 25


def test_leaked_password_is_refused(tmp_path, settings):
    settings.LEAKED_PASSWORDS = str(written(tmp_path, LEAKED, "kennwort", "sommer"))

    with pytest.raises(ValidationError, match="Liste gestohlener Kennwörter"):
        validate_password(LEAKED)
    validate_password(FINE)


def test_without_a_list_the_common_ones_are_refused(settings):
    assert settings.LEAKED_PASSWORDS == ""

    validate_password(LEAKED)
    with pytest.raises(ValidationError):
        validate_password("telechargement")


def test_list_that_went_away_keeps_nobody_from_a_new_password(tmp_path, settings, caplog):
    settings.LEAKED_PASSWORDS = str(tmp_path / "gone.txt")

    validate_password(LEAKED)

    assert "list of leaked passwords unread: FileNotFoundError" in caplog.text


def test_what_is_no_such_list_is_said(tmp_path):
    words = [f"Wort {at}" for at in range(100)]
    good = written(tmp_path, *words)
    assert hash_list.fault_of(good) == ""

    by_count = written(tmp_path, *words, by=lambda line: int(line.split(":")[1]))
    assert "ist nicht nach dem SHA1 sortiert" in hash_list.fault_of(by_count)
    good.write_text("kennwort\n" * 10)
    assert "keine Zeilen der Form SHA1:Anzahl" in hash_list.fault_of(good)
    good.write_text("")
    assert "keine Zeilen der Form SHA1:Anzahl" in hash_list.fault_of(good)
    assert "FileNotFoundError" in hash_list.fault_of(tmp_path / "nichts.txt")
