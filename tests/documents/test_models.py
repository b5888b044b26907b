from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bildungsregion.base.dates import iso_date, last_day_meant, print_date
from documents.models import Document
from tests.factories.documents import make_document


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
def test_validity_that_ends_before_it_begins_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_document(valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 1))


@pytest.mark.django_db
def test_document_cannot_replace_itself():
    document = make_document()
    document.replaces = document

    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


@pytest.mark.django_db
def test_current_documents_are_those_that_none_published_replaces():
    old, kept = make_document(), make_document()
    new = make_document(replaces=old)
    make_document(replaces=kept, is_published=False)

    assert set(Document.objects.published().current()) == {new, kept}


@pytest.mark.django_db
def test_valid_documents_on_a_day():
    always = make_document()
    make_document(valid_until=date(2026, 3, 1))
    make_document(valid_from=date(2026, 3, 3))
    today = make_document(valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 2))

    assert set(Document.objects.valid_on(date(2026, 3, 2))) == {always, today}


@pytest.mark.django_db
def test_marks_say_what_is_special():
    document = make_document(
        content=b"x" * 2048, is_accessible="yes", language="en", valid_until=date(2026, 3, 1)
    )

    assert [str(mark) for mark in document.marks] == [
        "PDF, 2,0\xa0KB",
        "barrierefrei",
        "Englisch",
        "nicht mehr gültig",
    ]
