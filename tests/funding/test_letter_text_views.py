"""The pages on which the office words its letters."""

import pytest
from django.urls import reverse

from funding import wording
from funding.models import LetterText
from tests.factories.funding import make_officer, make_programme, make_rule_set
from tests.factories.office import make_client
from tests.funding.office import READERS, SUPERUSER, by_role, outcomes, query_count, said, text_of


@pytest.fixture
def programme(region):
    return make_rule_set().programme


def page(programme, kind=None, preview=False) -> str:
    if kind is None:
        return reverse("admin:funding_programme_texts", args=[programme.pk])
    name = "text_preview" if preview else "text"
    return reverse(f"admin:funding_programme_{name}", args=[programme.pk, kind])


def write(programme, text, version=1, kind="reminder") -> LetterText:
    return LetterText.objects.create(
        programme=programme,
        kind=kind,
        version=version,
        text=text,
        written_by=make_officer(name="Leitung"),
    )


def test_readers_of_the_fund_read_the_texts(programme):
    for url in (page(programme), page(programme, "reminder"), page(programme, "reminder", True)):
        assert outcomes(url) == by_role(*READERS)


def test_only_who_keeps_programmes_changes_a_text(programme):
    found = {}
    for role in READERS:
        client = make_client(role)
        sent = {"text": f"Von {role}.", "version": LetterText.objects.count()}
        response = client.post(page(programme, "reminder"), sent)
        found[role] = response.status_code

    assert found == dict.fromkeys(READERS, 409) | {"administration": 302, SUPERUSER: 302}


def test_list_shows_every_text_in_force_and_where_it_comes_from(programme):
    write(programme, "Erste.")
    write(programme, "Zweite.", version=2)
    client = make_client("administration")

    text = text_of(client.get(page(programme)))

    assert [text.count(f'id="{kind}"') for kind in wording.WORDINGS] == [1] * 9
    assert text.count("mitgelieferter Text") == 8
    assert "2. Fassung" in text
    assert "Zweite." in text
    assert "Erste." not in text


def test_list_takes_the_same_queries_with_many_versions(programme):
    client = make_client("administration")
    few = query_count(client, page(programme))
    for version in range(1, 4):
        write(programme, f"Nummer {version}", version=version)

    assert query_count(client, page(programme)) == few


def test_text_is_saved_as_a_new_version(programme):
    client = make_client("administration")
    url = page(programme, "reminder")

    first = client.post(url, {"text": "Bitte bis {{Frist}}.\r\n\r\nDanke.", "version": 0})
    second = client.post(url, {"text": "Kurz.", "version": 1}, follow=True)

    rows = LetterText.objects.filter(programme=programme, kind="reminder").order_by("version")
    assert [(row.version, row.text, row.written_by) for row in rows] == [
        (1, "Bitte bis {{Frist}}.\n\nDanke.", client.user),
        (2, "Kurz.", client.user),
    ]
    assert first.url == page(programme)
    assert said(second)[-1] == "„Erinnerung an den Nachweis“: Fassung 2 gilt für neue Schreiben."


def test_unchanged_text_makes_no_version(programme):
    client = make_client("administration")
    shipped = wording.WORDINGS["reminder"].shipped

    response = client.post(
        page(programme, "reminder"), {"text": shipped, "version": 0}, follow=True
    )

    assert said(response) == ["„Erinnerung an den Nachweis“: Der Text ist, wie er war."]
    assert LetterText.objects.count() == 0


def test_unknown_placeholder_is_told_and_the_text_stays(programme):
    client = make_client("administration")

    response = client.post(
        page(programme, "reminder"), {"text": "Bis {{Fristt}} bitte.", "version": 0}
    )

    assert response.status_code == 422
    assert response.context["form"].errors["text"] == [
        "Den Platzhalter „{{Fristt}}“ gibt es in diesem Schreiben nicht. Meinten Sie „{{Frist}}“?"
    ]
    assert "Bis {{Fristt}} bitte.</textarea>" in text_of(response)
    assert LetterText.objects.count() == 0


def test_too_long_text_is_told(programme):
    client = make_client("administration")

    response = client.post(page(programme, "reminder"), {"text": "x" * 3001, "version": 0})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["text"]


def test_second_writer_sees_that_somebody_was_faster(programme):
    client = make_client("administration")
    write(programme, "Von jemand anderem.")
    url = page(programme, "reminder")

    late = client.post(url, {"text": "Mein Text.", "version": 0})

    assert late.status_code == 409
    assert "Inzwischen hat jemand anderes diesen Text geändert." in text_of(late)
    assert "Mein Text.</textarea>" in text_of(late)
    again = client.post(
        url, {"text": "Mein Text.", "version": late.context["form"]["version"].value()}
    )
    assert again.status_code == 302
    assert LetterText.objects.newest(programme, "reminder").text == "Mein Text."


def test_preview_reads_with_made_up_data_and_saves_nothing(programme):
    client = make_client("administration")

    response = client.post(
        page(programme, "reminder"), {"text": "Zu „{{Titel}}“.", "version": 0, "look": "1"}
    )

    assert response.status_code == 200
    assert response.context["filled"] == "Zu „Mit der dritten Klasse ins Museum“."
    assert LetterText.objects.count() == 0


def test_text_of_the_portal_is_brought_back_into_the_field(programme):
    client = make_client("administration")
    write(programme, "Eigener.")

    response = client.post(
        page(programme, "reminder"), {"text": "Eigener.", "version": 1, "reset": "1"}
    )

    assert response.context["form"]["text"].value() == wording.WORDINGS["reminder"].shipped
    assert response.context["form"]["version"].value() == 1
    assert LetterText.objects.count() == 1


@pytest.mark.parametrize("kind", wording.WORDINGS)
def test_every_kind_is_seen_as_pdf_before_it_holds(programme, kind):
    client = make_client("administration")

    saved = client.get(page(programme, kind, True))
    typed = client.post(page(programme, kind, True), {"text": "Zu „{{Titel}}“.", "version": 0})

    for response in (saved, typed):
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response.content.startswith(b"%PDF")
    assert saved.content != typed.content
    assert LetterText.objects.count() == 0


def test_preview_of_a_faulty_text_says_what_is_wrong(programme):
    client = make_client("administration")

    response = client.post(page(programme, "hearing", True), {"text": "{{Ort}}", "version": 0})

    assert response.status_code == 422
    assert "Den Platzhalter „{{Ort}}“ gibt es in diesem Schreiben nicht." in text_of(response)


def test_preview_needs_no_rules(region):
    client = make_client("administration")

    assert client.get(page(make_programme(), "receipt", True)).status_code == 200


@pytest.mark.parametrize("kind", ["payment_order", "nichts"])
def test_kind_without_own_words_is_unknown(programme, kind):
    client = make_client("administration")

    assert client.get(page(programme, kind)).status_code == 404


def test_programme_leads_to_its_texts(programme):
    client = make_client("administration")
    url = reverse("admin:funding_programme_change", args=[programme.pk])

    assert f'href="{page(programme)}"' in text_of(client.get(url))
    assert client.get(reverse("admin:funding_programme_add")).status_code == 200
