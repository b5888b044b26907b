"""Open an uploaded file with the real parser and write it anew; runs as a process of its own.

    python -I file_cleaning.py KIND '{"pixels": …}' < upload > answer

The answer is one line of JSON, then the clean file: {"pages": 3} or {"refused": "encrypted"}.
A parser that meets a hostile file can be slow, greedy or broken: here that costs a process with
little memory and few seconds, not a web server. So this file imports nothing of the portal.
"""

import io
import json
import resource
import sys
import warnings
from contextlib import suppress


MEGABYTE = 1024 * 1024
# Actions that run code, start programs or load something from outside (ISO 32000-1, 12.6.4).
ACTIVE_ACTIONS = {
    "/GoTo3DView",
    "/ImportData",
    "/JavaScript",
    "/Launch",
    "/Movie",
    "/Rendition",
    "/RichMediaExecute",
    "/Sound",
    "/SubmitForm",
}
ACTIVE_ANNOTATIONS = {"/3D", "/Movie", "/RichMedia", "/Screen", "/Sound"}
LONGEST_EDGE = 4000


class Refused(Exception):
    """The file is not taken; the argument is a key of uploads.REFUSALS."""


def limit(seconds: int, megabytes: int) -> None:
    """Bound this process: processor time, memory, no files written, no further processes."""
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: megabytes * MEGABYTE,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in limits.items():
        with suppress(ValueError, OSError):  # systems that cannot limit this one
            resource.setrlimit(name, (value, value))


def clean_image(content: bytes, kind: str, *, pixels: int, **_) -> tuple[bytes, dict]:
    """A picture as JPEG or WebP, upright, without its metadata (place, device, thumbnails)."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - each process needs one of two slow libraries

    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(content), formats=[kind])
        if kind == "jpeg":
            image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("pixels") from error
    image.info.pop("xmp", None)
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    transparent = kind != "jpeg" and image.has_transparency_data
    image = image.convert("RGBA" if transparent else "RGB")
    image.info.clear()
    out = io.BytesIO()
    if kind == "jpeg":
        image.save(out, "JPEG", quality=88)
    else:
        image.save(out, "WEBP", quality=90, method=2)
    return out.getvalue(), {}


def clean_pdf(content: bytes, kind: str, *, pages: int, **_) -> tuple[bytes, dict]:
    """A PDF of only what its pages show: no attachments, no action on opening."""
    import pikepdf  # noqa: PLC0415 - each process needs one of two slow libraries

    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    with pdf:
        if pdf.is_encrypted:
            raise Refused("encrypted")
        count = len(pdf.pages)
        if not count:
            raise Refused("unreadable")
        if count > pages:
            raise Refused("pages")
        for each in pdf.objects:
            _strip(each, pikepdf)
        # An e-invoice carries its data as an attachment; the page that people read stays.
        names = pdf.Root.get("/Names")
        for key in ("/EmbeddedFiles", "/JavaScript"):
            if names is not None and key in names:
                del names[key]
        out = io.BytesIO()
        # The same upload gives the same bytes, so that a file sent twice is recognised.
        pdf.save(out, deterministic_id=True)
    return out.getvalue(), {"pages": count}


def _strip(start, pikepdf) -> None:
    """Take embedded files and automatic actions out of an object; refuse what can run."""
    todo = [start]
    while todo:
        item = todo.pop()
        if isinstance(item, pikepdf.Array):
            todo += [child for child in item if _is_direct(child, pikepdf)]
            continue
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if str(item.get("/S", "")) in ACTIVE_ACTIONS or "/JS" in item or "/XFA" in item:
            raise Refused("active")
        if str(item.get("/Subtype", "")) in ACTIVE_ANNOTATIONS:
            raise Refused("active")
        todo += [child for _, child in item.items() if _is_direct(child, pikepdf)]
        for key in ("/AA", "/OpenAction", "/EF", "/AF"):
            if key in item:
                del item[key]


def _is_direct(value, pikepdf) -> bool:
    """Whether the value stands inside its container; the others come by themselves."""
    if not isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)):
        return False
    return not value.is_indirect


def warm() -> None:
    """Load both libraries, for a process that waits for files (apart_keeper.py)."""
    import pikepdf  # noqa: F401, PLC0415
    from PIL import Image, ImageOps  # noqa: F401, PLC0415

    Image.init()


def main() -> None:
    kind, bounds = sys.argv[1], json.loads(sys.argv[2])
    content = sys.stdin.buffer.read()
    limit(bounds["seconds"], bounds["megabytes"])
    try:
        clean, facts = (clean_pdf if kind == "pdf" else clean_image)(content, kind, **bounds)
    except Refused as refusal:
        clean, facts = b"", {"refused": str(refusal)}
    except MemoryError:
        clean, facts = b"", {"refused": "greedy"}
    except Exception:  # every fault of a parser means the same to the person who uploads
        clean, facts = b"", {"refused": "unreadable"}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + clean)


if __name__ == "__main__":
    main()
