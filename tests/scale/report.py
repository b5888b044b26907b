"""What the play showed, as JSON and as a page in German below var/scale/."""

import json
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import django

from tests.bench.crowd import Answer
from tests.bench.figures import said

from .machinery import ROOT


FOLDER = ROOT / "var" / "scale"


def figures(answers: Iterable[Answer], began: float, ended: float) -> dict:
    """Of the answers asked for between these two moments: number, a second, waits in milliseconds, failed ones."""
    within = [answer for answer in answers if began <= answer.began < ended]
    waits = [answer.seconds * 1000 for answer in within]
    parts = quantiles(waits, n=100) if len(waits) > 1 else [*waits, 0.0] * 99
    return {
        "answers": len(within),
        "per_second": len(within) / (ended - began),
        "p50": median(waits) if waits else 0.0,
        "p95": parts[94],
        "p99": parts[98],
        "failed": sum(answer.has_failed for answer in within),
    }


def keep(found: dict, wrong: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    data = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(), "django": django.get_version(), "wrong": wrong, **found,
    }  # fmt: skip
    (FOLDER / "scale.json").write_text(
        json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    page = _page(data)
    (FOLDER / "scale.md").write_text(page, encoding="utf-8")
    print(page)
    print(f"{Path(FOLDER).relative_to(ROOT)}/scale.json, scale.md")


def _page(data: dict) -> str:
    lines = [
        f"# Mehrere Rechner, gespielt auf einem, {data['taken_at'][:16].replace('T', ' ')} UTC",
        "",
        f"{data['portals']} Portale mit zusammen {data['processes']} Prozessen hinter nginx, PgBouncer im "
        f"Transaktionsmodus mit höchstens {data['pool']} Verbindungen vor einem PostgreSQL, {data['cache']} als "
        "gemeinsamer Zwischenspeicher, Uploads in einem S3-Platzhalter. Im Lauf wurden ein Portal und danach der "
        "Zwischenspeicher ohne Vorwarnung beendet und später neu gestartet.",
        "",
        "**Nichts falsch, nichts verloren.**" if not data["wrong"] else "**Falsch oder verloren:**",
        "",
        *(f"- {sentence}" for sentence in data["wrong"]),
        "",
        "| Abschnitt | Antworten | je Sekunde | p50 ms | p95 ms | p99 ms | gescheitert |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in data["windows"].items():
        cells = (row[key] for key in ("answers", "per_second", "p50", "p95", "p99", "failed"))
        lines.append(f"| {name} | " + " | ".join(map(said, cells)) + " |")
    lines += [
        "",
        f"- Schreibende mussten {data['again']}-mal noch einmal senden; jedes davon kam genau einmal an.",
        f"- Von einem Anschluss wurden über alle Portale {data['limit']} Anmeldungen in der Stunde angenommen (Grenze "
        f"{data['limit_is']}).",
        f"- Verbindungen zu PostgreSQL: höchstens {data['connections']} für {data['processes']} Prozesse.",
        f"- Speicher je Prozess: {said(data['megabytes'])} MB (PSS, größter).",
    ]
    return "\n".join(lines) + "\n"
