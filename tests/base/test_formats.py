"""Dates and amounts as each language writes them, always in Western figures and Gregorian months."""

from datetime import date, datetime

import pytest
from django.template import engines
from django.utils import timezone, translation

from bildungsregion.base.money import euro
from bildungsregion.base.templatetags.ui import daterange


DAY = date(2026, 3, 3)


def moment(hour, minute=0):
    return datetime(2026, 3, 3, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("language", "long", "span", "month", "short"),
    [
        ("de", "3. März 2026", "3.–5. März 2026", "März 2026", "03.03.2026"),
        ("de-x-leicht", "3. März 2026", "3.–5. März 2026", "März 2026", "03.03.2026"),
        ("en", "3 March 2026", "3–5 March 2026", "March 2026", "03/03/2026"),
        ("uk", "3 березня 2026", "3–5 березня 2026", "Березень 2026", "03.03.2026"),
        ("ar", "3 مارس 2026", "3–5 مارس 2026", "مارس 2026", "03/03/2026"),
    ],
)
def test_days_are_written_as_the_language_does(language, long, span, month, short):
    template = engines["django"].from_string(
        '{{ day|date:"j. F Y" }}|{{ day|date:"F Y" }}|{{ day|date:"d.m.Y" }}'
    )

    with translation.override(language):
        assert template.render({"day": DAY}).split("|") == [long, month, short]
        assert daterange(DAY, date(2026, 3, 5)) == span


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Di, 3. März 2026, 16–18 Uhr"), ("en", "Tue, 3 March 2026, 16:00–18:00 Uhr"),
     ("ar", "ثلاثاء، 3 مارس 2026, 16:00–18:00 Uhr")],
)  # fmt: skip
def test_hours_are_written_as_the_language_does(language, text, monkeypatch):
    # "Uhr" comes from the catalogue, which other tests judge.
    monkeypatch.setattr("bildungsregion.base.templatetags.ui._", str)

    with translation.override(language):
        assert daterange(moment(16), moment(18)) == text


@pytest.mark.parametrize(
    ("language", "amount", "debt"),
    [
        ("de", "1.234,50\u00a0€", "−5,00\u00a0€"),
        ("de-x-leicht", "1.234,50\u00a0€", "−5,00\u00a0€"),
        ("en", "€1,234.50", "−€5.00"),
        ("uk", "1\u00a0234,50\u00a0€", "−5,00\u00a0€"),
        ("ar", "1,234.50\u00a0€", "−5.00\u00a0€"),
    ],
)
def test_amounts_are_written_as_the_language_does(language, amount, debt):
    with translation.override(language):
        assert euro(1_234_50) == amount
        assert euro(-5_00) == debt
