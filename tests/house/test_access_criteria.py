"""The page about accessibility names every criterion of WCAG 2.2 A and AA once, and files that are there."""

import re

import pytest

from tests.house import ROOT


# W3C, WCAG 2.2, levels A and AA: 55 without 4.1.1, which 2.2 took out.
LEVELS_A_AND_AA = {
    "1.1": [1], "1.2": [1, 2, 3, 4, 5], "1.3": [1, 2, 3, 4, 5], "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13],
    "2.1": [1, 2, 4], "2.2": [1, 2], "2.3": [1], "2.4": [1, 2, 3, 4, 5, 6, 7, 11], "2.5": [1, 2, 3, 4, 7, 8],
    "3.1": [1, 2], "3.2": [1, 2, 3, 4, 6], "3.3": [1, 2, 3, 4, 7, 8], "4.1": [2, 3],
}  # fmt: skip
CRITERIA = [f"{part}.{number}" for part, numbers in LEVELS_A_AND_AA.items() for number in numbers]
HEADINGS = ("## Was jedes der 55 Kriterien zeigt", "## Was ein Mensch prüft", "## Bekannt")


def faults(text: str) -> list[str]:
    """What the two tables of the page leave out, name twice, or say of files that there are not."""
    first, second, end = (text.index(heading) for heading in HEADINGS)
    shown, sheet = (
        dict(re.findall(r"^\| (\d\.\d\.\d+) ([^\n]*) \|$", part, re.MULTILINE))
        for part in (text[first:second], text[second:end])
    )
    rows = re.findall(r"^\| (\d\.\d\.\d+) ", text[first:second], re.MULTILINE)
    found = (
        [] if rows == CRITERIA else [f"not the criteria: {sorted({*rows} ^ {*CRITERIA}) or rows}"]
    )
    found += [
        f"{name}: no such file"
        for name in re.findall(r"tests/[\w/]+\.py", text)
        if not (ROOT / name).exists()
    ]
    asked = {name for name, row in shown.items() if "Blatt" in row}
    return found + [f"{name}: on one of the two only" for name in sorted(asked ^ sheet.keys())]


PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")


def test_page_about_accessibility_is_whole():
    assert faults(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("| 2.1.2 Keine", "| Keine", "not the criteria: ['2.1.2']"),
        ("tests/pages/test_videos.py", "tests/pages/test_weg.py", "tests/pages/test_weg.py: no such file"),
        ("| 2.5.7 Ziehen | Blatt", "| 2.5.7 Ziehen | –", "2.5.7: on one of the two only"),
    ],
)  # fmt: skip
def test_gap_in_the_page_is_found(old, new, fault):
    assert fault in faults(PAGE.replace(old, new))
