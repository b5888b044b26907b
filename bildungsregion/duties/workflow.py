"""States and steps of reports and of requests about one's own data: the one table."""

from dataclasses import dataclass

from bildungsregion.base.errors import DomainError

from .models import Case, DataRequest, Report


S = Case.State


@dataclass(frozen=True, slots=True)
class Verb:
    """``sources``: the states in which it may be done; ``target``: the state afterwards, None for the same."""

    label: str
    done: str
    sources: frozenset[str]
    target: str | None
    # For which kinds of case; empty for all.
    kinds: tuple[str, ...] = ()


OPEN = frozenset({S.RECEIVED, S.WORKING})
VERBS: dict[str, Verb] = {
    "receive": Verb("Entgegennehmen", "Eingegangen", frozenset(), S.RECEIVED),
    "begin": Verb("In Bearbeitung nehmen", "In Bearbeitung genommen", frozenset({S.RECEIVED}), S.WORKING),
    "note": Verb("Vermerk", "Vermerk", frozenset(S.values), None),
    "identify": Verb("Identität vermerken", "Identität geprüft", OPEN, S.WORKING, ("anliegen",)),
    "export": Verb("Daten zusammenstellen", "Daten zusammengestellt", OPEN, None, ("anliegen",)),
    "erase": Verb("Löschen", "Gelöscht, was nicht bleiben muss", OPEN, None, ("anliegen",)),
    "answer": Verb("Antworten", "Beantwortet", OPEN, S.DONE),
    "drop": Verb("Verwerfen", "Ohne Antwort verworfen", OPEN, S.DROPPED),
    "reopen": Verb("Wieder öffnen", "Wieder geöffnet", frozenset({S.DONE, S.DROPPED}), S.WORKING),
    "forget": Verb("Vergessen", "Angaben nach Ablauf der Frist gelöscht", frozenset(S.values), None),
}  # fmt: skip
# Taken with a note at most; the other steps have forms of their own.
BY_NOTE = ("begin", "note", "drop", "reopen")


def kind_of(case: Case) -> str:
    return "anliegen" if isinstance(case, DataRequest) else case.kind


def may(case: Case, verb: str) -> bool:
    known = VERBS[verb]
    return (
        not case.is_erased
        and case.state in known.sources
        and (not known.kinds or kind_of(case) in known.kinds)
    )


def demand(case: Case, verb: str) -> None:
    """Raises DomainError with a German sentence where the step is not to be taken now."""
    if not may(case, verb):
        raise DomainError(
            f"„{VERBS[verb].label}“ geht nicht: Der Vorgang {case.number} ist "
            f"{case.get_state_display()}{' und gelöscht' * case.is_erased}."
        )


def letter_of(case: Case) -> str:
    """The first letter of a number: B for barriers, E for entries, D for people's data."""
    if isinstance(case, DataRequest):
        return "D"
    return "B" if case.kind == Report.Kind.BARRIER else "E"
