"""What differs between two versions."""

import time

from bildungsregion.base.difference import Piece
from pages import difference
from pages.models import Page


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    found = difference.between(Page, {"body": old}, {"body": new})
    return [(p.kind, p.text) for field in found for line in field.lines for p in line.pieces]


def test_changed_line_is_told_word_by_word():
    assert pieces("Montags bis 12 Uhr.", "Montags bis 16 Uhr.") == [
        ("same", "Montags bis "),
        ("del", "12"),
        ("ins", "16"),
        ("same", " Uhr."),
    ]


def test_lines_far_from_a_change_are_counted_only():
    old = "\n".join(f"Zeile {number}" for number in range(9))

    (field,) = difference.between(Page, {"body": old}, {"body": f"{old}\nNeu"})

    assert [line.skipped for line in field.lines] == [8, 0, 0]
    assert field.lines[-1].pieces == (Piece("ins", "Neu"),)


def test_line_breaks_of_another_system_are_no_difference():
    assert pieces("a\r\nb", "a\nb ") == []


def test_huge_texts_are_compared_in_a_moment():
    old = "\n".join("ab " * 60 for _ in range(300))
    new = "\n".join("ba " * 60 for _ in range(300))

    began = time.perf_counter()
    pieces(old, new)

    assert time.perf_counter() - began < 3


def test_line_that_is_all_new_is_not_told_word_by_word():
    assert pieces("Das Museum erklärt das Salz.", "Ganz neu gefasst.") == [
        ("del", "Das Museum erklärt das Salz."),
        ("ins", "Ganz neu gefasst."),
    ]
