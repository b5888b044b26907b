"""Pages, news and what hangs on them in the office."""

import pytest

from pages import actions
from pages.models import FormerAddress, News, Page, Teaser
from tests.factories.pages import (
    make_body,
    make_contact,
    make_faq,
    make_milestone,
    make_news,
    make_page,
    make_teaser,
)


pytestmark = pytest.mark.django_db
LIST = "/verwaltung/pages/page/"
ADD = f"{LIST}add/"


def form(**fields) -> dict:
    return {
        "title": "Über uns",
        "slug": "ueber-uns",
        "summary": "",
        "body": "",
        "menu": "about",
        "position": "10",
        "language": "de",
        "_save": "Speichern",
        **fields,
    }


def edit(page, **fields) -> dict:
    as_it_is = {"title": page.title, "slug": page.slug, "body": page.body, "menu": page.menu}
    return form(**as_it_is | {"seen_edit": page.edit_number} | fields)


def address(page, step="change") -> str:
    return f"/verwaltung/pages/{page._meta.model_name}/{page.pk}/{step}/"


def test_new_page_is_a_draft_until_it_is_published(office_client):
    client = office_client("redaktion")

    saved = client.post(ADD, form(_publish="1"))
    page = Page.objects.get()
    before = client.get("/ueber-uns/").status_code
    done = client.post(saved["Location"], {"seen_edit": page.edit_number})

    assert (saved["Location"], before) == (address(page, "veroeffentlichen"), 404)
    assert done["Location"] == address(page)
    assert client.get("/ueber-uns/").status_code == 200


def test_change_of_a_public_page_waits_as_a_draft(office_client):
    page, client = make_page(title="Alt", body="Erster Satz."), office_client("redaktion")

    client.post(address(page), edit(page, title="Neu", body="Zweiter Satz."))
    page.refresh_from_db()
    shown = client.get(page.get_absolute_url()).content.decode()

    assert (page.title, page.draft["title"], page.status_words) == (
        "Alt",
        "Neu",
        "online, mit Entwurf",
    )
    assert ("Erster Satz." in shown, "Zweiter" in shown) == (True, False)
    assert "Zweiter Satz." in client.get(address(page)).content.decode()
    assert "Zweiter Satz." in client.get(address(page, "ansehen")).content.decode()


def test_saving_without_a_change_leaves_no_version(office_client):
    page, client = make_page(summary="", position=10), office_client("redaktion")

    client.post(address(page), edit(page))

    assert page.versions.count() == 0


def test_second_of_two_people_is_told_and_keeps_the_text(office_client):
    page = make_page(body="Am Anfang.")
    client, other = office_client("redaktion"), office_client("koordination")
    mine = edit(page, body="Was ich schrieb.")
    other.post(address(page), edit(page, body="Was die andere schrieb."))

    refused = client.post(address(page), mine)
    html = refused.content.decode()

    assert refused.status_code == 409
    assert "Inzwischen hat" in html
    assert "Was ich schrieb.</textarea>" in html
    assert "<del" in html
    assert "<ins" in html

    page.refresh_from_db()
    client.post(address(page), mine | {"seen_edit": page.edit_number})
    page.refresh_from_db()
    assert page.draft["body"] == "Was ich schrieb."
    assert "Was die andere schrieb." in [v.content["body"] for v in page.versions.all()]


@pytest.mark.parametrize(
    "step",
    ["veroeffentlichen", "zuruecknehmen", "entwurf-verwerfen", "fassungen/1/wiederherstellen"],
)
def test_step_on_what_has_changed_meanwhile_is_refused(office_client, step):
    page, client = make_page(), office_client("redaktion")
    client.post(address(page), edit(page, body="Neu"))

    refused = client.post(address(page, step), {"seen_edit": 0})

    assert (refused.status_code, page.versions.count()) == (422, 2)
    assert "Inzwischen hat jemand anders" in refused.content.decode()


