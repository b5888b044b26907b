"""Placeholders in texts of the office: „{{Titel}}“ in double braces, nothing more than that.

A text of the office never meets the template engine: what stands in braces is looked up, all else is kept as it is.
"""

import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass


PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """``name`` as it stands between the braces, what it means, what a preview shows.

    A ``needed`` one may not be left out where the shipped text has it: without its link a mail is useless.
    """

    name: str
    meaning: str
    example: str
    needed: bool = False

    @property
    def typed(self) -> str:
        return typed(self.name)


def typed(name: str) -> str:
    return "{{" + name + "}}"


def named_in(text: str) -> list[str]:
    """The names of all placeholders in the text, each once, in their order."""
    return list(dict.fromkeys(part.strip() for part in PLACEHOLDER.findall(text)))


def problems(text: str, known: Collection[str], where: str) -> list[str]:
    """What is wrong with the placeholders of a text, as German sentences; empty: nothing.

    ``where`` continues „gibt es …“: "in diesem Schreiben".
    """
    found = [_unknown(name, known, where) for name in named_in(text) if name not in known]
    rest = PLACEHOLDER.sub("", text)
    if any(brace in rest for brace in ("{{", "}}")):
        found.append("Ein Platzhalter ist nicht vollständig: Er beginnt mit {{ und endet mit }}.")
    if any(brace in rest for brace in ("{%", "%}")):
        found.append("Befehle zwischen {% und %} gibt es hier nicht, nur Platzhalter.")
    return found


def fill(text: str, read: Callable[[str], str]) -> str:
    """The text with what ``read`` gives for each name; KeyError of an unknown one passes through."""
    return PLACEHOLDER.sub(lambda found: read(found[1].strip()), text)


def _unknown(name: str, known: Collection[str], where: str) -> str:
    sentence = f"Den Platzhalter „{typed(name[:40])}“ gibt es {where} nicht."
    by_folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    if near:
        return f"{sentence} Meinten Sie „{typed(by_folded[near[0]])}“?"
    if not known:
        return f"{sentence} Dieser Text hat keine Platzhalter."
    return f"{sentence} Möglich sind: {', '.join(map(typed, known))}."
