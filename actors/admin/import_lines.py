"""The lines of an import as its pages show them: by outcome, page by page, with what there is to decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.http import QueryDict

from actors.imports.planning import Line, Outcome, Plan, read_actors, shown
from actors.models import Actor


PER_PAGE = 50
ALL, CONFLICTS = "alle", "konflikte"


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter by outcome with its number of lines."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(slots=True)
class Shown:
    """One line on the page."""

    number: int
    name: str
    outcome: str
    sentences: Sequence[str]
    changes: Sequence[Sequence[str]]
    kept: Sequence[Sequence[str]]
    actor: int | None = None
    actor_name: str = ""
    why: str = ""
    asks: bool = False
    options: list[Option] = field(default_factory=list)
    takes: bool = False

    @property
    def label(self) -> str:
        return Outcome(self.outcome).label


def tabs(
    outcomes: type[TextChoices], counts: dict[str, int], conflicts: int, *, every: str = "alle"
) -> list[Tab]:
    """Every outcome that occurs; all lines first."""
    found = [Tab(one.value, str(one.label), counts.get(one.value, 0)) for one in outcomes]
    whole = sum(tab.count for tab in found)
    found.append(Tab(CONFLICTS, "mit Widerspruch", conflicts))
    return [Tab(ALL, every, whole), *(tab for tab in found if tab.count)]


def page_of(lines: Sequence, query: QueryDict) -> tuple[str, Page]:
    """The chosen filter and its page; an unknown one shows all."""
    chosen = query.get("stand", ALL)
    if chosen == CONFLICTS:
        lines = [line for line in lines if line.kept]
    elif chosen in Outcome.values:
        lines = [line for line in lines if line.outcome == chosen]
    else:
        chosen = ALL
    return chosen, Paginator(lines, PER_PAGE).get_page(query.get("seite"))


def shown_lines(lines: Sequence[Line], plan: Plan) -> list[Shown]:
    """Lines of a plan with their questions."""
    asked = {one.actor for line in lines for one in line.candidates} | {
        line.actor for line in lines
    }
    actors = read_actors(asked - {None})
    return [_shown(line, plan, actors) for line in lines]


def _shown(line: Line, plan: Plan, actors: dict[int, Actor]) -> Shown:
    found = Shown(
        number=line.number, name=line.name, outcome=str(line.outcome), sentences=line.sentences,
        changes=[] if line.outcome == Outcome.NEW else [shown(one, plan.names) for one in line.changes],
        kept=[shown(one, plan.names) for one in line.kept], actor=line.actor, actor_name=line.actor_name,
        why=_why(line.score, line.reasons) if line.actor else "", takes=line.takes,
    )  # fmt: skip
    found.asks = bool(line.candidates)
    found.options = _options(line, actors)
    return found


def _why(score: float, reasons: Sequence[str]) -> str:
    return f"{round(score * 100)} %: {', '.join(reasons)}"


def _options(line: Line, actors: dict[int, Actor]) -> list[Option]:
    """What may be decided; nothing where a line is faulty or left out by itself."""
    if line.outcome == Outcome.ERROR or (
        line.outcome == Outcome.LEFT_OUT and line.answer != "skip"
    ):
        return []
    choices = [("", "noch offen" if line.candidates else "wie vorgeschlagen", "")]
    for one in line.candidates:
        if actor := actors.get(one.actor):
            place = ", ".join(actor.address_lines)
            choices.append(
                (str(actor.pk), f"derselbe: {actor.name}, {place}", _why(one.score, one.reasons))
            )
    if line.outcome != Outcome.NEW or line.answer or line.candidates:
        choices.append(("new", "eine andere Einrichtung: neu anlegen", ""))
    choices.append(("skip", "auslassen", ""))
    return [Option(value, label, hint, value == line.answer) for value, label, hint in choices]


def reported_lines(lines: Sequence[dict]) -> list[Shown]:
    """Lines of an import that is done, as it keeps them."""
    return [
        Shown(
            number=one["line"], name=one["name"], outcome=one["outcome"], sentences=one["sentences"],
            changes=one["changes"], kept=one["kept"], actor=one["actor"], actor_name=one["name"],
        )
        for one in lines
    ]  # fmt: skip
