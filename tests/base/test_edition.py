"""What is kept for an edition of the public content is never older than the content."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import roles
from accounts.models import User
from actors.models import AccessFact, Actor, Offer, PriceTier
from bildungsregion.base import edition
from bildungsregion.base.models import Edition, Region
from tests.factories.actors import (
    make_actor,
    make_language,
    make_life_phase,
    make_municipality,
    make_offer,
    make_target_group,
    make_topic,
)
from tests.factories.base import make_region
from tests.factories.funding import make_submitted
from tests.factories.office import press_bulk


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
ACTORS, OFFERS, MAP = (
    reverse(f"actors:{name}") for name in ("actor_list", "offer_list", "actor_map")
)


@pytest.fixture
def content():
    make_region()
    language, phase, group = make_language(), make_life_phase(), make_target_group()
    for name, kind in (("Museum", "museum"), ("Theater", "theater"), ("Archiv", "archiv")):
        actor = make_actor(name, kind=kind, municipality=make_municipality(name))
        actor.topics.add(make_topic(f"Thema {name}"))
        actor.languages.add(language)
        actor.life_phases.add(phase)
        actor.target_groups.add(group)
        make_offer(f"Führung {name}", actor=actor)


def told(address=ACTORS, **query) -> dict[str, list[tuple[str, int]]]:
    """All numbers that a list's filters say, and how many entries it has."""
    # Somebody with a session is shown no kept page, only kept numbers.
    person = Client()
    person.cookies[settings.SESSION_COOKIE_NAME] = "niemand"
    context = person.get(address, query).context
    numbers = {n: [(o.value, o.count) for o in f] for n, f in context["filter"].options.items()}
    return numbers | {"": [("", context["paginator"].count)]}


def counted(address=ACTORS, **query):
    """The same, worked out anew."""
    with transaction.atomic():
        return told(address, **query)


def _bulk():
    Actor.objects.bulk_create([
        Actor(name=f"Neu {n}", slug=f"neu-{n}", kind="kita", municipality=Actor.objects.first().municipality)
        for n in range(3)
    ])  # fmt: skip


def _save():
    actor = Actor.objects.get(name="Museum")
    actor.kind = "kino"
    actor.save()


def _by_hand():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE actors_actor SET kind = 'verein'")


def _ignoring_conflicts():
    tie = Actor.topics.through
    first = tie.objects.first()
    ties = [tie(actor_id=a.pk, topic_id=first.topic_id) for a in Actor.objects.all()]
    tie.objects.bulk_create(ties, ignore_conflicts=True)


