"""Markdown → editor → Markdown: nothing is lost, and written twice it is the same."""

import csv
import json
import random
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from bildungsregion.base.markdown import render


ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node") or ROOT / ".venv" / "bin" / "node"
PARTS = (
    "**", "*", "_", "`", "[", "](", "](/a/)", ")", "\\", "&amp;", "&copy;", "<b>", "<https://a.example>", "| a | b |",
    "|---|:-:|", "\n", "\n\n", "## ", "- ", "* ", "1. ", "2) ", "> ", "    ", "  ", "Wort", "ein Satz.", "(a)", "!",
    "![x](/bilder/3/)", '\n\n![x](/bilder/3/ "Bild")\n\n', "---", "===", "~~", "„", "Ä", "[da](lang:uk)", "+ ", "```",
)  # fmt: skip


@cache
def written(texts: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """Of each text: written by the editor, written again, and whether both are the same document."""
    answer = subprocess.run(
        [NODE, ROOT / "tests" / "editor" / "round_trip.mjs"],
        input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return json.loads(answer.stdout)


def texts_of_the_regions() -> tuple[str, ...]:
    texts = [
        path.read_text(encoding="utf-8").split("+++", 2)[-1]
        for path in ROOT.glob("regions/*/**/*.md")
    ]
    for path in ROOT.glob("regions/*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        texts += [cell for cell in cells if len(cell) > 30]
    return tuple(texts)


def soup(number: int) -> tuple[str, ...]:
    chance = random.Random(6)  # noqa: S311 - the same samples in every run
    return tuple("".join(chance.choices(PARTS, k=chance.randint(1, 14))) for _ in range(number))


def plain(html: str) -> str:
    """HTML without what only parts lines in its source."""
    return re.sub(
        r"\s+", " ", re.sub(r"\s*(</?(?:p|ul|ol|li|h\d|blockquote|figure)\b[^>]*>)\s*", r"\1", html)
    )


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html))


def test_texts_of_the_regions_look_the_same():
    texts = texts_of_the_regions()

    assert len(texts) > 1_000
    changed = [
        text
        for text, (first, second, same) in zip(texts, written(texts), strict=True)
        if plain(render(first)) != plain(render(text)) or first != second or not same
    ]
    assert changed == []


def test_no_word_is_lost_whatever_is_typed(monkeypatch):
    monkeypatch.setattr("bildungsregion.base.markdown._with_pictures", lambda tokens: tokens)
    texts = soup(1_500)

    lost = [
        (text, first)
        for text, (first, second, _same) in zip(texts, written(texts), strict=True)
        if words(render(first)) != words(render(text))
    ]

    assert lost == []


def test_text_is_stable_once_it_was_written():
    unstable = [
        first for first, second, same in written(soup(1_500)) if first != second or not same
    ]

    # Stars that open before and close behind a bare address change places once.
    assert len(unstable) <= 3


def test_known_knots_are_written_as_people_meant_them():
    assert [first for first, *_ in written((
        "# Eins\n## Zwei",
        "* a\n* b",
        "| A | B |\n|---|--:|\n| 1 \\| 2 | x |",
        "::kontakt buero\n::teaser lesen",
        "Davor\n::kontakt buero_2  \ndanach\n\n> ::teaser lesen\n\n- ::teaser lesen\n\n::anders wort",
        "[da](lang:uk)",
        "![Alt](/bilder/3/ \"Unterschrift\")",
        "1\\. kein Punkt\n\n\\- keine Liste",
        "**fett**-kursiv und 2 * 3 * 4",
        "&amp;copy; AT&T",
        "- a\n\n<!-- -->\n\n- b",
    ))] == [
        "## Eins\n\n### Zwei",
        "* a\n* b",
        "| A | B |\n| --- | --: |\n| 1 \\| 2 | x |",
        "::kontakt buero\n\n::teaser lesen",
        "Davor\n\n::kontakt buero_2\n\ndanach\n\n> ::teaser lesen\n\n- ::teaser lesen\n\n::anders wort",
        "[da](lang:uk)",
        "![Alt](/bilder/3/ \"Unterschrift\")",
        "1\\. kein Punkt\n\n\\- keine Liste",
        "**fett**-kursiv und 2 \\* 3 \\* 4",
        "\\&copy; AT&T",
        "- a\n\n<!-- -->\n\n- b",
    ]  # fmt: skip
