"""Pages at their addresses: the tree, languages, the clock, cards and former addresses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from bildungsregion.base.pictures import Picture
from pages import actions, cards, tree
from pages.models import FormerAddress, NoTree, Page
from tests.factories.pages import make_contact, make_page, make_teaser


pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def titles(nodes) -> list[str]:
    return [node.title for node in nodes]


def test_page_shows_its_way_and_what_is_below_it_in_the_order_of_the_office(client, region):
    office = make_page(title="Büro")
    team = make_page(title="Team", parent=office)
    later = make_page(title="Aufgaben", parent=team, position=20)
    first = make_page(title="Zuständig", parent=team, position=10)
    make_page(title="Verborgen", parent=team, is_published=False)

    shown = client.get(team.get_absolute_url())

    assert titles(shown.context["above"]) == ["Büro"]
    assert titles(shown.context["below"]) == [first.title, later.title]
    assert f'<a href="{office.get_absolute_url()}">Büro</a>' in shown.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_page_needs_few_queries_however_large_the_tree(
    client, region, django_assert_num_queries, number
):
    top = make_page(body="::kontakt beratung\n\n::teaser ferien", aside=["teaser:ferien"])
    make_contact(area="Beratung")
    make_teaser(slug="ferien")
    for _ in range(number):
        make_page(parent=top)

    with django_assert_num_queries(6):
        client.get(top.get_absolute_url())


def test_tree_is_numbered_as_it_is_read():
    a, b = make_page(title="A", position=10), make_page(title="B", position=20)
    below_a = make_page(title="Unter A", parent=a)
    a.position = 30
    a.save()

    found = list(Page.objects.values_list("title", "depth"))

    assert found == [(b.title, 0), ("A", 0), (below_a.title, 1)]


def test_page_below_itself_is_refused_with_a_sentence():
    top = make_page()
    middle = make_page(parent=top)
    top.parent = make_page(parent=middle)

    with pytest.raises(NoTree, match="unter sich selbst"):
        top.save()
    with pytest.raises(ValidationError) as refused:
        top.full_clean()
    assert list(refused.value.message_dict) == ["parent"]


def test_tree_too_deep_is_refused_also_when_a_branch_moves():
    chain = [make_page()]
    for _ in range(3):
        chain.append(make_page(parent=chain[-1]))
    with pytest.raises(NoTree, match="mehr als 4 Ebenen"):
        make_page(parent=chain[-1])

    chain[0].parent = make_page()

    with pytest.raises(NoTree, match="mehr als 4 Ebenen"):
        chain[0].save()


@pytest.mark.parametrize(
    "change", ["parent", "original", "time", "twice", "translation_with_place"]
)
def test_database_refuses_what_no_page_is(change):
    page, other, now = make_page(), make_page(), timezone.now()
    make_page(original=other, language="en")
    values = {
        "parent": {"parent": page},
        "original": {"original": page},
        "time": {"publish_at": now, "unpublish_at": now},
        "twice": {"original": other, "language": "en"},
        "translation_with_place": {"original": other, "language": "ar", "parent": other},
    }[change]

    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(**values)


@pytest.mark.parametrize("slug", ["themen", "aktuelles", "verwaltung", "en", "de-x-leicht"])
def test_address_of_the_portal_is_refused_by_the_model(region, slug):
    with pytest.raises(ValidationError) as refused:
        Page(title="Seite", slug=slug).full_clean()

    assert list(refused.value.message_dict) == ["slug"]


def test_page_appears_and_vanishes_by_the_clock(client, region):
    now = timezone.now()
    later = make_page(publish_at=now + HOUR)
    over = make_page(publish_at=now - 2 * HOUR, unpublish_at=now - HOUR)
    running = make_page(publish_at=now - HOUR, unpublish_at=now + HOUR)

    codes = [client.get(page.get_absolute_url()).status_code for page in (later, over, running)]

    assert codes == [404, 404, 200]
    assert [page.status for page in (later, over, running)] == ["geplant", "abgelaufen", "online"]
    assert [Page.objects.with_status(s).get() for s in ("geplant", "abgelaufen", "online")] == [
        later, over, running,
    ]  # fmt: skip


def test_translation_is_read_at_the_address_of_its_original(client, region):
    page = make_page(title="Ankommen", slug="ankommen")
    child = make_page(title="Kita", parent=page)
    english = make_page(title="Arriving", original=page, language="en", body="Welcome")

    with translation.override("en"):
        known = tree._read()

    assert english.slug == "ankommen-en"
    assert (known.nodes[page.pk].title, known.nodes[page.pk].lang) == ("Arriving", "")
    assert (known.nodes[child.pk].title, known.nodes[child.pk].lang) == ("Kita", "de")
    assert client.get("/ankommen-en/")["Location"] == english.get_absolute_url()
    assert "Ankommen" in client.get("/ankommen/").content.decode()


def test_visitor_reads_the_translation_or_hears_that_there_is_none(client, region):
    region.languages = ["en", "ar"]
    region.save()
    page = make_page(title="Ankommen", slug="ankommen")
    make_page(title="Arriving", original=page, language="en")

    english, arabic = (client.get(f"/{code}/ankommen/").content.decode() for code in ("en", "ar"))

    assert ("<h1>Arriving</h1>" in english, "<h1>Ankommen</h1>" in arabic) == (True, True)
    assert '<article lang="de" dir="ltr">' in arabic
    assert ("br-german-only" in english, "br-german-only" in arabic) == (False, True)


def test_picture_stands_above_the_text_with_its_author(client, region):
    picture = Picture.objects.create(
        title="Haus", alt="Ein Haus am Fluss", author="Büro", licence="cc0", people="niemand",
        file="pictures/x.webp", width=800, height=600,
    )  # fmt: skip
    page = make_page(picture=picture)

    shown = client.get(page.get_absolute_url()).content.decode()
    Picture.objects.update(is_published=False)
    hidden = client.get(page.get_absolute_url()).content.decode()

    assert ('alt="Ein Haus am Fluss"' in shown, "Büro, CC0 1.0" in shown) == (True, True)
    assert "Ein Haus am Fluss" not in hidden


def test_translation_follows_its_original_to_a_new_address():
    page = make_page(slug="team-neu")
    english = make_page(original=page, language="en")
    page.slug = "team"
    page.save()

    english.refresh_from_db()

    assert english.slug == "team-en"


def test_one_row_per_text_in_a_language():
    german, both = make_page(title="Nur deutsch"), make_page(title="Beides")
    english = make_page(title="Both", original=both, language="en")

    assert set(Page.objects.in_language("en")) == {german, english}
    assert set(Page.objects.in_language("de")) == {german, both}


def test_former_addresses_lead_to_the_present_one_without_a_chain(client, region):
    page = make_page(slug="erste")
    for slug in ("zweite", "dritte"):
        before, page.slug = page.slug, slug
        actions.keep_address(page, before)
        page.save()

    answers = [client.get(f"/{slug}/") for slug in ("erste", "zweite")]

    assert [(a.status_code, a["Location"]) for a in answers] == [(301, "/dritte/")] * 2


def test_going_back_to_an_address_leaves_no_circle(client, region):
    page = make_page(slug="alt")
    for slug in ("neu", "alt"):
        before, page.slug = page.slug, slug
        actions.keep_address(page, before)
        page.save()

    assert client.get("/alt/").status_code == 200
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["neu"]


def test_former_address_of_a_hidden_page_is_not_there(client, region):
    page = make_page(slug="neu", is_published=False)
    FormerAddress.objects.create(slug="alt", page=page)

    assert client.get("/alt/").status_code == 404


def test_cards_stand_in_the_text_and_beside_it(client, region):
    make_contact(area="Integration", phone="04131 1", email="integration@lk.example")
    make_teaser(slug="ferien", title="Ferien planen", link="/themen/", text="<b>frei</b>")
    page = make_page(
        body="# Hilfe\n\nRufen Sie an:\n::kontakt integration\nOder:\n\n::teaser weg\n\n# Mehr",
        aside=["teaser:ferien", "teaser:weg"],
    )

    shown = client.get(page.get_absolute_url())
    html = shown.content.decode()

    assert [html.count("tel:041311"), html.count("Ferien planen"), html.count("::")] == [1, 2, 0]
    assert "&lt;b&gt;frei" in html
    assert html.count("<h2>") == shown.content.decode().count("<h2>")
    assert len(shown.context["beside"]) == 1


def test_card_inside_of_code_stays_text():
    assert "::kontakt x" in cards.render("```\n::kontakt x\n```", {"kontakt:x": "KARTE"})
    assert "::kontakt &quot;&lt;b&gt;" in cards.render('```\n::kontakt "<b>\n```', {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::kontakt beratung", []),
        ("::kontakt beratun", ["„::kontakt beratun“"]),
        ("::kontakte beratung", ["„::kontakte beratung“"]),
        (":: kontakt", ["„:: kontakt“"]),
        ("Zeile mit ::kontakt x mittendrin", []),
    ],
)
def test_office_hears_of_cards_that_are_not_there(text, said):
    make_contact(area="Beratung")

    assert [fault[: fault.index("“") + 1] for fault in cards.faults(text)] == said