def test_restoring_is_a_version_itself_and_waits_as_a_draft(office_client):
    page, client = make_page(body="Alter Satz."), office_client("redaktion")
    client.post(address(page), edit(page, body="Neuer Satz."))
    page.refresh_from_db()
    client.post(address(page, "veroeffentlichen"), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    looked = client.get(address(page, "fassungen/2")).content.decode()
    client.post(address(page, "fassungen/1/wiederherstellen"), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    assert "Alter" in looked
    assert (page.body, page.draft["body"]) == ("Neuer Satz.", "Alter Satz.")
    kinds = ["wiederhergestellt", "online", "entwurf", "vorher"]
    assert list(page.versions.values_list("what", flat=True)) == kinds
    assert page.versions.first().note == "aus Fassung 1"


def test_restoring_can_be_urgent(office_client):
    page, client = make_page(body="Richtig."), office_client("redaktion")
    client.post(address(page), edit(page, body="Falsch."))
    page.refresh_from_db()
    client.post(address(page, "veroeffentlichen"), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    client.post(
        address(page, "fassungen/1/wiederherstellen"), {"seen_edit": page.edit_number, "sofort": "1"}
    )  # fmt: skip

    assert "Richtig." in client.get(page.get_absolute_url()).content.decode()


def test_withdrawing_keeps_what_was_written(office_client):
    page, client = make_page(body="Alt"), office_client("redaktion")
    client.post(address(page), edit(page, body="Neu"))
    page.refresh_from_db()

    client.post(address(page, "zuruecknehmen"), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    assert (page.status, page.body, page.draft) == ("entwurf", "Neu", None)


def test_discarded_draft_stays_among_the_versions(office_client):
    page, client = make_page(body="Alt"), office_client("redaktion")
    client.post(address(page), edit(page, body="Neu"))
    page.refresh_from_db()

    client.post(address(page, "entwurf-verwerfen"), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    assert (page.body, page.draft) == ("Alt", None)
    assert "Neu" in [version.content["body"] for version in page.versions.all()]


@pytest.mark.parametrize(
    ("times", "status"),
    [
        ({"at": "2099-01-01T08:00"}, "geplant"),
        ({"at": "2020-01-01T08:00", "until": "2099-01-01T08:00"}, "online"),
        ({"until": "2020-01-01T08:00"}, "entwurf"),
        ({"at": "2099-01-01T08:00", "until": "2098-01-01T08:00"}, "entwurf"),
    ],
)
def test_page_is_planned_in_berlin_time(office_client, times, status):
    page, client = make_page(is_published=False), office_client("redaktion")

    client.post(address(page, "veroeffentlichen"), {"seen_edit": 0, **times})
    page.refresh_from_db()

    assert page.status == status


def test_public_message_does_not_vanish_by_a_later_beginning(office_client):
    news, client = make_news(), office_client("redaktion")

    refused = client.post(
        address(news, "veroeffentlichen"), {"seen_edit": 0, "at": "2099-01-01T08:00"}
    )

    assert refused.status_code == 422
    assert "steht schon online" in refused.content.decode()


def test_changed_address_leads_on_and_can_be_let_go(office_client, client):
    page, office = make_page(slug="alt"), office_client("koordination")

    office.post(address(page), edit(page, slug="neu"))
    former = FormerAddress.objects.get()
    led = client.get("/alt/")
    listed = office.get("/verwaltung/pages/formeraddress/").content.decode()
    office.post(f"/verwaltung/pages/formeraddress/{former.pk}/delete/", {"post": "yes"})

    assert (led.status_code, led["Location"]) == (301, "/neu/")
    assert '<a href="/neu/">/neu/</a>' in listed
    assert client.get("/alt/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slug": "akteure"}, "Diese Adresse gehört zu einem Teil des Portals."),
        ({"slug": "vergeben"}, "existiert bereits"),
        ({"slug": "mit leer"}, "slug"),
        ({"body": "::kontakt nirgends"}, "gibt es nicht oder ist verborgen"),
        ({"body": "x" * 200_001}, "Der Text ist zu lang"),
        ({"title": "x" * 201}, "200"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(office_client, fields, said):
    make_page(slug="vergeben")

    refused = office_client("redaktion").post(ADD, form(**{"body": "Mein Text."} | fields))
    html = refused.content.decode()

    assert (refused.status_code, Page.objects.count()) == (422, 1)
    assert said in html
    assert fields.get("body", "Mein Text.")[:20] in html


def test_page_cannot_stand_below_its_own_branch(office_client):
    top = make_page(position=10)
    below = make_page(parent=top)

    refused = office_client("redaktion").post(address(top), edit(top, parent=below.pk))

    assert refused.status_code == 422
    assert "stünde damit unter sich selbst" in refused.content.decode()


def test_translation_is_written_beside_its_original(office_client):
    page, client = make_page(slug="ankommen"), office_client("redaktion")
    fields = form(title="Arriving", original=page.pk, language="en", _publish="1")

    saved = client.post(f"{ADD}?original={page.pk}&language=en", fields)
    client.post(saved["Location"], {"seen_edit": 1})
    again = client.post(f"{ADD}?original={page.pk}&language=en", fields)

    assert page.variants.get().slug == "ankommen-en"
    assert again.status_code == 422
    assert "In dieser Sprache gibt es den Text schon." in again.content.decode()


def test_preview_link_shows_the_draft_until_it_is_ended(office_client, client):
    page, office = make_page(is_published=False, body="Geheim."), office_client("redaktion")
    office.post(address(page, "vorschau"), {"days": "7"})
    link = page.preview_links.get()

    seen = client.get(link.get_absolute_url())
    office.post(address(page, f"vorschau/{link.pk}/beenden"))

    assert "Geheim." in seen.content.decode()
    assert "Vorschau" in seen.content.decode()
    assert "no-store" in seen["Cache-Control"]
    assert "noindex" in seen["X-Robots-Tag"]
    assert len(link.key) == 43
    assert client.get(link.get_absolute_url()).status_code == 404


def test_preview_link_ends_by_itself(client, region):
    link = actions.make_preview(row=make_page(), by=None, days=0)

    assert client.get(link.get_absolute_url()).status_code == 404


def test_preview_link_of_another_page_is_not_ended(office_client):
    page, other = make_page(), make_page()
    link = actions.make_preview(row=other, by=None, days=1)

    office_client("redaktion").post(address(page, f"vorschau/{link.pk}/beenden"))

    assert other.preview_links.count() == 1


@pytest.mark.parametrize("role", ["lesend", "kasse", "sachbearbeitung"])
def test_others_of_the_office_do_not_publish(office_client, role):
    page = make_page(is_published=False)

    answer = office_client(role).post(address(page, "veroeffentlichen"), {"seen_edit": 0})

    assert answer.status_code == 403


def test_list_is_a_tree_and_writes_its_order(office_client):
    first, second = make_page(title="Eins"), make_page(title="Zwei")
    below = make_page(title="Unter Zwei", parent=second)
    client = office_client("redaktion")
    rows = [(first, 20), (second, 10), (below, 10)]
    data = {f"form-{n}-id": page.pk for n, (page, _) in enumerate(rows)}
    data |= {f"form-{n}-position": place for n, (_, place) in enumerate(rows)}

    client.post(LIST, data | {"form-TOTAL_FORMS": 3, "form-INITIAL_FORMS": 3, "_save": "1"})

    assert [page.title for page in Page.objects.all()] == ["Zwei", "Unter Zwei", "Eins"]
    assert "of-tree--1" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "stand", ["entwurf", "geplant", "online", "abgelaufen", "aenderung", "pruefen"]
)
def test_list_is_filtered_by_state(office_client, stand):
    make_page()

    assert office_client("redaktion").get(LIST, {"stand": stand}).status_code == 200


def test_start_page_names_what_is_to_be_looked_at_again(office_client):
    make_page(title="Impressum", review_on="2020-01-01")
    make_page(title="Später", review_on="2099-01-01")

    html = office_client("redaktion").get("/verwaltung/").content.decode()

    assert "Seiten zu prüfen" in html
    assert ("Impressum" in html, "Später" in html) == (True, False)


def test_message_is_written_and_published(office_client, region):
    client = office_client("redaktion")
    fields = {"title": "Forum", "slug": "forum", "body": "Am 6. März.", "language": "de"}

    saved = client.post("/verwaltung/pages/news/add/", fields | {"_publish": "1"})
    client.post(saved["Location"], {"seen_edit": 1})

    assert News.objects.get().publish_at is not None
    assert client.get("/aktuelles/forum/").status_code == 200


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//fremd.example", "http://x.example", "/\\x"]
)
def test_teaser_leads_to_the_portal_or_to_https_only(office_client, link):
    fields = {"title": "Los", "slug": "los", "link": link, "is_published": "on"}

    office_client("redaktion").post("/verwaltung/pages/teaser/add/", fields)

    assert not Teaser.objects.exists()


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("page", make_page),
        ("news", make_news),
        ("teaser", make_teaser),
        ("body", make_body),
        ("milestone", make_milestone),
        ("contactpoint", make_contact),
        ("faqentry", make_faq),
    ],
)
def test_list_and_form_open(office_client, model, make):
    row = make()
    client = office_client("redaktion")

    pages = [
        client.get(f"/verwaltung/pages/{model}/"),
        client.get(f"/verwaltung/pages/{model}/{row.pk}/change/"),
    ]

    assert [page.status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("make", [make_page, make_news])
def test_every_step_opens(office_client, make):
    row, client = make(), office_client("redaktion")
    row.draft = row.content | {"body": "Neu"}
    actions.save(row=row, by=None, content=row.draft)
    steps = ("ansehen", "vorschau", "veroeffentlichen", "zuruecknehmen", "entwurf-verwerfen",
             "fassungen", "fassungen/1", "fassungen/2", "fassungen/2/wiederherstellen")  # fmt: skip

    codes = [client.get(address(row, step)).status_code for step in steps]

    assert codes == [200] * len(steps)
    assert client.get(address(row, "fassungen/9")).status_code == 404


def test_editor_lists_the_cards_that_a_text_may_place(office_client):
    make_contact(area="Beratung für Eltern")
    make_contact(area="Schulamt", is_published=False)
    make_teaser(title="Ferienpass", slug="ferien")
    office = office_client("redaktion")
    address = "/verwaltung/pages/teaser/karten/"

    every = office.get(address).json()
    found = office.get(address, {"q": "ELTERN berat"}).json()
    none = office.get(address, {"q": "\x00gibtsnicht"}).json()
    form = office.get(ADD).content.decode()

    assert [hit["address"] for hit in every["hits"]] == [
        "kontakt:beratung-fur-eltern",
        "teaser:ferien",
    ]
    assert found == {
        "hits": [{"address": "kontakt:beratung-fur-eltern", "title": "Beratung für Eltern",
                  "kind": "Ansprechstelle"}],
        "said": "Eine Karte",
    }  # fmt: skip
    assert none["said"] == "Keine Karte gefunden."
    assert f'data-cards="{address}"' in form
    assert 'aria-label="Karte: Ansprechstelle oder Teaser"' in form
