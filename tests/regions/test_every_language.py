"""What the two regions bring is there in all languages: each text, with the figures and links of the German."""

import re

import pytest

from actors.models import LifePhase, Offer, TargetGroup, Topic
from bildungsregion.base.models import Region
from bildungsregion.duties.models import AccessGap
from bildungsregion.loading import run
from documents.models import Document
from events.models import Event
from funding.models import Programme
from pages.models import (
    Body,
    ContactPoint,
    FaqEntry,
    Milestone,
    News,
    Page,
    TopicLink,
    TransitionStep,
)
from projects.models import Project
from tests.regions.test_loading import REGIONS


LANGUAGES = ("en", "uk", "ar", "de-x-leicht")
MODELS = (
    Region, Topic, TopicLink, TransitionStep, LifePhase, TargetGroup, Body, Milestone, ContactPoint, FaqEntry,
    Programme, Project, Document, Offer, Event, AccessGap,
)  # fmt: skip
# What has one name only: addresses on letters and doors.
NAMES = {(ContactPoint, "place")}
# The law wants their words as they are, or a statement of its own; the page in Leichte Sprache is one itself.
GERMAN_PAGES = {"barrierefreiheit", "impressum", "datenschutz", "lizenzen", "leichte-sprache"}
# "50.000", "50,000", "50 000" and "4,50"; not the end of "in 2025, 10 projects".
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3}(?!\d))*(?:[.,]\d+)?")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CARD = re.compile(r"^::.+$", re.MULTILINE)


def numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(_LINK.sub("]", text))}


def links(text: str) -> list[str]:
    return sorted(_LINK.findall(text) + _CARD.findall(text))


def fault(german: str, own: str, language: str) -> str:
    """What the translation lacks; Leichte Sprache writes words for numbers as digits."""
    if not own:
        return "missing"
    lost, new = numbers(german) - numbers(own), numbers(own) - numbers(german)
    if lost or (new and language != "de-x-leicht"):
        return f"other numbers: {lost or new}"
    return "" if links(german) == links(own) else f"other links: {links(own)}"


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_every_text_of_an_entry_is_there_in_every_language(slug):
    book = run.read(REGIONS / slug)

    faults = [
        f"{record.key}.{column} [{language}]: {told}"
        for model in MODELS
        for record in book.records.get(model, {}).values()
        for column in model.TRANSLATED
        if (german := record.values.get(column)) and (model, column) not in NAMES
        for language in LANGUAGES
        if (told := fault(german, translated(record, language, column), language))
    ]

    assert faults == []


def translated(record, language: str, column: str) -> str:
    return record.values.get("translations", {}).get(language, {}).get(column, "")


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_every_message_and_page_is_there_in_every_language(slug):
    book = run.read(REGIONS / slug)
    known = {
        (model, ref.key, record.values["language"]): record.values
        for model in (News, Page)
        for record in book.records[model].values()
        if (ref := record.values["original"])
    }

    faults = [
        f"{key}.{column} [{language}]: {told}"
        for model in (News, Page)
        for key, record in book.records[model].items()
        if not record.values["original"] and key not in GERMAN_PAGES
        for language in LANGUAGES
        for column in ("title", "summary", "body")
        if (
            told := fault(
                record.values[column],
                known.get((model, key, language), {}).get(column, ""),
                language,
            )
        )
    ]

    assert faults == []


def test_a_lost_figure_link_or_text_is_found():
    german = "Seit 2017 gibt es [hier](/foerderung/) 50.000 Euro, ab 4,50 Euro Eintritt."

    assert fault(german, "", "en") == "missing"
    assert fault(german, german.replace("50.000", "50,000").replace("4,50", "4.50"), "en") == ""
    assert fault(german, german.replace("50.000", "50\u00a0000"), "uk") == ""
    assert fault(german, german.replace("2017", "2018"), "ar") == "other numbers: {'2017'}"
    assert fault(german, german.replace("/foerderung/", "/"), "ar") == "other links: ['/']"
    assert fault("Zwei Wege", "2 Wege", "de-x-leicht") == ""
