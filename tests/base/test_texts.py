"""Texts of the office: every shipped file is known by German names, and own words are filled and checked."""

import logging

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse

from bildungsregion.base import texts
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import Region, TextVersion
from bildungsregion.base.texts import registry, writing
from bildungsregion.base.texts.models import VersionIsFinal
from bildungsregion.base.texts.outline import outline
from tests.factories.office import make_client, make_person
from tests.house import ROOT


# What stays as shipped: mails in the language of the page, and what others include.
FIXED = {
    "documents/copy_request_copy",
    "duties/report_answered",
    "duties/report_confirmed",
    "events/registration_message",
}
LETTER = "„{{Titel}}“ für {{Einrichtung}} ist da.\n\n{{Link}}\n\n{{Gruß}}"


def write_own(key="funding/receipt", subject="{{Aktenzeichen}}: da", body=LETTER, version=0):
    by = make_person("administration")
    return writing.save(registry.find(key), subject=subject, body=body, by=by, version=version)


def test_registry_of_all_apps_knows_every_mail():
    files = [
        file for app in ("funding", "events", "actors", "projects", "documents", "duties")
        for file in (ROOT / "templates" / app / "emails").glob("[!_]*.txt")
        if not file.stem.endswith("_subject")
    ]  # fmt: skip

    keys = {f"{file.parent.parent.name}/{file.stem}" for file in files} - FIXED

    assert keys == {text.key for text in registry.every_text() if text.is_mail}


@pytest.mark.parametrize("text", registry.every_text(), ids=lambda text: text.key)
def test_outline_of_shipped_file_is_a_text_that_could_be_saved(text):
    known = outline(text)

    assert writing.problems(text, known.subject, known.body) == {}
    assert "{" not in writing.sample(text, known.subject, known.body).body


def test_write_without_version_gives_the_file(region):
    values = {"region": region}

    written = texts.write("base/closing", values)

    assert written.body == render_to_string("base/texts/closing.txt", values)


def test_write_with_version_fills_placeholders_and_runs_no_tags(region, settings):
    write_own(body="{{Titel}} & <b> {{Einrichtung}}\n\n\n\n{{Link}}")
    application = {"title": "A {{ x }}", "number": "KB-1", "institution": "Schule"}

    written = texts.write(
        "funding/receipt", {"application": application, "address": "https://x.example/"}
    )

    assert written == texts.Written("KB-1: da", "A {{ x }} & <b> Schule\n\nhttps://x.example/\n")


@pytest.mark.parametrize("body", ["{{Früher}} {{Link}}", "{{Titel}}"])
def test_words_that_an_update_left_behind_give_way_to_the_file(region, caplog, body):
    by, key = make_person("administration"), "funding/receipt"
    TextVersion.objects.create(key=key, version=1, subject="Eigen", body=body, written_by=by)
    application = {"title": "Besuch", "number": "KB-1", "institution": "Schule"}
    values = {"application": application, "address": "https://x.example/", "region": region}

    with caplog.at_level(logging.ERROR, logger="bildungsregion.texts"):
        written = texts.write(key, values)

    assert written.body == render_to_string("funding/emails/receipt.txt", values)
    assert "KB-1" in written.subject
    assert "text funding/receipt, version 1" in caplog.text
    client = make_client("koordination")
    listed = client.get(reverse("admin:base_textversion_changelist")).content.decode()
    assert "gilt nicht, Platzhalter passen nicht mehr: {{" in listed
    assert "Mitgelieferter Text (gilt)" in client.get(page()).content.decode()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{{Titl}} {{Link}}", "Den Platzhalter „{{Titl}}“ gibt es in dieser E-Mail nicht. Meinten Sie „{{Titel}}“?"),
        ("{{Titel}}", "Es fehlt „{{Link}}“: Adresse des Antrags im Portal. Ohne das hilft der Text niemandem."),
        ("{{Link}} {{Titel", "Ein Platzhalter ist nicht vollständig: Er beginnt mit {{ und endet mit }}."),
        ("{{Link}} {% now 'Y' %}", "Befehle zwischen {% und %} gibt es hier nicht, nur Platzhalter."),
    ],
)  # fmt: skip
def test_problems_of_words_that_cannot_be_used(body, sentence):
    found = writing.problems(registry.find("funding/receipt"), "Da", body)

    assert found == {"body": [sentence]}


def test_save_appends_and_gives_shipped_words_back(region):
    first = write_own()
    known = outline(registry.find("funding/receipt"))

    back = write_own(subject=known.subject, body=known.body, version=1)

    assert (first.version, back.version, back.is_shipped, back.body) == (1, 2, True, "")
    assert write_own(subject=known.subject, body=known.body, version=2) is None
    with pytest.raises(VersionIsFinal):
        first.delete()


def test_save_after_somebody_faster_or_without_right_is_refused(region):
    write_own()

    with pytest.raises(DomainError, match="jemand anderes"):
        write_own(subject="Anders")
    with pytest.raises(DomainError, match="Berechtigung"):
        writing.save(
            registry.find("funding/receipt"), subject="x", body=LETTER, by=make_person("lesend"), version=1
        )  # fmt: skip


def page(key="funding.receipt"):
    return reverse("admin:base_textversion_text", args=[key])


def test_list_by_subject_finds_words_and_own_texts(region):
    write_own()
    client = make_client("koordination")

    everything = client.get(reverse("admin:base_textversion_changelist")).content.decode()
    found = client.get(
        reverse("admin:base_textversion_changelist"), {"q": "warteliste"}
    ).content.decode()
    own = client.get(
        reverse("admin:base_textversion_changelist"), {"eigene": "on"}
    ).content.decode()

    assert "Gruß unter allen E-Mails" in everything
    assert "Warteliste" in found
    assert "Eingangsbestätigung" not in found
    assert ("Eingangsbestätigung" in own, "Warteliste" in own) == (True, False)


def test_page_with_bad_words_keeps_them(region):
    client = make_client("administration")

    response = client.post(page(), {"subject": "Da", "body": "Nur {{Titl}}", "version": 0})

    assert response.status_code == 422
    assert "Nur {{Titl}}" in response.content.decode()
    assert not TextVersion.objects.exists()


def test_page_previews_and_sends_a_sample_to_oneself_only(region):
    client = make_client("administration")

    response = client.post(
        page(), {"subject": "Da: {{Titel}}", "body": LETTER, "version": 0, "test": "1"}
    )

    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([client.user.email], "Probe: Da: Ein Tag im Salzmuseum")
    ]
    assert "Ein Tag im Salzmuseum" in response.content.decode()
    assert not TextVersion.objects.exists()


def test_page_of_unknown_text_or_closed_module_is_404(region):
    client = make_client("administration")
    Region.objects.update(modules=[])

    assert client.get(page("funding.nothing")).status_code == 404
    assert client.get(page()).status_code == 404
