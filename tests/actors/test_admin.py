"""The office keeps the directory."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import User
from actors import freshness
from actors.models import Actor, Membership, Offer
from tests.factories.actors import (
    make_actor,
    make_life_phase,
    make_municipality,
    make_offer,
    make_target_group,
    make_topic,
)
from tests.factories.office import press_bulk


pytestmark = pytest.mark.django_db
MODELS = ["actor", "offer", "municipality", "topic", "membership"]


@pytest.fixture
def office(office_client):
    return office_client("koordination")


def admin_list(model):
    return reverse(f"admin:actors_{model}_changelist")


def act(client, model, action, *rows):
    return press_bulk(client, admin_list(model), action, *rows)


def make_membership(actor, **fields):
    user = User.objects.create_user(f"leitung-{actor.pk}@schule.example", name="Leitung")
    return Membership.objects.create(user=user, actor=actor, **fields)


@pytest.mark.parametrize("model", MODELS)
def test_lists_stay_cheap(office, django_assert_max_num_queries, model):
    for number in range(30):
        actor = make_actor(part_of=None, municipality=make_municipality(f"Ort {number}"))
        make_offer(actor=actor)
        make_topic(f"Thema {number}")
        make_membership(actor)

    with django_assert_max_num_queries(25):
        response = office.get(admin_list(model))

    assert response.status_code == 200


def test_form_of_an_actor_stays_cheap(office, django_assert_max_num_queries):
    topics = [make_topic(f"Thema {number}") for number in range(8)]
    actor = make_actor(topics=topics, life_phases=[make_life_phase()],
                       target_groups=[make_target_group()], cooperates_with=[make_actor()])  # fmt: skip

    with django_assert_max_num_queries(25):
        html = office.get(reverse("admin:actors_actor_change", args=[actor.pk])).content.decode()

    assert "selectfilter" not in html


@pytest.mark.parametrize("term", ["Vogelsen", "voegelsen", "Vögelsen Schule"])
def test_office_finds_actors_in_any_spelling(office, term):
    make_actor("Grundschule Vögelsen")
    make_actor("Museum", kind="museum")

    result = office.get(admin_list("actor"), {"q": term}).context["cl"].result_list

    assert [actor.name for actor in result] == ["Grundschule Vögelsen"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"bereich": "kultur"}, ["Museum"]),
        ({"geprueft": "nie"}, ["Kita", "Museum"]),
        ({"geprueft": "ja"}, ["Schule"]),
        ({"bereich": "quatsch"}, []),
    ],
)
def test_office_filters_actors(office, query, names):
    make_actor("Schule", checked_on=date(2026, 1, 1))
    make_actor("Kita", kind="kita")
    make_actor("Museum", kind="museum")

    result = office.get(admin_list("actor"), query).context["cl"].result_list

    assert sorted(actor.name for actor in result) == names


def test_day_of_a_check_brings_the_next_one(office, today):
    school = make_actor("Schule", next_check_on=date(2026, 2, 1), doubtful_since=date(2026, 2, 20))

    url = reverse("admin:actors_actor_change", args=[school.pk])
    response = office.post(url, actor_form(checked_on="02.03.2026", next_check_on="01.02.2026"))

    school.refresh_from_db()
    assert response.status_code == 302
    assert (school.checked_on, school.doubtful_since) == (today, None)
    assert school.next_check_on == freshness.next_check("museum", school.pk, today)


def test_confirming_writes_who_and_when(office, clock):
    waiting = make_membership(make_actor())

    act(office, "membership", "confirm", waiting)

    waiting.refresh_from_db()
    assert (waiting.confirmed_by, waiting.confirmed_at) == (office.user, clock.moment)


def test_confirming_again_keeps_the_first_confirmation(office, clock):
    membership = make_membership(make_actor())
    act(office, "membership", "confirm", membership)
    first = clock.moment

    clock("2026-03-02 10:20")
    act(office, "membership", "confirm", membership)

    membership.refresh_from_db()
    assert membership.confirmed_at == first


def test_a_confirmation_can_be_taken_back(office, clock):
    membership = make_membership(make_actor(), confirmed_at=clock.moment, confirmed_by=office.user)

    act(office, "membership", "withdraw_confirmation", membership)

    membership.refresh_from_db()
    assert (membership.confirmed_at, membership.confirmed_by) == (None, None)


def test_confirmation_is_in_no_form(office):
    membership = make_membership(make_actor())

    html = office.get(
        reverse("admin:actors_membership_change", args=[membership.pk])
    ).content.decode()

    assert 'name="confirmed_at' not in html
    assert 'name="confirmed_by' not in html


def no_parts(*prefixes):
    """The management forms of inlines without a row."""
    numbers = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
    return {f"{prefix}-{name}": number for prefix in prefixes for name, number in numbers.items()}


def offer_form(actor, **fields):
    return no_parts("tiers", "travel_hints") | {
        "title": "Salz sieden", "slug": "salz", "actor": actor.pk, "kind": "lernort", "field": "museal",
        "price_model": "per_head", "price_cents": "6,50", "fee_cents": "0", "material_cents": "0", "free_places": "0",
        "wheelchair": "unbekannt",
        "is_published": "on",
    } | fields  # fmt: skip


def test_prices_are_typed_in_euro(office):
    office.post(reverse("admin:actors_offer_add"), offer_form(make_actor()))

    assert Offer.objects.get().price_cents == 6_50


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"age_from": "10", "age_to": "6"}, "Das Alter „bis“ liegt unter dem Alter „ab“."),
        ({"group_size_min": "30", "group_size_max": "6"}, "Die Gruppengröße „bis“ liegt unter"),
        ({"price_model": "free"}, "Ein kostenfreies Angebot hat keinen Preis."),
        ({"price_cents": "sechs"}, "ist kein Betrag"),
    ],
)
def test_an_impossible_offer_is_said_in_a_sentence(office, fields, message):
    response = office.post(reverse("admin:actors_offer_add"), offer_form(make_actor(), **fields))

    assert message in response.content.decode()
    assert not Offer.objects.exists()


def test_an_actor_cannot_take_the_address_of_a_page(region):
    actor = make_actor(slug="karte")

    assert "Diese Adresse gehört schon" in str(actor_errors(actor))


def actor_errors(actor):
    with pytest.raises(Exception, match="Adresse") as refused:
        actor.full_clean()
    return refused.value.message_dict


@pytest.mark.parametrize(
    ("role", "status"), [("redaktion", 403), ("sachbearbeitung", 200), ("lesend", 403)]
)
def test_memberships_are_for_those_who_decide_them(office_client, role, status):
    assert office_client(role).get(admin_list("membership")).status_code == status


def actor_form(**fields):
    parts = no_parts("slots", "access_facts", "contacts", "external_ids")
    return parts | {
        "name": "Museum", "slug": "museum", "kind": "museum", "municipality": make_municipality().pk,
        "wheelchair": "unbekannt", "is_free": "unknown", "funding_eligible_override": "unknown",
    } | fields  # fmt: skip


def rows(prefix, *given):
    """Rows of an inline as the browser sends them."""
    typed = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    return typed | {
        f"{prefix}-{number}-{name}": text
        for number, row in enumerate(given)
        for name, text in row.items()
    }


def test_office_writes_an_entry_with_all_its_parts(office):
    form = actor_form(
        **rows("slots", {"weekday": "1", "opens": "11:00", "closes": "18:00", "note": ""}),
        **rows("access_facts", {"feature": "wc", "state": "ja", "note": "im Keller"}),
        **rows("contacts", {"area": "Buchung", "phone": "04131 1", "email": "", "note": "", "position": "10"}),
        **rows("external_ids", {"scheme": "wikidata", "value": "Q42"}),
    )  # fmt: skip

    response = office.post(reverse("admin:actors_actor_add"), form)

    assert response.status_code == 302
    actor = Actor.objects.get()
    assert [str(slot) for slot in actor.slots.all()] == ["Dienstag, 11:00–18:00"]
    assert [str(fact) for fact in actor.access_facts.all()] == ["Rollstuhlgerechtes WC: ja"]
    assert [(contact.area, contact.phone) for contact in actor.contacts.all()] == [
        ("Buchung", "04131 1")
    ]
    assert [known.value for known in actor.external_ids.all()] == ["Q42"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (rows("slots", {"weekday": "0", "opens": "9:00", "closes": "12:00"},
              {"weekday": "0", "opens": "11:00", "closes": "14:00"}),
         "Montag: 09:00–12:00 und 11:00–14:00 überschneiden sich."),
        (rows("slots", {"weekday": "0", "opens": "12:00", "closes": "9:00"}),
         "Die Schließzeit liegt vor der Öffnungszeit."),
        (rows("slots", {"weekday": "0", "opens": "mittags", "closes": "14:00"}),
         "Bitte eine gültige Uhrzeit eingeben."),
        (rows("contacts", {"area": "Buchung", "position": "10"}),
         "Bitte nennen Sie Telefon, E-Mail oder einen Hinweis."),
        (rows("external_ids", {"scheme": "osm", "value": "Haus"}), "Zum Beispiel „way/123456“."),
        ({"kind": "sbbz"}, "ist keine gültige Auswahl"),
        ({"cooperation_wish": "Garten"}, "Wer sagt, wofür, sucht auch Kooperation"),
        ({"checked_on": "02.03.2026", "next_check_on": "01.03.2026"},
         "Die nächste Prüfung liegt nicht vor der letzten."),
    ],
)  # fmt: skip
def test_an_impossible_entry_is_said_in_a_sentence(office, region, fields, message):
    response = office.post(reverse("admin:actors_actor_add"), actor_form(**fields))

    assert message in response.content.decode()
    assert not Actor.objects.exists()


def picture(kind="PNG") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(content, kind)
    return SimpleUploadedFile("haus.png", content.getvalue(), "image/png")


def test_a_picture_is_encoded_afresh_and_described(office, region):
    described = {"image_alt": "Das Haus", "image_author": "Museum", "image_licence": "cc-by"}

    office.post(reverse("admin:actors_actor_add"), actor_form(image=picture(), **described))

    actor = Actor.objects.get()
    assert actor.image.name.startswith("actors/")
    assert actor.image.name.endswith(".webp")
    assert "haus" not in actor.image.name


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (picture, "Zu einem Bild gehören Beschreibung, Urheber:in und Lizenz."),
        (
            lambda: SimpleUploadedFile("haus.png", b"kein Bild"),
            "Diese Datei lässt sich nicht öffnen.",
        ),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused(office, region, upload, message):
    response = office.post(reverse("admin:actors_actor_add"), actor_form(image=upload()))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Actor.objects.exists()


def test_kind_of_another_land_stays_where_it_is(office, region):
    actor = make_actor(kind="sbbz")

    html = office.get(reverse("admin:actors_actor_change", args=[actor.pk])).content.decode()

    assert '<option value="sbbz" selected>' in html
    assert 'value="werkrealschule"' not in html


def test_office_vouches_for_an_entry(office, clock):
    actor = make_actor()

    act(office, "actor", "verify", actor)

    actor.refresh_from_db()
    assert (actor.verified_by, actor.verified_at) == (office.user, clock.moment)
    act(office, "actor", "withdraw_verification", actor)
    actor.refresh_from_db()
    assert (actor.verified_by, actor.verified_at) == (None, None)


def test_only_confirmed_people_become_trusted(office, clock):
    waiting = make_membership(make_actor())
    confirmed = make_membership(make_actor(), confirmed_at=clock.moment, confirmed_by=office.user)

    act(office, "membership", "trust", waiting, confirmed)

    trusted = Membership.objects.filter(is_trusted=True)
    assert list(trusted) == [confirmed]
    act(office, "membership", "withdraw_confirmation", confirmed)
    assert not trusted.all().exists()


def test_prices_by_size_are_typed_below_the_offer(office):
    steps = (("1", "60"), ("21", "90,50"))
    tiers = rows("tiers", *({"persons_from": at, "price_cents": text} for at, text in steps))
    form = offer_form(make_actor(), price_model="tiers", price_cents="0", **tiers)

    office.post(reverse("admin:actors_offer_add"), form)

    offer = Offer.objects.get()
    assert [(tier.persons_from, tier.price_cents) for tier in offer.tiers.all()] == [
        (1, 60_00),
        (21, 90_50),
    ]


LISTS = [
    "claim", "changeproposal", "enquiry", "visitfeedback", "freshnessask", "deadlink", "oldaddress",
    "language",
]  # fmt: skip


@pytest.mark.parametrize("model", LISTS)
def test_what_comes_from_outside_has_its_list(office, model):
    assert office.get(admin_list(model)).status_code == 200


def test_editors_keep_the_parts_of_an_entry(office_client):
    editor = office_client("redaktion")
    actor = make_actor()

    html = editor.get(reverse("admin:actors_actor_change", args=[actor.pk])).content.decode()

    assert 'name="slots-TOTAL_FORMS"' in html
    assert 'name="slots-__prefix__-opens"' in html


def test_how_sure_a_fact_is_is_said_in_german(office):
    actor = make_actor(confidence="source")

    page = office.get(reverse("admin:actors_actor_change", args=[actor.pk])).content.decode()

    assert '<option value="source" selected>steht in der Quelle</option>' in page
