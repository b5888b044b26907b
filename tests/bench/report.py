"""The figures of a run as JSON, for comparing runs, and as a page in German; what got worse since the kept report."""

import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import django

from . import plans
from .figures import Measured, Run, said


ROOT = Path(__file__).resolve().parents[2]
# Reports that somebody has looked at and keeps.
KEPT = ROOT / "docs" / "bench"
# Worse by more than a fifth is named.
FIFTH = 1.2


def keep(name: str, found: list[Measured], run: Run) -> None:
    """Write both files of this name ("sqlite", "sqlite-growth") below var/bench/.

    Prints where, and what is worse than in the kept report of the name.
    """
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "report": name,
        "python": platform.python_version(),
        "django": django.get_version(),
        "bare_per_second": run.bare_rounds,
        "figures": [figure.as_data() for figure in found],
        "plans": [asdict(plan) for plan in run.plans],
    }
    file = folder / f"{name}.json"
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    worse = worse_than(KEPT / f"{name}.json", found)
    page = folder / f"{name}.md"
    page.write_text(_page(name, data, found, worse, run), encoding="utf-8")
    for line in worse:
        print(f"  Schlechter als im abgelegten Bericht: {line}")
    print(f"  {file.relative_to(ROOT)}, {page.relative_to(ROOT)}")


def worse_than(file: Path, found: list[Measured]) -> list[str]:
    """Figures that are worse by more than a fifth than in the report of this file; none without one."""
    if not file.exists():
        return []
    before = {
        row["name"]: row["median"]
        for row in json.loads(file.read_text(encoding="utf-8"))["figures"]
    }
    worse = []
    for figure in found:
        old, new = before.get(figure.name), figure.median
        if not old or not new:
            continue
        times = old / new if _more_is_better(figure) else new / old
        if times > FIFTH:
            worse.append(f"{figure.name}: {said(new)} statt {said(old)} {figure.unit}".rstrip())
    return worse


def _more_is_better(figure: Measured) -> bool:
    return figure.unit == "/s" or "Anteil" in figure.name


def _page(name: str, data: dict, found: list[Measured], worse: list[str], run: Run) -> str:
    missed = [figure for figure in found if figure.holds is False]
    held = sum(figure.holds is not None for figure in found)
    lines = [
        f"# Messung {name}, {data['taken_at'][:16].replace('T', ' ')} UTC",
        "",
        f"Python {data['python']}, Django {data['django']}. Jede Zahl ist der mittlere Wert (Median) ihrer Runden,",
        "dahinter der kleinste und der größte. Anteile gelten neben einer nackten Django-Ansicht.",
        "",
        *_bare(run),
        *(f"{sentence}\n" for sentence in run.words),
        f"**{len(missed)} von {held} Marken verfehlt.**",
        "",
        *(f"- verfehlt: {figure.name}: {said(figure.median)} {figure.unit}" for figure in missed),
        *(f"- schlechter als abgelegt: {line}" for line in worse),
        "",
        "| Was | Zahl | von – bis | Marke |",
        "|---|---|---|---|",
        *map(_row, found),
        *_plans(run),
    ]
    return "\n".join(lines) + "\n"


def _bare(run: Run) -> list[str]:
    if not run.bare_rounds:
        return []
    fewest, most = said(min(run.bare_rounds)), said(max(run.bare_rounds))
    return [
        f"Die nackte Ansicht mit einer Abfrage gab {fewest} bis {most} Antworten in der Sekunde.",
        "",
    ]


def _plans(run: Run) -> list[str]:
    if not run.plans:
        return []
    lines = ["", "## Wie die Datenbank antwortet", ""]
    for plan in run.plans:
        head = f"### {plan.page} ({said(plan.milliseconds)} ms)"
        lines += [head, "", "```", plan.query, *plan.lines, "```", ""]
    indexes = sorted({index for plan in run.plans for index in plan.indexes})
    return [
        *lines,
        f"Benutzte Indizes: {', '.join(indexes) or 'keine'}.",
        "",
        f"Von diesen Abfragen nicht benutzt: {', '.join(plans.unused(run.plans)) or 'keine'}.",
    ]


def _row(figure: Measured) -> str:
    spread = (
        f"{said(min(figure.rounds))} – {said(max(figure.rounds))}" if len(figure.rounds) > 1 else ""
    )
    mark = "" if figure.holds is None else f"{'gehalten' if figure.holds else '**verfehlt**'}"
    if figure.holds is not None:
        sign, limit = (
            ("≤", figure.at_most) if figure.at_most is not None else ("≥", figure.at_least)
        )
        mark += f" ({sign} {said(limit)})"
    return f"| {figure.name} | {said(figure.median)} {figure.unit} | {spread} | {mark} |"
