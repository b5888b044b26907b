"""What the office words itself in letters: placeholders, versions, and letters that keep theirs."""

from hashlib import sha256

import pytest

from funding import letters, typesetting, wording
from funding.models import Letter, LetterText
from funding.models.append_only import RowIsFinal
from tests.factories.funding import (
    make_decided,
    make_officer,
    make_programme,
    make_proposed,
    make_settled,
    make_submitted,
)
from tests.factories.granted import make_hearing, make_overdue, make_revoked
from tests.funding.letter_samples import context


def write(programme, kind, text, **fields) -> LetterText:
    version = LetterText.objects.filter(programme=programme, kind=kind).count() + 1
    fields = {"version": version, "written_by": make_officer()} | fields
    return LetterText.objects.create(programme=programme, kind=kind, text=text, **fields)


def test_every_letter_to_an_institution_has_a_text_of_the_portal():
    assert set(wording.WORDINGS) == set(Letter.Kind.values) - Letter.INTERNAL


@pytest.mark.parametrize("kind", wording.WORDINGS)
def test_texts_of_the_portal_are_sound_and_not_empty(kind):
    assert wording.WORDINGS[kind].shipped.strip()
    assert wording.problems(kind, wording.WORDINGS[kind].shipped) == []


@pytest.mark.parametrize("kind", wording.WORDINGS)
def test_every_placeholder_of_a_kind_is_filled_from_its_data(kind):
    names = [placeholder.typed for placeholder in wording.WORDINGS[kind].placeholders]

    filled = wording.fill(kind, " | ".join(names), context(kind))

    assert len(filled.split(" | ")) == len(names)
    assert "{{" not in filled


def test_placeholders_are_filled_in_with_days_and_amounts():
    text = "{{Titel}} ({{ Aktenzeichen }}): {{Betrag}} bis {{Frist}}"

    filled = wording.fill("reminder", text, context("reminder"))

    assert (
        filled
        == "Mit der dritten Klasse ins Salzmuseum (KB-2026-0042): 400,00\u00a0€ bis 30. März 2026"
    )


def test_what_people_typed_is_not_filled_in_a_second_time():
    data = context("reminder", title="{{Betrag}}")

    assert wording.fill("reminder", "{{Titel}}", data) == "{{Betrag}}"


@pytest.mark.parametrize(
    ("kind", "text", "sentences"),
    [
        ("reminder", "Bis {{Frist}}.", []),
        ("reminder", "Bis {{Fristt}}.",
         ["Den Platzhalter „{{Fristt}}“ gibt es in diesem Schreiben nicht. Meinten Sie „{{Frist}}“?"]),
        ("reminder", "Bis {{frist}}.",
         ["Den Platzhalter „{{frist}}“ gibt es in diesem Schreiben nicht. Meinten Sie „{{Frist}}“?"]),
        ("rejection_notice", "{{Uhrzeit}} {{Uhrzeit}}",
         ["Den Platzhalter „{{Uhrzeit}}“ gibt es in diesem Schreiben nicht. Möglich sind: {{Titel}}, "
          "{{Einrichtung}}, {{Aktenzeichen}}, {{Programm}}, {{Antragstag}}."]),
        ("reminder", "Bis {{Frist}.",
         ["Ein Platzhalter ist nicht vollständig: Er beginnt mit {{ und endet mit }}."]),
        ("reminder", "Frist }} {{",
         ["Ein Platzhalter ist nicht vollständig: Er beginnt mit {{ und endet mit }}."]),
    ],
)  # fmt: skip
def test_unknown_placeholder_is_named(kind, text, sentences):
    assert wording.problems(kind, text) == sentences


def test_letter_uses_the_newest_version_and_names_it(db):
    programme = make_programme()
    write(programme, "receipt", "Alt.")
    newest = write(programme, "receipt", "Danke für „{{Titel}}“, {{Einrichtung}}.")
    write(make_programme(slug="anderes"), "receipt", "Anderes Programm.")

    letter = make_submitted(programme=programme).letters.get()

    assert letter.worded == newest
    assert letter.context_json["text"] == (
        f"Danke für „{letter.application.title}“, {letter.application.institution}."
    )


def test_letter_without_own_words_has_those_of_the_portal(db):
    letter = make_submitted().letters.get()

    assert (letter.worded, letter.context_json["text"]) == (
        None,
        wording.WORDINGS["receipt"].shipped,
    )


def test_old_letter_stays_as_it_was_when_the_text_changes(db):
    programme = make_programme()
    first = write(programme, "receipt", "Erste Fassung.")
    letter = make_submitted(programme=programme).letters.get()
    before = letter.sha256

    write(programme, "receipt", "Zweite Fassung.")

    letter = Letter.objects.get(pk=letter.pk)
    assert (letter.worded, letter.context_json["text"]) == (first, "Erste Fassung.")
    with letter.pdf.open("rb") as pdf:
        assert (letter.sha256, sha256(pdf.read()).hexdigest()) == (before, before)


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("grant_notice", make_decided),
        ("settlement_notice", make_settled),
        ("reminder", lambda programme: make_overdue(programme=programme, reminders=1)),
        ("hearing", lambda programme: make_hearing(programme=programme)),
        ("revocation_notice", lambda programme: make_revoked(programme=programme)),
    ],
)
def test_each_letter_of_the_procedure_carries_the_own_words(db, clock, kind, make):
    programme = make_programme()
    text = write(programme, kind, "Eigene Worte zu {{Titel}}.")

    case = make(programme=programme)

    letter = case.letters.filter(kind=kind).first()
    assert letter.context_json["text"] == f"Eigene Worte zu {case.title}."
    assert letter.worded == text


def test_preview_of_a_decision_has_the_words_it_will_have(region):
    programme = make_programme()
    write(programme, "rejection_notice", "Leider nein: {{Titel}}.")
    case = make_proposed(programme=programme, amount=0, reasons="Nein.")

    assert letters.notice(case, case.decision)["text"] == f"Leider nein: {case.title}."


def test_versions_are_never_changed(db):
    text = write(make_programme(), "receipt", "Danke.")

    for forbidden in (text.save, text.delete, lambda: LetterText.objects.update(text="anders")):
        with pytest.raises(RowIsFinal):
            forbidden()


@pytest.mark.parametrize("kind", wording.WORDINGS)
def test_longest_text_still_makes_an_accessible_letter(kind):
    long = "Donaudampfschifffahrtsgesellschaft " * 85

    assert typesetting.render(kind, context(kind, text=long[: wording.LONGEST])).startswith(b"%PDF")
