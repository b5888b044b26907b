"""Draws the picture of a shared link (Open Graph): the page's title in the colours of the region.

The same title gives the same picture, byte for byte, and its address holds a digest of all that is on it.
What our fonts cannot write (Arabic) gets no picture of its own: boxes would be worse than the region's.
"""

import json
import re
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from django.contrib.staticfiles import finders

from bildungsregion.base import typesetting
from bildungsregion.base.models import Region


TEMPLATE = typesetting.FOLDER / "sharing" / "picture.typ"
WIDTH, HEIGHT = 1200, 630
# Letters of a title up to which it is set in this size; what is longer ends with "…".
SIZES = ((40, 76), (80, 64), (130, 52), (190, 46))
KEPT = 64
_COLOUR = re.compile(r"--region-([a-z-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")


@dataclass(frozen=True)
class Motif:
    """All that is on a picture."""

    title: str
    kind: str
    region: str
    slug: str
    lang: str

    @property
    def is_writable(self) -> bool:
        """Whether our fonts have all its letters, and the region its colours."""
        return _is_writable(self)

    @property
    def check(self) -> str:
        """A digest of the picture's content and look."""
        return _check(self)

    def draw(self) -> bytes:
        """The PNG. Raises typst.TypstError where the template and its data do not fit together."""
        return _drawn(self)


def motif(*, title: str, kind: str, region: Region, lang: str) -> Motif:
    longest = SIZES[-1][0]
    plain = " ".join(title.split())
    if len(plain) > longest:
        plain = plain[: longest - 2].rsplit(" ", 1)[0] + " …"
    return Motif(plain, kind, region.name, region.slug, lang)


# Each page asks both for its row.
@lru_cache(maxsize=2000)
def _is_writable(motif: Motif) -> bool:
    texts = f"{motif.title}{motif.kind}{motif.region}"
    return typesetting.MISSING not in typesetting.printable(texts) and bool(_look(motif.slug))


@lru_cache(maxsize=2000)
def _check(motif: Motif) -> str:
    told = json.dumps([asdict(motif), _look(motif.slug), _source()], sort_keys=True)
    return blake2b(told.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=KEPT)
def _drawn(motif: Motif) -> bytes:
    import typst  # noqa: PLC0415 - heavy, and pictures are asked for by few (adr 0367)

    size = next(size for letters, size in SIZES if len(motif.title) <= letters)
    look = _look(motif.slug)
    data = typesetting.printable(
        {"title": motif.title, "kind": motif.kind, "region": motif.region, "lang": motif.lang[:2]}
    )
    data |= {"size": size, "colours": look["colours"], "gable": look["gable"]}
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="png",
        ppi=72,
        font_paths=[str(typesetting.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


@cache
def _look(slug: str) -> dict:
    """The region's colours and its gables, from the files of its look; {} where it brought none."""
    sheet = finders.find(f"css/regions/{slug}.css")
    gable = finders.find(f"img/{slug}-giebel.svg")
    if not sheet or not gable:
        return {}
    found = _COLOUR.findall(Path(sheet).read_text("utf-8"))
    colours = {name: [float(value) for value in values] for name, *values in found}
    wanted = {"deep": "deep-light", "on-deep": "on-deep", "bright": "bright"}
    if not set(wanted.values()) <= colours.keys():
        return {}
    return {
        "colours": {name: colours[token] for name, token in wanted.items()},
        "gable": Path(gable).read_text("utf-8"),
    }


@cache
def _source() -> str:
    return TEMPLATE.read_text("utf-8")
