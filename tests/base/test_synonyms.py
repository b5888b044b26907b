"""The office's synonyms: an edit shows in the next search, and what the search cannot use is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base import synonyms
from bildungsregion.base.models import SearchMiss, Synonym
from bildungsregion.base.search import search, stem_terms
from tests.factories.actors import make_actor


pytestmark = pytest.mark.django_db
ADD = "admin:base_synonym_add"


def names(query):
    return list(search(Actor.objects.all(), query).values_list("name", flat=True))


def shown(client, query):
    return [str(actor) for actor in client.get(f"/akteure/?q={query}").context["object_list"]]


@pytest.fixture
def library(region):
    return make_actor("Stadtbibliothek")


def test_an_edit_shows_in_the_next_search(client, office_client, library):
    office = office_client("redaktion")
    assert shown(client, "Bücherei") == []

    office.post(reverse(ADD), {"word": "Bücherei", "means": "Mediathek"})
    assert shown(client, "Bücherei") == []
    row = Synonym.objects.get()
    change = reverse("admin:base_synonym_change", args=[row.pk])
    office.post(change, {"word": "Bücherei", "means": "Mediathek, Bibliotheken"})
    assert shown(client, "buechereien") == ["Stadtbibliothek"]

    office.post(
        reverse("admin:base_synonym_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert shown(client, "Bücherei") == []


def test_an_edit_in_another_worker_counts_from_the_next_request_on(
    client, library, django_capture_on_commit_callbacks
):
    with synonyms.asked_once():
        assert names("Bücherei") == []
        with django_capture_on_commit_callbacks(execute=True):
            Synonym.objects.create(word="Bücherei", means="Bibliothek")
        # What another worker read before the commit does not stay.
        assert names("Bücherei") == ["Stadtbibliothek"]


def test_an_old_table_put_back_while_an_edit_was_under_way_goes_with_its_commit(
    library, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        Synonym.objects.create(word="Bücherei", means="Bibliothek")
        synonyms.cache.set(synonyms.KEY, (), 60)

    assert names("Bücherei") == ["Stadtbibliothek"]


def test_the_table_is_read_once_and_then_not_asked_for(client, library, django_assert_num_queries):
    Synonym.objects.create(word="Bücherei", means="Bibliothek")
    names("Bücherei")

    with django_assert_num_queries(0):
        assert stem_terms("Bücherei") == [("bucherei", "bibliothek")]


@pytest.mark.parametrize(
    ("word", "means", "query", "terms"),
    [
        ("Bücherei", "Bibliothek", "BUECHEREIEN", [("bucherei", "bibliothek")]),
        ("IGS", "Gesamtschulen", "igs", [(" igs", "gesamtschul")]),
        ("GS", "Grundschule", "GS", [(" gs", "grundschul")]),
        ("VHS", "KVHS", "vhs", [(" vhs", "kvhs")]),
        ("BBS", "Berufliche Schule", "bbs", [(" bbs", "berufliche schul")]),
        ("Deutsche Gebärdensprache", "DGS", "deutsche Gebärdensprachen lernen",
         [("deutsche gebardensprach", " dgs"), ("lern",)]),
        ("Haus der Jugend", "Jugendzentrum", "Haus der Jugend",
         [("haus der jugend", "jugendzentrum")]),
        ("Bücherei", "Bibliothek", "Bibliothek", [("bibliothek",)]),
    ],
)  # fmt: skip
def test_a_word_asks_for_itself_or_what_it_means(db, word, means, query, terms):
    Synonym.objects.create(word=word, means=means)

    assert stem_terms(query) == terms


@pytest.mark.parametrize(
    ("word", "means", "sentence"),
    [
        ("!!!", "Bibliothek", "Bitte nennen Sie ein Wort mit Buchstaben oder Ziffern."),
        ("Bücherei, Mediathek", "Bibliothek", "Hier steht nur ein Wort; für jedes gibt es eine Zeile."),
        ("kita", "Krippe", "Zu diesem Wort gibt es schon einen Eintrag."),
        ("Bücherei", " , …", "Bitte nennen Sie, was die Suche auch finden soll."),
        ("Bücherei", "Bibliothek, b", "„b“ ist zu kurz: Die Suche fände damit fast alles."),
        ("Bücherei", "buecherei", "„buecherei“ ist das gesuchte Wort selbst; das findet die Suche schon."),
        ("Bücherei", ",".join(f"wort{n}" for n in range(11)),
         "Höchstens 10 Wörter; mehr machen die Treffer beliebig."),
    ],
)  # fmt: skip
def test_what_the_search_cannot_use_is_refused_with_a_sentence(
    office_client, word, means, sentence
):
    Synonym.objects.create(word="Kita", means="Kindergarten")

    page = office_client("redaktion").post(reverse(ADD), {"word": word, "means": means})

    assert sentence in page.content.decode()
    assert Synonym.objects.count() == 1
    with pytest.raises(ValidationError):
        Synonym(word=word, means=means).full_clean()


def test_explaining_a_word_settles_the_searches_for_it(office_client, today):
    for term in ("mediothek", "schwimmbad"):
        SearchMiss.objects.create(term=term, first_on=today, last_on=today)

    office_client("redaktion").post(reverse(ADD), {"word": "Mediothek", "means": "Bibliothek"})

    assert [miss.term for miss in SearchMiss.objects.all()] == ["schwimmbad"]


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_each_region_begins_with_words_of_its_own(slug, db):
    call_command("load_region", slug, verbosity=0)
    kita = Synonym.objects.get(folded="kita")
    kita.means = "Kindergarten"
    kita.save()
    Synonym.objects.get(folded="gymi").delete()
    call_command("load_region", slug, verbosity=0)

    assert Synonym.objects.get(folded="kita").means == "Kindergarten"
    assert not Synonym.objects.filter(folded="gymi").exists()
    assert names("VHS") != []
    for row in Synonym.objects.all():
        row.full_clean()


def test_a_row_that_the_office_made_first_is_kept(db):
    Synonym.objects.create(word="KITA", means="Waldgruppe")

    call_command("load_region", "ludwigsburg", verbosity=0)

    assert Synonym.objects.get(folded="kita").means == "Waldgruppe"
