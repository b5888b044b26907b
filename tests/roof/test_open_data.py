"""The page of the open data, and the catalogue held against the rules of DCAT-AP.de 2.0."""

from pathlib import Path

import pytest
from django.urls import reverse
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, SH, Graph, Literal, Namespace, URIRef

from bildungsregion.catalogue import Addresses, Entry, turtle
from tests.factories.actors import make_actor, make_offer
from tests.factories.base import make_region
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db
PAGE, CATALOGUE = reverse("open_data"), reverse("data_catalogue")
RULES = Path(__file__).parent / "catalogue_rules.ttl"
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
LICENCE = URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
REGIONS = {
    "lueneburg": {"ags": "03355"},
    "ludwigsburg": {
        "ags": "08118",
        "name": "Bildungsregion Landkreis Ludwigsburg",
        "district": "Landkreis Ludwigsburg",
        "state": "Baden-Württemberg",
        "authority_name": "Landratsamt Ludwigsburg",
        "modules": [],
    },
}


@pytest.fixture(params=REGIONS)
def anywhere(request):
    region = make_region(slug=request.param, **REGIONS[request.param])
    make_offer(actor=make_actor(kind="museum"))
    return region


def catalogue(client) -> Graph:
    response = client.get(CATALOGUE)
    assert response["Content-Type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=response.content.decode(), format="turtle")


def breaches(graph: Graph) -> list[str]:
    """What in the catalogue breaks the rules of the profile, one sentence each."""
    _conforms, results, _text = validate(graph, shacl_graph=Graph().parse(RULES))
    found = results.subjects(SH.resultSeverity, SH.Violation)
    return sorted(
        f"{results.value(one, SH.focusNode)}: {results.value(one, SH.resultMessage)}"
        for one in found
    )


def test_catalogue_keeps_the_rules_of_the_profile(client, anywhere):
    assert breaches(catalogue(client)) == []


def test_rules_find_what_is_missing(client, anywhere):
    graph = catalogue(client)
    file = graph.value(None, RDF.type, DCAT.Distribution)
    graph.remove((file, DCAT.accessURL, None))
    graph.set((file, DCTERMS.license, URIRef("https://licence.example/")))
    graph.remove((None, FOAF.name, None))

    page = "http://testserver/daten/#"
    assert breaches(graph) == [
        f"{file}: A file has an address.",
        f"{file}: A licence is one of the German list.",
        f"{page}herausgeber: A publisher has a name.",
    ]


def test_catalogue_names_what_the_profile_demands(client, anywhere):
    graph = catalogue(client)

    (whole,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = sorted(graph.objects(whole, DCAT.dataset))
    assert [str(one) for one in datasets] == [
        "http://testserver/daten/#akteure",
        "http://testserver/daten/#lernorte",
    ]
    district = URIRef(f"http://dcat-ap.de/def/politicalGeocoding/districtKey/{anywhere.ags}")
    for one in [whole, *datasets]:
        publisher = graph.value(one, DCTERMS.publisher)
        assert graph.value(publisher, FOAF.name) == Literal(anywhere.authority_name, lang="de")
        assert graph.value(one, DCTERMS.title)
        assert graph.value(one, DCTERMS.description)
        assert graph.value(one, DCTERMS.spatial) == district
    for one in datasets:
        assert graph.value(one, DCATDE.politicalGeocodingURI) == district
        assert graph.value(one, DCATDE.contributorID) is None


def test_distributions_can_be_fetched_as_they_say(client, anywhere):
    graph = catalogue(client)

    found = {}
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        address = str(graph.value(one, DCAT.accessURL))
        answer = client.get(address)
        b"".join(answer)
        media_type = str(graph.value(one, DCAT.mediaType)).partition("media-types/")[2]
        found[address.removeprefix("http://testserver/daten/")] = (
            answer.status_code,
            answer["Content-Type"].partition(";")[0] == media_type,
            str(graph.value(one, DCTERMS["format"])).rpartition("/")[2],
        )
        assert graph.value(one, DCTERMS.license) == LICENCE
        assert graph.value(one, DCATDE.licenseAttributionByText) == Literal(
            anywhere.name, lang="de"
        )

    assert found == {
        f"{name}.{kind.lower()}": (200, True, kind)
        for name in ("akteure", "lernorte")
        for kind in ("CSV", "JSON", "GEOJSON")
    }


def test_contributor_is_named_where_the_operator_sets_it(client, anywhere, settings):
    settings.DCAT_CONTRIBUTOR_ID = "http://dcat-ap.de/def/contributors/landNiedersachsen"

    graph = catalogue(client)

    assert (
        len(list(graph.subjects(DCATDE.contributorID, URIRef(settings.DCAT_CONTRIBUTOR_ID)))) == 2
    )
    assert breaches(graph) == []


def test_typed_words_cannot_break_the_catalogue(region):
    region.authority_name = 'Amt "für\\ Bildung"\nund <mehr>'
    region.office_email = "a b>@amt.example"
    entry = Entry("x", 'T"itel', "Text", "http://testserver/a b>", ("a\\",), ())

    graph = Graph().parse(
        data=turtle(region, [entry], Addresses("http://t/", "http://t/api", "http://t/o")),
        format="turtle",
    )

    assert Literal('Amt "für\\ Bildung" und <mehr>', lang="de") in set(
        graph.objects(None, FOAF.name)
    )


def test_catalogue_is_kept_and_open(client, anywhere):
    first = client.get(CATALOGUE)

    assert client.get(CATALOGUE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"


def test_page_leads_to_every_form_of_the_data(client, anywhere):
    page = client.get(PAGE).content.decode()

    for address in (
        "/daten/akteure.csv", "/daten/lernorte.geojson", "/daten/api/v1/actors/", "/daten/api/v1/openapi.json",
        "/daten/catalog.ttl", "https://www.govdata.de/dl-de/by-2-0",
    ):  # fmt: skip
        assert address in page
    assert "Datenlizenz Deutschland – Namensnennung – Version 2.0" in page
    assert ("gefoerdert" in page.partition("<main")[2].partition("</main")[0]) is False


def test_page_is_linked_from_every_page_and_from_the_list_of_pages(client, region):
    assert client.get(reverse("home")).content.decode().count('href="/daten/"') == 1
    assert client.get(reverse("sitemap_page")).content.decode().count('href="/daten/"') == 2
    assert "http://testserver/daten/</loc>" in client.get("/sitemap.xml").content.decode()


def test_queries_of_the_page_stay_few(client, region, django_assert_max_num_queries):
    make_offer()
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_events_are_in_the_catalogue_as_data_and_as_a_calendar(client, region):
    make_event()

    graph = catalogue(client)

    dataset = URIRef("http://testserver/daten/#veranstaltungen")
    files = {
        str(graph.value(one, DCAT.accessURL)) for one in graph.objects(dataset, DCAT.distribution)
    }
    assert {address.removeprefix("http://testserver") for address in files} >= {
        "/daten/veranstaltungen.csv",
        "/daten/veranstaltungen.json",
        "/daten/veranstaltungen.geojson",
        "/veranstaltungen/kalender.ics",
    }
    assert breaches(graph) == []
