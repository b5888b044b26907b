"""The office's pages about duplicates: while typing, the list, merging; who may what."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from actors.merging import GONE, KEEP
from actors.models import Actor, NotDuplicate
from tests.factories.actors import make_actor, make_municipality, make_offer
from tests.factories.base import make_region
from tests.factories.funding import make_member
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db

ADD = reverse("admin:actors_actor_add")
LIST = reverse("admin:actors_actor_duplicates")
APART = reverse("admin:actors_actor_apart")
ALIKE = reverse("admin:actors_actor_alike")
FORMSETS = ("slots", "access_facts", "contacts", "external_ids")


@pytest.fixture(autouse=True)
def _region(db):
    make_region()


@pytest.fixture
def pair():
    place = {"street": "Schulstraße 1", "postcode": "21360", "city": "Vögelsen"}
    first = make_actor("Grundschule Vögelsen", phone="04131 1", **place)
    return first, make_actor("GS Vögelsen", email="gs@schule.example", **place)


def merge_page(keep, gone) -> str:
    return reverse("admin:actors_actor_merge", args=[keep.pk, gone.pk])


def entry(**fields) -> dict:
    """What the form of a new entry sends."""
    municipality = make_municipality()
    rows = {f"{name}-{part}": "0" for name in FORMSETS for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    plain = {"name": "Grundschule Vögelsen", "slug": "neu", "kind": "grundschule", "municipality": municipality.pk,
             "wheelchair": "unbekannt", "asked_by_mail": "on", "postcode": "21360", "city": "Vögelsen"}  # fmt: skip
    return rows | plain | fields


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("role", "looks", "merges"),
    [("redaktion", 200, 403), ("koordination", 200, 200), ("administration", 200, 200), ("sachbearbeitung", 403, 403),
     ("lesend", 403, 403), ("anonym", 302, 302)],
)  # fmt: skip
def test_who_changes_entries_sees_duplicates_and_who_deletes_them_merges(pair, role, looks, merges):
    client = make_client(role)

    partner = reverse("admin:actors_actor_partner", args=[pair[0].pk])
    assert {client.get(address).status_code for address in (LIST, f"{ALIKE}?name=x")} == {looks}
    assert {client.get(address).status_code for address in (merge_page(*pair), partner)} == {merges}
    assert client.post(merge_page(*pair), {}).status_code == (409 if merges == 200 else merges)


def test_entries_that_are_alike_are_shown_while_typing(pair):
    client = make_client("redaktion")

    found = client.get(ALIKE, {"name": "Grundschule Voegelsen", "postcode": "21360"})
    itself = client.get(ALIKE, {"name": "Grundschule Vögelsen", "pk": pair[0].pk})
    nothing = client.get(ALIKE, {"name": "Kino", "pk": "x"})

    assert text(found).count("<li>") == 2
    assert reverse("admin:actors_actor_change", args=[pair[0].pk]) in text(found)
    assert text(itself).count("<li>") == 0 or reverse(
        "admin:actors_actor_change", args=[pair[0].pk]
    ) not in text(itself)
    assert "<li>" not in text(nothing)


def test_new_entry_that_is_there_already_wants_one_tick_more(pair):
    client = make_client("redaktion")

    asked = client.post(ADD, entry())
    made = client.post(ADD, entry(is_other="1"))

    assert asked.status_code == 200
    assert "Diesen Eintrag gibt es vielleicht schon." in text(asked)
    assert 'name="is_other"' in text(asked)
    assert "Schulstraße 1" in text(asked)
    assert made.status_code == 302
    assert Actor.objects.filter(slug="neu").exists()


def test_other_new_entries_are_not_asked_about(pair):
    made = make_client("redaktion").post(
        ADD, entry(name="Kunstschule Adendorf", postcode="21365", city="Adendorf")
    )

    assert made.status_code == 302


def test_list_shows_pairs_until_somebody_decides(pair):
    client = make_client("koordination")

    before = client.get(LIST)
    decided = client.post(APART, {"first": pair[0].pk, "second": pair[1].pk}, follow=True)

    assert [(first, second) for first, second, *_ in before.context["pairs"]] == [pair]
    assert "99 %" in text(before)
    assert decided.context["pairs"] == []
    assert NotDuplicate.objects.get().decided_by == client.user


@pytest.mark.parametrize("sent", [{}, {"first": "x", "second": "1"}, {"first": "1", "second": "1"}])
def test_decision_without_two_entries_is_refused(sent):
    assert make_client("koordination").post(APART, sent).status_code == 422


def test_decision_on_entries_that_are_gone_is_not_found(pair):
    assert (
        make_client("koordination").post(APART, {"first": "999998", "second": "999999"}).status_code
        == 404
    )


def test_merge_page_shows_both_sides_and_what_comes_along(pair):
    keep, gone = pair
    make_offer(actor=gone)
    make_member(gone)

    page = make_client("koordination").get(merge_page(keep, gone))

    labels = [part.label for part, _chosen in page.context["parts"]]
    assert labels == ["Name", "Telefon", "E-Mail"]
    assert "Angebote (Lernort): 1" in text(page)
    assert "Diese Personen sehen dann auch dessen Anträge." in text(page)
    assert f"Die Adresse {gone.get_absolute_url()}" in text(page)
    assert "Das lässt sich nicht rückgängig machen." in text(page)


def test_merging_from_the_page(pair):
    keep, gone = pair
    client = make_client("koordination")
    stamp = client.get(merge_page(keep, gone)).context["stamp"]

    done = client.post(
        merge_page(keep, gone), {"stand": stamp, "name": KEEP, "email": GONE}, follow=True
    )

    keep.refresh_from_db()
    assert (keep.email, Actor.objects.count()) == ("gs@schule.example", 1)
    assert "ist jetzt Teil von" in text(done)
    assert "Zusammengeführt mit „GS Vögelsen“" in LogEntry.objects.get().get_change_message()


def test_page_comes_back_with_the_choices_where_one_entry_changed(pair):
    keep, gone = pair
    client = make_client("koordination")
    stamp = client.get(merge_page(keep, gone)).context["stamp"]
    make_offer(actor=gone)

    back = client.post(merge_page(keep, gone), {"stand": stamp, "phone": GONE})

    assert back.status_code == 409
    assert "inzwischen geändert" in text(back)
    assert {part.key: chosen for part, chosen in back.context["parts"]}["phone"] == GONE


def test_entry_is_not_merged_with_itself_or_a_stranger(pair):
    client = make_client("koordination")

    assert client.post(merge_page(pair[0], pair[0]), {"stand": ""}).status_code == 409
    assert (
        client.get(reverse("admin:actors_actor_merge", args=[pair[0].pk, 999_999])).status_code
        == 404
    )


def test_two_chosen_entries_of_the_list_lead_to_the_merge(pair):
    client, page = make_client("koordination"), reverse("admin:actors_actor_changelist")

    two = client.post(page, {"action": "merge_two", "_selected_action": [one.pk for one in pair]})
    one = client.post(page, {"action": "merge_two", "_selected_action": [pair[0].pk]}, follow=True)

    assert two["Location"] == merge_page(*pair)
    assert "genau zwei" in text(one)


def test_partner_is_proposed_or_searched_for(pair):
    client = make_client("koordination")
    page = reverse("admin:actors_actor_partner", args=[pair[0].pk])
    cinema = make_actor("Kino Adendorf", kind="kino")

    assert merge_page(*pair) in text(client.get(page))
    assert merge_page(pair[0], cinema) in text(client.get(page, {"q": "kino"}))
    assert "Kein Eintrag passt" in text(client.get(page, {"q": "Zoo"}))


@pytest.mark.parametrize("rows", [1, 20])
def test_list_of_duplicates_stays_cheap(rows, django_assert_max_num_queries):
    for number in range(rows):
        for _ in range(2):
            make_actor(f"Kita Zwilling{number}haus", postcode=f"{21000 + number}", city="Adendorf")
    client = make_client("koordination")

    with django_assert_max_num_queries(14):
        response = client.get(LIST)

    assert len(response.context["pairs"]) >= rows
