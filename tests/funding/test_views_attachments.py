"""Files of an application: checked one by one, given out to nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding import actions
from tests.factories.funding import (
    make_draft,
    make_in_review,
    make_rule_set,
    make_submitted,
    make_user,
)
from tests.funding.browsing import DECLARED, blank_pdf, signed_in, step, text_of, url


PDF = blank_pdf()


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def draft(rules, school_client):
    return make_draft(by=school_client.user, institution=school_client.actor)


def upload(client, case, *files, **data):
    return client.post(step(case, "anlagen"), {"kind": "angebot", "files": list(files)} | data)


def test_files_are_kept_one_by_one_and_the_wrong_ones_named(draft, school_client):
    good = SimpleUploadedFile("Angebot Bus äöü.pdf", PDF)
    bad = SimpleUploadedFile("rechnung.pdf.exe", b"MZ")
    empty = SimpleUploadedFile("leer.pdf", b"")

    response = upload(school_client, draft, good, bad, empty, next="1")

    html = text_of(response)
    assert response.status_code == 422
    assert [(a.name, a.kind) for a in draft.attachments.all()] == [
        ("Angebot Bus äöü.pdf", "angebot")
    ]
    assert "rechnung.pdf.exe: Dateien dieser Art nehmen wir nicht an." in html
    assert "leer.pdf: Diese Datei ist leer." in html
    assert "Angebot Bus äöü.pdf</a>" in html


def test_file_can_be_taken_away_again(draft, school_client):
    upload(school_client, draft, SimpleUploadedFile("a.pdf", PDF))
    attachment = draft.attachments.get()

    response = school_client.post(step(draft, "anlagen"), {"remove": attachment.pk})

    assert response["Location"] == step(draft, "anlagen")
    assert draft.attachments.count() == 0


def test_file_of_another_case_cannot_be_taken_away(draft, school_client):
    other = make_draft()
    upload(signed_in(other.created_by), other, SimpleUploadedFile("a.pdf", PDF))

    answers = [school_client.post(step(draft, "anlagen"), {"remove": pk}).status_code
               for pk in (other.attachments.get().pk, "abc", "9" * 40)]  # fmt: skip

    assert answers == [404, 404, 404]
    assert other.attachments.count() == 1


def test_file_is_handed_out_as_a_download_nobody_keeps(draft, school_client):
    upload(school_client, draft, SimpleUploadedFile("Angebot.pdf", PDF))

    response = school_client.get(url("attachment_download", draft, draft.attachments.get().pk))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="Angebot.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_file_is_given_to_members_and_the_office_only(draft, school_client):
    upload(school_client, draft, SimpleUploadedFile("a.pdf", PDF))
    address = url("attachment_download", draft, draft.attachments.get().pk)

    assert signed_in(make_user()).get(address).status_code == 404
    assert school_client.get(url("attachment_download", draft, 999_999)).status_code == 404


def test_files_of_a_filed_case_stay_as_they_are(rules, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)

    response = upload(school_client, case, SimpleUploadedFile("a.pdf", PDF))

    assert response.status_code == 422
    assert "Dieser Schritt des Antrags kann gerade nicht geändert werden." in text_of(response)
    assert case.attachments.count() == 0


def test_question_lets_files_be_added(rules, school_client, today):
    case = make_in_review(by=school_client.user, institution=school_client.actor)
    asked = {
        "items": ["Bitte das Angebot"],
        "due_on": today.replace(day=20),
        "sections": ["anlagen"],
    }
    actions.request_info(application=case, by=case.assignee, **asked)

    response = upload(school_client, case, SimpleUploadedFile("a.pdf", PDF))

    assert response["Location"] == step(case, "anlagen")
    assert case.attachments.count() == 1


def test_file_chosen_while_signed_out_has_to_be_chosen_again(draft, school_client):
    school_client.logout()
    upload(school_client, draft, SimpleUploadedFile("a.pdf", PDF))
    school_client.force_login(draft.created_by, backend="django.contrib.auth.backends.ModelBackend")

    html = text_of(school_client.get(step(draft, "anlagen")))

    assert "Bitte wählen Sie die Dateien noch einmal aus." in html


def test_full_disk_is_told_and_takes_no_application_back(draft, school_client, settings, tmp_path):
    (tmp_path / "full").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "full"

    uploaded = upload(school_client, draft, SimpleUploadedFile("a.pdf", PDF))
    filed = school_client.post(url("application_review", draft), DECLARED | {"token": "x"})

    assert (uploaded.status_code, filed.status_code) == (503, 302)
    assert "Die Datei ließ sich gerade nicht speichern." in text_of(uploaded)
    draft.refresh_from_db()
    assert (draft.status, draft.attachments.count()) == ("submitted", 0)
    assert draft.letters.get().is_waiting
