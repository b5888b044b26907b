"""The archive: a ZIP that any machine can open, encrypted as a whole where there is a passphrase.

rows/<table>.jsonl   a line a row (values.py)
files/<name>         the uploads, by the names that rows know them by
manifest.json        what there is, with numbers and SHA-256; its own stands in the comment of the ZIP
"""

import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .age import DAMAGED, MAGIC, Decrypting, Encrypting
from .errors import BackupError, DamagedError, PassphraseError
from .tables import Table
from .values import line


# Counts up when a program that knows the former number could not read the new archives.
FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1024 * 1024
# These are packed already.
_PACKED = {
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".pdf",
    ".mp4",
    ".webm",
    ".zip",
    ".docx",
    ".xlsx",
    ".odt",
}
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, RuntimeError,
)  # fmt: skip


class Writer:
    """Writes beside ``path`` and gives the file its name when it is whole and on the disk."""

    def __init__(self, path: Path, passphrase: str = ""):
        self.path, self._passphrase = path, passphrase
        self._part = path.with_name(f"{path.name}.teil")

    def __enter__(self) -> "Writer":
        if self.path.exists():
            raise BackupError(f"{self.path} gibt es schon; eine Sicherung wird nie überschrieben.")
        # What it holds is nobody else's business from the first byte.
        number = os.open(self._part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._file = open(number, "wb")  # noqa: SIM115 - closed in __exit__
        self._outer = Encrypting(self._file, self._passphrase) if self._passphrase else self._file
        self._zip = zipfile.ZipFile(self._outer, "w", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(self, kind, error, trace) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            # After a fault, too: what is not closed here complains when it is thrown away.
            for part in (self._zip, self._outer, self._file):
                with suppress(OSError, ValueError):
                    part.close()
            self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        self._zip.close()
        if self._passphrase:
            self._outer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._part.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def add_rows(self, table: Table, rows: Iterable[list]) -> dict:
        """What the manifest says of the table; ``last`` is the caller's to add."""
        seen, number = sha256(), 0
        with self._open(f"rows/{table.name}.jsonl") as member:
            for row in rows:
                member.write(f"{line(row)}\n".encode("utf-8", "surrogatepass"))
                seen.update(table.canonical(row) + b"\n")
                number += 1
        columns = [list(column) for column in table.columns]
        return {"columns": columns, "rows": number, "sha256": seen.hexdigest()}

    def add_file(self, name: str, path: Path) -> dict:
        """Raises FileNotFoundError, with nothing written, for a file that is gone."""
        with open(path, "rb") as source, self._open(f"files/{name}") as member:
            seen, size = sha256(), 0
            while piece := source.read(PIECE):
                member.write(piece)
                seen.update(piece)
                size += len(piece)
        return {"size": size, "sha256": seen.hexdigest()}

    def add_manifest(self, manifest: dict) -> None:
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        with self._open(MANIFEST) as member:
            member.write(text)
        self._zip.comment = sha256(text).hexdigest().encode()

    def _open(self, name: str):
        packed = PurePosixPath(name).suffix.lower() in _PACKED
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return self._zip.open(info, "w", force_zip64=True)


class Archive:
    """An archive that was opened; ``manifest`` is what it says of itself.

    Everything raises DamagedError where it is not what was written.
    """

    def __init__(self, packed: zipfile.ZipFile):
        self._zip = packed
        with self.reading(MANIFEST):
            text = packed.read(MANIFEST)
            if packed.comment != sha256(text).hexdigest().encode():
                raise DamagedError(DAMAGED)
            self.manifest = json.loads(text)
        if self.manifest.get("format") != FORMAT:
            raise BackupError(
                "Die Sicherung stammt von einer neueren Fassung des Portals, die diese hier nicht lesen kann. "
                "Bitte zuerst das Portal aktualisieren."
            )
        self.tables: dict[str, dict] = self.manifest["tables"]
        self.files: dict[str, dict] = self.manifest["files"]
        for name in self.files:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise DamagedError(f"Die Sicherung nennt eine unerlaubte Datei: {name}")

    @contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Whatever a damaged archive makes of the tools that read it, it is one sentence."""
        try:
            yield
        except _UNREADABLE as error:
            raise DamagedError(f"{DAMAGED} Betroffen: {what}") from error

    def rows(self, table: Table) -> Iterator[list]:
        """All rows of the table; at the end they are proven to be those that were written."""
        name, seen, number = f"rows/{table.name}.jsonl", sha256(), 0
        with self.reading(name), self._zip.open(name) as member:
            for text in member:
                row = json.loads(text)
                seen.update(table.canonical(row) + b"\n")
                number += 1
                yield row
        self._prove(name, self.tables[table.name], number, "rows", seen.hexdigest())

    def copy(self, name: str, target: BinaryIO | None = None) -> None:
        """One of the files into ``target`` (None: it is read only), proven at the end."""
        seen, size = sha256(), 0
        with self.reading(name), self._zip.open(f"files/{name}") as member:
            while piece := member.read(PIECE):
                seen.update(piece)
                size += len(piece)
                if target is not None:
                    target.write(piece)
        self._prove(name, self.files[name], size, "size", seen.hexdigest())

    def _prove(self, what: str, said: dict, number: int, of: str, digest: str) -> None:
        if (number, digest) != (said[of], said["sha256"]):
            raise DamagedError(f"{DAMAGED} Betroffen: {what}")


@contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[Archive]:
    """Raises BackupError: no such file, damaged, encrypted with another passphrase, or of a newer version."""
    with ExitStack() as stack:
        try:
            source: BinaryIO = stack.enter_context(open(path, "rb"))
        except OSError as error:
            raise BackupError(f"{path} gibt es nicht oder ist nicht lesbar.") from error
        is_encrypted = source.read(len(MAGIC)) == MAGIC
        source.seek(0)
        if is_encrypted:
            if not passphrase:
                raise PassphraseError(
                    "Die Sicherung ist verschlüsselt. Bitte die Passphrase nennen: --passphrase-file DATEI"
                )
            source = stack.enter_context(io.BufferedReader(Decrypting(source, passphrase), PIECE))
        try:
            packed = stack.enter_context(zipfile.ZipFile(source))
        except _UNREADABLE as error:
            raise DamagedError(
                f"{path} ist keine Sicherung des Portals, oder sie ist beschädigt oder abgeschnitten."
            ) from error
        yield Archive(packed)
