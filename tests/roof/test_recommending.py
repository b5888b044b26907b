"""The office recommends pages for searches: from a search in vain to a recommendation, and trying it out."""

import pytest
from django.urls import reverse

from bildungsregion.base.models import SearchMiss
from bildungsregion.models import BestBet
from tests.factories.actors import make_actor


pytestmark = pytest.mark.django_db
MISSES = reverse("admin:base_searchmiss_changelist")
ADD = reverse("admin:bildungsregion_bestbet_add")
TRY_OUT = reverse("admin:search_try_out")


def test_a_search_in_vain_becomes_a_recommendation(client, region, office_client, today):
    client.get("/suche/?q=Bafög Antrag stellen")
    client.get("/suche/?q=bafoeg")
    office = office_client("redaktion")

    html = office.get(MISSES).content.decode()
    assert f'href="{ADD}?words=bafog"' in html
    assert '<th scope="row"><a href="?q=bafog">bafog</a></th><td>2</td><td>2</td>' in html
    assert 'value="bafog"' in office.get(ADD, {"words": "bafog"}).content.decode()

    office.post(ADD, {"words": "BAföG,  Ausbildungsförderung ", "title": "BAföG beantragen", "position": 10,
                      "sentence": "Zuständig ist der Landkreis.", "address": "https://bafoeg.example/"})  # fmt: skip

    assert BestBet.objects.get().words == "BAföG, Ausbildungsförderung"
    assert list(SearchMiss.objects.values_list("term", flat=True)) == ["bafog antrag stellen"]
    page = client.get("/suche/?q=bafoeg").content.decode()
    assert '<a href="https://bafoeg.example/">BAföG beantragen</a>' in page
    assert "Zuständig ist der Landkreis." in page


def test_a_wrong_recommendation_comes_back_with_a_sentence(region, office_client):
    office = office_client("redaktion")
    typed = {"words": "…", "title": "Hilfe", "position": 10, "address": "javascript:alert(1)"}

    html = office.post(ADD, typed).content.decode()

    assert "Bitte nennen Sie Wörter mit Buchstaben oder Ziffern." in html
    assert not BestBet.objects.exists()


def test_trying_out_says_what_the_search_understands(region, office_client):
    make_actor("Waldschule")
    BestBet.objects.create(words="Wald", title="Waldpädagogik", address="/akteure/")
    office = office_client("redaktion")

    html = office.get(TRY_OUT, {"q": "Wald"}).content.decode()

    assert "Waldpädagogik</a> (Wald) → /akteure/" in html
    assert "<mark>Waldschule</mark>" in html
    for query in ("", "\x00", "%", "x" * 6000, "wort " * 300):
        assert office.get(TRY_OUT, {"q": query}).status_code == 200


def test_who_keeps_no_recommendations_tries_nothing_out(client, region, office_client):
    assert office_client("kasse").get(TRY_OUT).status_code == 403
    assert client.get(TRY_OUT).status_code == 302
