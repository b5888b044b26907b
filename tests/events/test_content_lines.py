"""Content lines of calendars: whatever is typed, it stays one line and comes back as it was."""

import re

import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar
from icalendar.parser import Contentline, Parameters

from events.ical.lines import OCTETS, line, text, texts, uri


# What a keyboard or a clipboard brings, control characters and separators of lines among it.
TYPED = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\\;,:\"^ \tÜ📚\u2028\x85\x0b\x00"), max_size=300
)  # fmt: skip
BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def as_kept(typed: str) -> str:
    return CONTROL.sub("", BREAK.sub("\n", typed))


def unfolded(written: str) -> str:
    return written.replace("\r\n ", "").removesuffix("\r\n")


@given(TYPED)
def test_text_comes_back_and_no_line_is_too_long(typed):
    written = line("SUMMARY", text(typed))

    lines = written.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(one) <= OCTETS for one in lines)
    assert all(one.startswith(b" ") for one in lines[1:])
    assert all(one.decode() for one in lines)
    assert not re.search(r"[\r\n]", unfolded(written))
    read = Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{written}END:VCALENDAR\r\n")
    assert str(read["summary"]) == as_kept(typed)


@given(st.lists(TYPED.filter(lambda one: as_kept(one).strip()), min_size=1, max_size=5))
def test_lists_come_back(typed):
    written = line("CATEGORIES", texts(typed))

    read = Calendar.from_ical(
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{written}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert list(read.walk("VEVENT")[0]["categories"].cats) == [as_kept(one) for one in typed]


@given(TYPED)
def test_addresses_and_parameters_stay_on_their_line(typed):
    written = unfolded(line("ORGANIZER", uri(f"mailto:{typed}"), CN=typed))

    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", written)
    assert len(written.splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "read"),
    [("Haus, Hof; „Tür“", "Haus, Hof; „Tür“"), ('Haus "B"', 'Haus "B"'), ("a^n", "a^n")],
)
def test_parameters_are_read_as_they_were_said(said, read):
    written = unfolded(line("ORGANIZER", "mailto:info@haus.example", CN=said))

    _name, parameters, _value = Contentline.from_ical(written).parts()
    assert isinstance(parameters, Parameters)
    assert parameters["CN"] == read
