"""What must hold for every row of the directory: each constraint broken once, each rule said in German."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from actors import kinds
from actors.models import (
    AccessFact,
    Actor,
    ChangeProposal,
    Claim,
    Contact,
    DeadLink,
    Enquiry,
    ExternalId,
    FreshnessAsk,
    Language,
    Membership,
    Offer,
    OldAddress,
    OpeningSlot,
    PriceTier,
    TravelHint,
    VisitFeedback,
)
from bildungsregion.base.models import SearchMiss, Synonym
from tests.factories.actors import make_actor, make_municipality, make_offer


pytestmark = pytest.mark.django_db

DAY, EARLIER = date(2026, 3, 2), date(2026, 3, 1)


def sentences(row) -> list[str]:
    """What full_clean says about a row, if anything."""
    try:
        row.full_clean()
    except ValidationError as error:
        return error.messages
    return []


def refused_by_the_database(row) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def actor(region):
    return make_actor("Museum", kind="museum", slug="museum")


@pytest.fixture
def offer(actor):
    return make_offer("Salz sieden", actor=actor)


@pytest.fixture
def user(db):
    return User.objects.create_user("leitung@museum.example", name="Leitung")


def broken_actor(actor, **facts):
    for name, value in facts.items():
        setattr(actor, name, value)
    return actor


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"image": "actors/haus.jpg", "image_alt": "Das Haus"},
         "Zu einem Bild gehören Beschreibung, Urheber:in und Lizenz."),
        ({"verified_at": timezone.now()}, "Zur Bestätigung gehören Zeitpunkt und Person."),
        ({"checked_on": DAY, "next_check_on": DAY}, "Die nächste Prüfung liegt nicht vor der letzten."),
        ({"cooperation_wish": "Gartenprojekt"}, "Wer sagt, wofür, sucht auch Kooperation: bitte ankreuzen."),
        ({"funding_eligible_override": True},
         "Bitte nennen Sie den Grund, warum die Förderberechtigung abweicht."),
    ],
)  # fmt: skip
def test_an_impossible_institution_is_refused(actor, facts, sentence):
    row = broken_actor(actor, **facts)

    assert sentences(row) == [sentence]
    assert refused_by_the_database(row)


def slot(actor, opens, closes, weekday=0):
    return OpeningSlot(actor=actor, weekday=weekday, opens=time(*opens), closes=time(*closes))


def test_an_hour_ends_after_it_begins(actor):
    row = slot(actor, (18, 0), (9, 0))

    assert sentences(row) == ["Die Schließzeit liegt vor der Öffnungszeit."]
    assert refused_by_the_database(row)
    assert sentences(slot(actor, (18, 0), (0, 0))) == []


def test_two_hours_of_a_day_do_not_begin_together(actor):
    slot(actor, (9, 0), (12, 0)).save()

    assert sentences(slot(actor, (9, 0), (11, 0))) == [
        "Für diesen Tag gibt es schon eine Zeit mit demselben Beginn."
    ]
    assert sentences(slot(actor, (9, 0), (11, 0), weekday=1)) == []


def test_a_fact_of_accessibility_is_said_once(actor):
    AccessFact.objects.create(actor=actor, feature="wc", state="ja")

    assert sentences(AccessFact(actor=actor, feature="wc", state="nein")) == [
        "Zu diesem Merkmal gibt es schon eine Angabe."
    ]


def test_a_contact_says_how(actor):
    row = Contact(actor=actor, area="Buchung")

    assert sentences(row) == ["Bitte nennen Sie Telefon, E-Mail oder einen Hinweis."]
    assert refused_by_the_database(row)
    assert sentences(Contact(actor=actor, area="Buchung", phone="04131 1")) == []


@pytest.mark.parametrize(
    ("scheme", "value", "said"),
    [
        ("osm", "way/123", []),
        ("osm", "123", ["So sieht diese Kennung nicht aus. Zum Beispiel „way/123456“."]),
        ("wikidata", "Q42", []),
        ("wikidata", "42", ["So sieht diese Kennung nicht aus. Zum Beispiel „Q1234“."]),
        ("schulnummer", "47302", []),
    ],
)
def test_an_external_id_looks_like_one(actor, scheme, value, said):
    assert sentences(ExternalId(actor=actor, scheme=scheme, value=value)) == said


def test_an_external_id_belongs_to_one_institution(actor):
    ExternalId.objects.create(actor=actor, scheme="schulnummer", value="47302")

    assert sentences(ExternalId(actor=make_actor(), scheme="schulnummer", value="47302")) == [
        "Diese Kennung gehört schon zu einem Eintrag."
    ]


def test_an_old_address_names_one(actor):
    row = OldAddress(actor=actor)

    assert sentences(row) == ["Bitte nennen Sie eine frühere Adresse oder Kurzadresse."]
    assert refused_by_the_database(row)


def test_every_institution_has_its_own_short_code(actor):
    other = make_actor()

    assert (len(actor.code), len(other.code)) == (7, 7)
    assert actor.code != other.code
    assert set(actor.code) <= set("23456789bcdfghjkmnpqrstvwxz")


def test_only_confirmed_people_are_trusted(actor, user):
    row = Membership(actor=actor, user=user, is_trusted=True)

    assert sentences(row) == ["Sofort erscheinen nur Änderungen bestätigter Personen."]
    assert refused_by_the_database(row)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "confirmed"}, "Zur Entscheidung gehören Zeitpunkt und Person."),
        ({"way": "mail"}, "Zum Nachweis per E-Mail gehört die Adresse der Einrichtung."),
    ],
)
def test_an_impossible_claim_is_refused(actor, user, facts, sentence):
    row = Claim(actor=actor, user=user, **facts)

    assert sentences(row) == [sentence]
    assert refused_by_the_database(row)


def test_a_claim_is_refused_with_a_reason(actor, user):
    row = Claim(actor=actor, user=user, state="refused", decided_at=timezone.now(), decided_by=user)

    assert sentences(row) == ["Bitte begründen Sie die Ablehnung."]


def test_an_institution_is_claimed_once_at_a_time(actor, user):
    Claim.objects.create(actor=actor, user=user)

    assert sentences(Claim(actor=actor, user=user)) == [
        "Dieses Konto hat die Einrichtung schon beansprucht."
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"subject_pk": 1}, "Bitte schreiben Sie, was sich ändern soll."),
        ({"message": "Die Nummer ist falsch."},
         "Eine Änderung nennt ihren Eintrag, ein neuer Eintrag hat noch keinen."),
        ({"subject_pk": 1, "message": "x", "state": "withdrawn"},
         "Zur Entscheidung gehören Zeitpunkt und Person."),
        ({"kind": "new", "subject_pk": 1, "message": "x"},
         "Eine Änderung nennt ihren Eintrag, ein neuer Eintrag hat noch keinen."),
    ],
)  # fmt: skip
def test_an_impossible_proposal_is_refused(region, facts, sentence):
    row = ChangeProposal(**facts)

    assert sentences(row) == [sentence]
    assert refused_by_the_database(row)


def test_a_proposal_goes_back_with_a_reason(user):
    decided = {"decided_at": timezone.now(), "decided_by": user}
    row = ChangeProposal(subject_pk=1, message="x", state="returned", **decided)

    assert sentences(row) == ["Bitte begründen Sie, warum der Vorschlag zurückgeht."]


def test_an_institution_is_asked_once_a_day(actor):
    FreshnessAsk.objects.create(actor=actor, email="info@museum.example", sent_on=DAY)

    assert sentences(FreshnessAsk(actor=actor, email="info@museum.example", sent_on=DAY)) == [
        "Die Einrichtung wurde an diesem Tag schon gefragt."
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"answered_on": DAY}, "Zur Antwort gehört der Tag."),
        ({"answered_on": EARLIER, "answer": "confirmed"}, "Eine Antwort kommt nicht vor der Frage."),
    ],
)  # fmt: skip
def test_an_impossible_answer_is_refused(actor, facts, sentence):
    row = FreshnessAsk(actor=actor, email="info@museum.example", sent_on=DAY, **facts)

    assert sentences(row) == [sentence]
    assert refused_by_the_database(row)


def test_a_dead_link_was_tried_after_it_was_found(actor):
    row = DeadLink(actor=actor, url="https://museum.example/", found_on=DAY, tried_on=EARLIER)

    assert sentences(row) == ["Zuletzt versucht wurde nicht vor dem ersten Mal."]
    assert refused_by_the_database(row)


def test_a_class_says_something_after_its_visit(actor):
    row = VisitFeedback(actor=actor, reference="KB-2026-0001", text="")

    assert refused_by_the_database(row)
    assert sentences(VisitFeedback(actor=actor, reference="KB-2026-0001", text="Schön war es.")) == []  # fmt: skip


def test_an_enquiry_keeps_no_person():
    names = {field.name for field in Enquiry._meta.fields}

    assert names == {"id", "offer", "children", "adults", "sender", "created_at"}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"price_model": "tiers", "price_cents": 1_00},
         "Nach Größe der Gruppe: Die Preise stehen in der Staffel, nicht hier."),
        ({"season_from": 4}, "Zu einer Saison gehören der erste und der letzte Monat."),
    ],
)  # fmt: skip
def test_an_impossible_offer_is_refused(offer, facts, sentence):
    row = broken_actor(offer, **facts)

    assert sentences(row) == [sentence]
    assert refused_by_the_database(row)


def test_a_price_tier_begins_at_one_person(offer):
    row = PriceTier(offer=offer, persons_from=0, price_cents=10_00)

    assert sentences(row) == ["Eine Preisstufe beginnt bei einer Person oder mehr."]
    assert refused_by_the_database(row)


def test_price_tiers_do_not_begin_together(offer):
    PriceTier.objects.create(offer=offer, persons_from=1, price_cents=50_00)

    assert sentences(PriceTier(offer=offer, persons_from=1, price_cents=60_00)) == [
        "Zu dieser Personenzahl gibt es schon einen Preis."
    ]


def test_a_way_is_told_once_for_each_means(offer):
    facts = {"offer": offer, "municipality": make_municipality(), "text": "Linie 5011"}
    TravelHint.objects.create(**facts)

    assert sentences(TravelHint(**facts)) == ["Dazu gibt es schon einen Hinweis."]
    assert sentences(TravelHint(**facts, means="bus")) == []


@pytest.mark.parametrize(
    ("season", "months"),
    [((None, None), set(range(1, 13))), ((4, 10), set(range(4, 11))), ((9, 6), {9, 10, 11, 12, 1, 2, 3, 4, 5, 6}),
     ((5, 5), {5})],
)  # fmt: skip
def test_a_season_may_turn_the_year(actor, season, months):
    make_offer(actor=actor, season_from=season[0], season_to=season[1])

    assert {m for m in range(1, 13) if Offer.objects.in_month(m).exists()} == months


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"season_from": 4, "season_to": 10}, "April bis Oktober"),
        ({"season_from": 5, "season_to": 5}, "im Mai"),
        ({"season_from": 9, "season_to": 6, "season": "außer in den Ferien"},
         "September bis Juni, außer in den Ferien"),
        ({"season": "ganzjährig"}, "ganzjährig"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_season_is_said_in_one_line(facts, label):
    assert Offer(**facts).season_label == label


def test_price_by_size_of_the_group_is_said_in_one_line(offer):
    offer.price_model, offer.price_cents = Offer.PriceModel.TIERS, 0
    offer.save()
    PriceTier.objects.create(offer=offer, persons_from=1, price_cents=50_00)
    PriceTier.objects.create(offer=offer, persons_from=11, price_cents=80_00)

    assert offer.price_label == "ab 50,00\u00a0€ je Gruppe"
    assert not offer.is_free


def test_a_synonym_is_known_in_any_spelling(db):
    Synonym.objects.create(word="Bücherei", means="Bibliothek")

    assert sentences(Synonym(word="buecherei", means="Bibliothek")) == [
        "Zu diesem Wort gibt es schon einen Eintrag."
    ]
    assert sentences(Synonym(word="!!!", means="Bibliothek")) == [
        "Bitte nennen Sie ein Wort mit Buchstaben oder Ziffern."
    ]


def test_a_search_that_found_nothing_keeps_no_person():
    names = [field.name for field in SearchMiss._meta.fields]

    assert names == ["id", "term", "count", "first_on", "last_on"]
    assert refused_by_the_database(SearchMiss(term="x", first_on=DAY, last_on=EARLIER))


@pytest.mark.parametrize(
    ("state", "has", "lacks"),
    [
        ("Niedersachsen", {"oberschule", "foerderschule"}, {"sbbz", "werkrealschule"}),
        ("Baden-Württemberg", {"sbbz", "gemeinschaftsschule"}, {"oberschule", "foerderschule"}),
        ("Hessen", {"oberschule", "sbbz"}, set()),
    ],
)
def test_kinds_of_school_differ_by_land(state, has, lacks):
    known = {str(kind) for kind in kinds.of_land(state)}

    assert has <= known
    assert not lacks & known


def test_languages_are_found_by_their_code(actor):
    ukrainian = Language.objects.create(name="Ukrainisch", slug="uk")
    actor.languages.add(ukrainian)

    assert list(Actor.objects.filter(languages__slug="uk")) == [actor]
