"""Rules about the code itself (docs/adr/0001, 0005). Each check is shown to catch a planted offence."""

from collections.abc import Iterator
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "actors",
    "documents",
    "projects",
    "events",
    "funding",
    "pages",
    "bildungsregion",
)


def files(*folders: str, ending: str) -> Iterator[tuple[str, str]]:
    """Path below the root, and text, of every file of ours in these folders; migrations left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, path.read_text(encoding="utf-8")
