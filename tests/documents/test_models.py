from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bildungsregion.base.dates import iso_date, last_day_meant, print_date
from documents.models import Document, Version
from tests.factories.documents import make_document, make_succession, make_version


@pytest.mark.parametrize(
    ("precision", "text", "iso", "last"),
    [
        ("day", "8. August 2016", "2016-08-08", date(2016, 8, 8)),
        ("month", "August 2016", "2016-08", date(2016, 8, 31)),
        ("year", "2016", "2016", date(2016, 12, 31)),
    ],
)
def test_date_is_told_as_far_as_it_is_known(precision, text, iso, last):
    day = date(2016, 8, 8)

    assert print_date(day, precision) == text
    assert iso_date(day, precision) == iso
    assert last_day_meant(day, precision) == last


def test_no_date_is_nothing():
    assert (print_date(None), iso_date(None)) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": date(2026, 3, 2), "valid_until": date(2026, 3, 1)},
        {"sha256": "x"},
        {"size": 5},
    ],
)
def test_version_that_contradicts_itself_is_refused_by_the_database(fields):
    document = make_document()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_version(document, language="en", **fields)


@pytest.mark.django_db
def test_only_one_version_without_end_a_language_and_format():
    document = make_document()

    make_version(document, language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_version(document, language="en", valid_from=date(2026, 4, 1))


@pytest.mark.django_db
def test_versions_that_hold_on_the_same_day_are_refused_with_a_sentence():
    document, old, _new = make_succession()
    version = Version(document=document, extension="pdf", valid_until=date(2026, 1, 1))

    with pytest.raises(ValidationError) as refused:
        version.clean()

    assert refused.value.messages == [
        f"In derselben Sprache und demselben Format gilt zur selben Zeit schon {old.name} "
        "(bis 31. Januar 2026)."
    ]


@pytest.mark.django_db
def test_document_cannot_replace_itself():
    document = make_document()
    document.replaces = document

    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


@pytest.mark.django_db
def test_addresses_of_other_pages_are_no_document():
    with pytest.raises(ValidationError, match="gehört schon"):
        Document(slug="reihen").clean()


@pytest.mark.django_db
def test_current_documents_are_those_that_none_published_replaces():
    old, kept = make_document(), make_document()
    new = make_document(replaces=old)
    make_document(replaces=kept, is_published=False)

    assert set(Document.objects.published().current()) == {new, kept}


@pytest.mark.django_db
def test_what_is_valid_changes_with_the_day_alone(clock):
    document, old, new = make_succession()

    by_day = {}
    for day in ("2026-01-31", "2026-02-01"):
        clock(day)
        by_day[day] = document.valid_version()

    assert by_day == {"2026-01-31": old, "2026-02-01": new}


@pytest.mark.django_db
def test_reader_gets_their_language_else_german_else_any():
    document = make_document(label="deutsch")
    english = make_version(document, language="en")
    only_arabic = make_document(language="ar")

    assert document.valid_version("en") == english
    assert document.valid_version("en-gb") == english
    assert document.valid_version("uk").label == "deutsch"
    assert only_arabic.valid_version("en").language == "ar"


@pytest.mark.django_db
def test_deleted_version_gives_its_place_back():
    document, old, new = make_succession()

    new.delete()

    assert document.versions.get() == old
    assert document.versions.get().valid_until is None


@pytest.mark.django_db
def test_search_finds_words_of_the_file_while_they_count(clock):
    clock("2026-01-15")
    document = make_document(text="Wattwurm", valid_until=date(2026, 1, 31))

    assert " wattwurm " in document.search_text
    clock("2026-02-01")
    make_version(document, text="Seestern", valid_from=date(2026, 2, 1))
    document.refresh_from_db()
    assert " wattwurm " not in document.search_text
    assert " seestern " in document.search_text


@pytest.mark.django_db
def test_document_is_dated_as_its_newest_version():
    document = make_document(issued_on=date(2020, 1, 1), valid_until=date(2024, 1, 1))

    make_version(document, issued_on=date(2025, 3, 1), issued_precision="month",
                 valid_from=date(2025, 3, 1))  # fmt: skip

    document.refresh_from_db()
    assert document.issued == "März 2025"


@pytest.mark.django_db
def test_marks_say_what_is_special():
    document = make_document(content=b"x" * 2048, is_accessible="yes")
    make_version(document, language="en")
    over = make_document(valid_until=date(2026, 3, 1))
    coming = make_document(valid_from=date(2026, 3, 3))

    assert [str(mark) for mark in document.marks] == ["PDF, 2,0\xa0KB", "barrierefrei", "Englisch"]
    assert [str(mark) for mark in over.marks] == ["nicht mehr gültig"]
    assert [str(mark) for mark in coming.marks] == ["gilt ab 3. März 2026"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"content": b"x" * 2048, "is_accessible": "yes"}, "PDF, 2,0\xa0KB · barrierefrei geprüft"),
        ({"body": "Text", "valid_until": date(2025, 2, 28)}, "Webseite · gültig bis 28. Februar 2025"),
        ({"source_url": "https://example.org", "issued_on": date(2025, 1, 1)}, "beim Herausgeber · 1. Januar 2025"),
        ({"valid_until": date(2025, 2, 28)}, "gültig bis 28. Februar 2025"),
        ({}, ""),
    ],
)  # fmt: skip
def test_version_is_told_in_one_line(fields, told):
    assert make_document(**fields).versions.get().told == told