def _by_the_office():
    roles.sync()
    user = User.objects.create_user("r@landkreis.example", name="Redaktion", is_staff=True)
    user.groups.add(Group.objects.get(name="redaktion"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    press_bulk(client, reverse("admin:actors_actor_changelist"), "hide", Actor.objects.first())


def _access():
    AccessFact.objects.create(actor=Actor.objects.first(), feature="wc", state="ja")


CHANGES = {
    "save": _save,
    "update": lambda: Actor.objects.filter(kind="museum").update(is_free=True),
    "bulk": _bulk,
    "sql": _by_hand,
    "add": lambda: Actor.objects.get(name="Museum").topics.add(make_topic("Neues Thema")),
    "add_ignoring": _ignoring_conflicts,
    "set": lambda: Actor.objects.get(name="Museum").target_groups.set([]),
    "clear": lambda: Actor.objects.get(name="Museum").languages.clear(),
    "delete": lambda: Actor.objects.get(name="Museum").delete(),
    "delete_many": lambda: Actor.objects.all().delete(),
    "related": lambda: Actor.objects.first().topics.update(name="Umbenannt", is_published=False),
    "fact": _access,
    "offer": lambda: Offer.objects.update(price_cents=0, price_model="free"),
    "office": _by_the_office,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_counts_after_any_change_are_right_at_once(content, change):
    before = {a: told(a) for a in (ACTORS, OFFERS)}, told(ACTORS, art="theater")
    assert before == ({a: counted(a) for a in (ACTORS, OFFERS)}, counted(ACTORS, art="theater"))

    change()

    after = {a: told(a) for a in (ACTORS, OFFERS)}, told(ACTORS, art="theater")
    assert after == ({a: counted(a) for a in (ACTORS, OFFERS)}, counted(ACTORS, art="theater"))
    assert after != before


def test_price_tiers_make_a_new_edition(content):
    mark = Edition.objects.get(pk=edition.PUBLIC).mark

    PriceTier.objects.create(offer=Offer.objects.first(), persons_from=1, price_cents=5_00)

    assert Edition.objects.get(pk=edition.PUBLIC).mark != mark


def test_a_change_that_is_taken_back_makes_no_new_edition(content):
    mark = Edition.objects.get(pk=edition.PUBLIC).mark

    with transaction.atomic():
        Actor.objects.update(is_free=True)
        transaction.set_rollback(True)

    assert Edition.objects.get(pk=edition.PUBLIC).mark == mark


def test_applications_and_accounts_make_no_new_edition(content):
    make_submitted()
    mark = Edition.objects.get(pk=edition.PUBLIC).mark

    make_submitted(institution=Actor.objects.filter(memberships__isnull=False).first())
    User.objects.create_user("jemand@schule.example", name="Jemand")

    assert Edition.objects.get(pk=edition.PUBLIC).mark == mark


def test_footer_shows_a_new_address_at_once(content):
    client = Client()
    assert "04131 0" not in client.get(ACTORS).content.decode()

    Region.objects.update(office_phone="04131 0")

    assert "04131 0" in client.get(ACTORS).content.decode()


@pytest.mark.parametrize(
    "address",
    [ACTORS, f"{ACTORS}?seite=2", f"{ACTORS}?art=museum", f"{ACTORS}?q=Museum", OFFERS, MAP, "/",
     reverse("sitemap_page"), reverse("account_request_login_code"), "/akteure/museum/", "/gibt-es-nicht/"],
)  # fmt: skip
def test_page_from_kept_parts_is_the_page_drawn_anew(content, address, settings):
    settings.KEPT_PAGES_MB = 0
    client = Client()
    with transaction.atomic():
        anew = client.get(address).content.decode()

    # The first fills, the second is filled from, and from what its neighbours filled.
    client.get(ACTORS)
    kept = [client.get(address).content.decode() for _ in range(2)]

    without_token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert [without_token.sub("", page) for page in kept] == [without_token.sub("", anew)] * 2


def test_header_marks_the_part_of_the_portal_that_is_seen(content):
    client = Client()

    pages = [client.get(path).content.decode() for path in (ACTORS, OFFERS, ACTORS, MAP)]

    current = [re.findall(r'href="(\S+)" aria-current="(\w+)">\w', page)[:1] for page in pages]
    assert current == [
        [(ACTORS, "page")], [(OFFERS, "page")], [(ACTORS, "page")], [(ACTORS, "true")],
    ]  # fmt: skip


def test_signed_in_people_and_strangers_keep_their_headers(content):
    user = User.objects.create_user("leitung@schule.example", name="Leitung")
    person, stranger = Client(), Client()
    person.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    pages = [client.get(ACTORS).content.decode() for client in (stranger, person, stranger)]

    assert ["Mein Bereich" in page for page in pages] == [False, True, False]
    assert ["Abmelden" in page for page in pages] == [False, True, False]


@pytest.mark.parametrize("address", [ACTORS, OFFERS, MAP, f"{ACTORS}?q=Museum&ort=Museum"])
def test_tables_that_lists_read_are_watched(content, address):
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        Client().get(address)

    read = {table for q in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', q["sql"])}
    assert read - {"cache_entries"} <= set(edition.tables())


def test_a_list_that_was_asked_for_before_reads_the_mark_alone(content, settings):
    settings.KEPT_PAGES_MB = 0
    client = Client()
    client.get(ACTORS)

    with CaptureQueriesContext(connection) as asked:
        client.get(ACTORS)

    assert len(asked) == 1


def test_nobody_keeps_where_somebody_stood(content):
    Client().get(ACTORS, {"standort": "53.25,10.41"})

    assert "53.25" not in repr(list(edition._kept))


def test_memory_of_parts_has_an_end(content, rf, monkeypatch):
    monkeypatch.setattr(edition, "ROOM", 1_000_000)
    request = rf.get("/")

    for number in range(9):
        edition.kept(request, number, lambda: "x" * 100_000)

    assert [key for _mark, _language, key in edition._kept] == [4, 5, 6, 7, 8]


def test_a_request_that_changes_something_keeps_nothing(content, rf):
    assert edition.of(rf.post("/")) == ""
    assert edition.of(rf.get("/")) == Edition.objects.get(pk=edition.PUBLIC).mark
