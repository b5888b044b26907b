"""The same number of rows of each kind that the public part shows, written fast."""

import random
from collections.abc import Callable
from datetime import date

from django.db import connection

from actors.models import Actor, Municipality, Offer
from documents.models import Document
from pages.models import News
from projects.models import Project

from . import calendar
from .directory import WORDS


TEXT = "Was wir tun, für wen, wann und wo in der Region gelernt wird. " * 6
BATCH = 500


def fill(size: int) -> None:
    """So many institutions, dates, projects, documents and messages in all, and a third as many offers.

    From a hundred on; what is there is left. Names and places by chance, the same ones each time.
    """
    chance = random.Random(size)
    places = list(Municipality.objects.order_by("pk")[:40])
    for model, slug, make, number in (
        (Actor, "mass-", _actor, size),
        (Offer, "massbesuch-", _offer, size // 3),
        (Project, "mass-", _project, size),
        (Document, "mass-", _document, size),
        (News, "mass-", _news, size),
    ):
        _fill(model, slug, make, number, chance, places)
    calendar.fill(size)
    tidy_up()


def tidy_up() -> None:
    """What a database would do behind the next pages, after so much has come in, is done before they are measured."""
    statements = ("VACUUM ANALYZE", "CHECKPOINT")
    with connection.cursor() as cursor:
        for statement in statements if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(statement)
    connection.close()


def _fill(
    model, slug: str, make: Callable, number: int, chance: random.Random, places: list
) -> None:
    there = model.objects.filter(slug__startswith=slug).count()
    actors = list(
        Actor.objects.filter(slug__startswith="mass-").values_list("pk", flat=True)[:5000]
    )
    rows = (make(n, f"{slug}{n}", chance, places, actors) for n in range(there, number))
    model.objects.bulk_create(rows, batch_size=BATCH)


def _actor(number: int, slug: str, chance: random.Random, places: list, _actors: list) -> Actor:
    first, second = chance.sample(WORDS, 2)
    place = chance.choice(places)
    return Actor(
        name=f"{first}haus {number}", slug=slug, code=f"g{number}", municipality=place, city=place.name,
        kind=chance.choice(("museum", "theater", "grundschule", "kita", "bibliothek", "umweltbildung")),
        summary=f"Bei uns geht es um {second}.", description=TEXT,
        latitude=(place.latitude or 53.2) + chance.uniform(-0.03, 0.03),
        longitude=(place.longitude or 10.4) + chance.uniform(-0.03, 0.03),
    )  # fmt: skip


def _offer(number: int, slug: str, chance: random.Random, _places: list, actors: list) -> Offer:
    return Offer(
        actor_id=actors[number % len(actors)], title=f"Besuch im {chance.choice(WORDS)}raum {number}",
        slug=slug, description=TEXT,
    )  # fmt: skip


def _project(number: int, slug: str, chance: random.Random, _places: list, actors: list) -> Project:
    return Project(
        title=f"{chance.choice(WORDS)}projekt {number}", slug=slug, summary="Wir lernen zusammen.",
        description=TEXT, lead_id=actors[number % len(actors)],
        status=chance.choice(Project.Status.values),
    )  # fmt: skip


def _document(
    number: int, slug: str, chance: random.Random, _places: list, _actors: list
) -> Document:
    return Document(
        title=f"{chance.choice(WORDS)}bericht {number}", slug=slug, kind=Document.Kind.REPORT,
        short=f"x{number}", summary="Was im Schuljahr geschah.", issued_on=date(2000 + number % 26, 1 + number % 12, 1),
    )  # fmt: skip


def _news(number: int, slug: str, chance: random.Random, _places: list, _actors: list) -> News:
    title = f"{chance.choice(WORDS)}nachricht {number}"
    return News(title=title, slug=slug, summary="Kurz gesagt.", body=TEXT)
