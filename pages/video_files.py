"""Video files: their kind by what they begin with, their size, and kept under a name of our own.

A video is not written anew as pictures are (base/uploads.py): only the office uploads it, and it is sent so
that nothing in it can run (documents/downloads.py).
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from .models import Video


MEGABYTE = 1024 * 1024
MAX_BYTES = 200 * MEGABYTE
ACCEPTED = ".mp4,.webm"
MIMES = {"mp4": "video/mp4", "webm": "video/webm"}
# ISO/IEC 14496-12: the box that begins an MP4; RFC 8794: the EBML head of a WebM.
_BOX, _EBML = b"ftyp", b"\x1a\x45\xdf\xa3"
_HEAD_BYTES = 64


@dataclass(frozen=True)
class CheckedVideo:
    """``upload`` as it came; ``size`` in bytes, ``sha256`` in hex digits."""

    upload: UploadedFile
    extension: str
    size: int
    sha256: str


def check(upload: UploadedFile) -> CheckedVideo:
    """Raises ValidationError with a German sentence where it is no MP4 or WebM, or too large."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            f"Dieses Video ist zu groß. Erlaubt sind höchstens {MAX_BYTES // MEGABYTE} MB; drei Minuten in 1280 × 720 "
            "Bildpunkten brauchen etwa 40 MB.",
            code="size",
        )
    digest, head = hashlib.sha256(), b""
    for piece in upload.chunks():
        head = head or piece[:_HEAD_BYTES]
        digest.update(piece)
    kind = _kind(head)
    ending = (upload.name or "").rpartition(".")[2].lower()
    if not kind or ending != kind:
        raise ValidationError(
            "Bitte laden Sie ein Video als MP4 (H.264) oder WebM hoch; andere Formate spielen nicht alle Browser ab.",
            code="kind",
        )
    return CheckedVideo(upload, kind, upload.size, digest.hexdigest())


def _kind(head: bytes) -> str:
    if head[4:8] == _BOX:
        return "mp4"
    return "webm" if head.startswith(_EBML) and b"webm" in head else ""


def store(video: Video, checked: CheckedVideo) -> None:
    """Save the row with this file instead of the one it had, which goes once the new one is kept."""
    before = video.file.name
    video.extension, video.mime = checked.extension, MIMES[checked.extension]
    video.size, video.sha256 = checked.size, checked.sha256
    video.file_since = timezone.now()
    checked.upload.seek(0)
    name = f"{secrets.token_hex(16)}.{checked.extension}"
    video.file.save(name, File(checked.upload), save=False)
    video.save()
    if before:
        transaction.on_commit(lambda: video.file.storage.delete(before))
