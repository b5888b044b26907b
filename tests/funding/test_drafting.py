"""Drafts and their files: begun once, saved without loss, thrown away whole."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from actors.models import Offer
from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import CheckedUpload
from funding import actions
from funding.models import Application, CostLine
from tests.factories.funding import (
    make_draft,
    make_member,
    make_officer,
    make_programme,
    make_school,
    make_submitted,
)


Section = Application.Section


def a_file(text: bytes = b"%PDF-1.7 Angebot", name: str = "Angebot Busfirma.pdf") -> CheckedUpload:
    digest = hashlib.sha256(text).hexdigest()
    return CheckedUpload(
        content=ContentFile(text, name="0123456789abcdef0123456789abcdef.pdf"),
        name=name,
        mime="application/pdf",
        extension="pdf",
        size=len(text),
        sha256=digest,
        pages=1,
    )


def test_draft_begins_with_what_is_known(region):
    school = make_school()
    by = make_member(school, confirmed=False)

    draft = actions.create_draft(programme=make_programme(), institution=school, by=by)

    assert (draft.status, draft.number, draft.version) == ("draft", None, 1)
    assert (draft.contact_email, draft.contact_name) == (by.email, "Lehrkraft")
    assert draft.editable_sections == list(Section)


@pytest.mark.parametrize(
    ("at_school", "place", "own_premises"),
    [(False, "Sülfmeisterstraße 1", False), (True, "Grundschule Am Weinberg", True)],
)
def test_offer_fills_in_what_it_says(region, at_school, place, own_premises):
    school = make_school()
    museum = make_school(kind="museum", name="Salzmuseum")
    offer = Offer.objects.create(
        actor=museum, title="Salz macht Geschichte", slug="salz", kind="lernort", at_school=at_school,
        field="museal", place="Sülfmeisterstraße 1",
    )  # fmt: skip

    draft = actions.create_draft(
        programme=make_programme(), institution=school, by=make_member(school), offer=offer
    )

    assert (draft.title, draft.provider, draft.field) == ("Salz macht Geschichte", museum, "museal")
    assert (draft.place, draft.own_premises) == (place, own_premises)
    assert draft.municipality == (school if at_school else museum).municipality


def test_same_form_sent_twice_begins_one_draft(region):
    school, programme = make_school(), make_programme()
    by = make_member(school)

    first = actions.create_draft(programme=programme, institution=school, by=by, token="formular-1")
    again = actions.create_draft(programme=programme, institution=school, by=by, token="formular-1")

    assert first == again
    assert Application.objects.count() == 1


def test_first_draft_for_an_institution_notes_an_unconfirmed_contact(region):
    school = make_school()
    newcomer = make_member(make_school())

    actions.create_draft(programme=make_programme(), institution=school, by=newcomer)

    tie = school.memberships.get(user=newcomer)
    assert (tie.role, tie.confirmed_at) == ("contact", None)


def test_draft_is_refused_where_the_fund_is_closed_or_the_institution_not_eligible(region):
    theatre = make_school(kind="theater", name="Theater")
    with pytest.raises(DomainError, match="allgemeinbildende"):
        actions.create_draft(
            programme=make_programme(), institution=theatre, by=make_member(theatre)
        )
    school = make_school()
    closed = make_programme(slug="alt", is_open=False)
    with pytest.raises(DomainError, match="zurzeit keine"):
        actions.create_draft(programme=closed, institution=school, by=make_member(school))


def test_number_of_drafts_is_bounded(region, monkeypatch):
    monkeypatch.setattr("funding.actions.applying.MAX_DRAFTS", 1)
    draft = make_draft()

    with pytest.raises(DomainError, match="schon 1"):
        actions.create_draft(
            programme=draft.programme, institution=draft.institution, by=draft.created_by
        )


def test_editing_reckons_anew_and_counts_once(db):
    draft = make_draft()

    with actions.editing(application=draft, section="kosten", by=draft.created_by, version=1):
        CostLine.objects.update(total_cents=500_00)

    draft.refresh_from_db()
    assert (draft.version, draft.computed_cents) == (2, 400_00)


def test_second_tab_is_told_and_overwrites_nothing(db):
    """Nasty case 9."""
    draft = make_draft()
    with actions.editing(
        application=draft, section="vorhaben", by=draft.created_by, version=1
    ) as case:
        Application.objects.filter(pk=case.pk).update(title="Aus dem ersten Fenster")

    with (
        pytest.raises(DomainError, match="inzwischen geändert"),
        actions.editing(
            application=draft, section="vorhaben", by=draft.created_by, version=1
        ) as case,
    ):
        Application.objects.filter(pk=case.pk).update(title="Aus dem zweiten Fenster")

    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Aus dem ersten Fenster", 2)


def test_strangers_and_the_office_do_not_edit(db):
    draft = make_draft()
    for by in (make_member(make_school()), make_officer(is_superuser=True)):
        with (
            pytest.raises(DomainError),
            actions.editing(application=draft, section="kosten", by=by, version=1),
        ):
            pytest.fail("nobody comes here")


def test_discarded_draft_leaves_nothing(db, django_capture_on_commit_callbacks):
    draft = make_draft()
    attachment = actions.attach(
        application=draft, checked=a_file(), kind="angebot", by=draft.created_by
    )
    storage, name = attachment.file.storage, attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(application=draft, by=draft.created_by)

    assert not Application.objects.exists()
    assert not storage.exists(name)
    with pytest.raises(DomainError, match="nicht mehr"):
        actions.submit(application=draft, by=draft.created_by, token="t")


def test_filed_case_is_never_discarded(db):
    application = make_submitted()

    with pytest.raises(DomainError, match="Entwürfe"):
        actions.discard(application=application, by=application.created_by)


def test_same_file_is_kept_once_and_others_up_to_the_limit(db, monkeypatch):
    monkeypatch.setattr("funding.models.Attachment.MAX_PER_APPLICATION", 2)
    draft = make_draft()

    def attach(text):
        return actions.attach(
            application=draft, checked=a_file(text), kind="angebot", by=draft.created_by
        )

    assert attach(b"eins") == attach(b"eins")
    attach(b"zwei")
    with pytest.raises(DomainError, match="höchstens 2"):
        attach(b"drei")
    assert draft.attachments.count() == 2


def test_filed_case_takes_no_attachment(db):
    application = make_submitted()

    with pytest.raises(DomainError, match="nicht geändert"):
        actions.attach(
            application=application, checked=a_file(), kind="angebot", by=application.created_by
        )


def test_attachment_of_a_filed_case_stays(db, today, clock):
    draft = make_draft()
    old = actions.attach(application=draft, checked=a_file(), kind="angebot", by=draft.created_by)
    by, officer = draft.created_by, make_officer()
    application = actions.submit(application=draft, by=by, token="t")
    actions.start_review(application=application, by=officer)
    ask = {
        "items": ["Bitte ein Angebot"],
        "sections": ["anlagen"],
        "due_on": today + timedelta(days=9),
    }
    actions.request_info(application=application, by=officer, **ask)
    clock("2026-03-03")

    new = actions.attach(application=application, checked=a_file(b"neu"), kind="angebot", by=by)
    actions.detach(attachment=new, by=by)
    with pytest.raises(DomainError, match="bei den Akten"):
        actions.detach(attachment=old, by=by)

    assert [attachment.name for attachment in application.attachments.all()] == [
        "Angebot Busfirma.pdf"
    ]
