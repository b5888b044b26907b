"""An institution holds so many files in its open applications, and no more, whoever sends them at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import Attachment
from tests.factories.funding import (
    actual_lines,
    let_pass,
    make_decided,
    make_draft,
    make_rule_set,
    make_school,
    make_upload,
)
from tests.funding.browsing import blank_pdf, step, text_of
from tests.funding.proving import upload as upload_receipt
from tests.funding.racing import at_once


@pytest.fixture
def school(db):
    return make_school()


def attach(case, content: bytes = b"Angebot"):
    return actions.attach(
        application=case, checked=make_upload(content), kind="angebot", by=case.created_by
    )


def test_number_of_files_ends_over_all_open_cases(school, settings):
    settings.INSTITUTION_FILES = 2
    first, second = make_draft(institution=school), make_draft(institution=school)
    attach(first)
    attach(second)

    with pytest.raises(DomainError, match="schon 2 Dateien; mehr als 2 nimmt das Portal"):
        attach(second, b"Noch eines")

    assert attach(second) == second.attachments.get()
    assert attach(make_draft(), b"einer anderen Schule").size == 20


def test_bytes_end_over_all_open_cases(school, settings):
    settings.INSTITUTION_MEGABYTES = 1
    first, second = make_draft(institution=school), make_draft(institution=school)
    attach(first, 600_000 * b"a")
    attach(second, 400_000 * b"b")

    with pytest.raises(DomainError, match="schon 1 MB; mehr als 1 MB nimmt das Portal"):
        attach(second, b"c")


def test_what_ended_makes_room(school, settings):
    settings.INSTITUTION_FILES = 1
    ended, draft = make_draft(institution=school), make_draft(institution=school)
    attach(ended)
    actions.submit(application=ended, by=ended.created_by, token="t")
    actions.withdraw(application=ended, by=ended.created_by)

    assert attach(draft) == draft.attachments.get()


def test_nought_is_no_limit(school, settings):
    settings.INSTITUTION_FILES = settings.INSTITUTION_MEGABYTES = 0

    assert attach(make_draft(institution=school))


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_do_not_both_take_the_last_place(settings):
    settings.INSTITUTION_FILES = 1
    school = make_school()
    cases = [make_draft(institution=school) for _ in range(2)]

    results = at_once(*(lambda case=case: attach(case) for case in cases))

    assert sorted(type(result).__name__ for result in results) == ["Attachment", "DomainError"]
    assert Attachment.objects.count() == 1


def test_files_that_fit_are_kept_and_the_others_named(region, school_client, settings):
    settings.INSTITUTION_FILES = 1
    make_rule_set()
    draft = make_draft(by=school_client.user, institution=school_client.actor)
    files = [SimpleUploadedFile(f"{at}.pdf", blank_pdf(pages=at)) for at in (1, 2)]

    answer = school_client.post(step(draft, "anlagen"), {"kind": "angebot", "files": files})

    assert answer.status_code == 422
    assert "2.pdf: In den offenen Anträgen Ihrer Einrichtung liegen schon 1 Dateien" in text_of(
        answer
    )
    assert [attachment.name for attachment in draft.attachments.all()] == ["1.pdf"]


def test_receipt_beyond_the_end_is_refused_and_its_words_stay(region, school_client, settings):
    case = let_pass(make_decided(by=school_client.user, institution=school_client.actor))
    actions.begin_report(application=case, by=school_client.user)
    attach(make_draft(by=school_client.user, institution=school_client.actor))
    settings.INSTITUTION_FILES = 1

    answer = upload_receipt(school_client, case, nummer="R-4711")

    assert answer.status_code == 409
    assert 'value="R-4711"' in answer.content.decode()
    assert "verwerfen Sie alte Entwürfe" in text_of(answer)
    assert not actual_lines(case).first().receipts.exists()
