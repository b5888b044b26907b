"""Which pages are walked, and as whom: every address of the portal that answers a look with a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings

from accounts import roles
from tests.access import people
from tests.access.places import NoSuchArgument, Place, places
from tests.access.world import World


# In this order somebody takes the pages that nobody before saw.
WALKERS = (
    people.ANONYMOUS,
    people.GUEST,
    people.HEAD,
    people.CONTACT,
    people.SUPERUSER,
    *roles.ROLES,
)
# What looks different for each of them.
OF_EACH = {"home", "my_area", "my_rights", "admin:index"}
# Parts without a page around them: what others put into theirs, and what a form asks for while somebody types.
FRAGMENTS = {"events:embed_list", "admin:actors_actor_alike"}
# So many rows of a kind are asked for one that is where the page wants it on its way.
ROWS = 25


@dataclass(frozen=True)
class Stop:
    kind: str
    name: str
    address: str


@dataclass
class Tour:
    """The pages somebody walks, and the addresses that show none in this portal, with what they answer."""

    stops: list[Stop] = field(default_factory=list)
    without: dict[str, str] = field(default_factory=dict)


def plan(
    world: World,
    walkers: Sequence[str] = WALKERS,
    *,
    under: tuple[str, ...] = ("/",),
    prefix: str = "",
) -> Tour:
    """Every page once, as the first of these who gets in; what looks different for each as each of them.

    ``under`` is how the addresses begin, one of these ways, ``prefix`` the language in front of public ones ("/ar").
    """
    tour = Tour()
    for place in places():
        if not any(address.startswith(under) for address in addresses(world, place, 0)):
            continue
        if place.name in FRAGMENTS:
            tour.without[place.name] = "Teil einer Seite"
            continue
        met: list[str] = []
        for kind in walkers:
            # Where the superuser finds no row on its way, nobody does.
            rows = ROWS if kind == people.SUPERUSER or people.SUPERUSER not in walkers else 0
            address = page_of(world, world.people[kind], place, met, prefix, rows)
            if address:
                tour.stops.append(Stop(kind, place.name, address))
            if address and place.name not in OF_EACH:
                break
        if met and not address:
            tour.without[place.name] = ", ".join(sorted(set(met)))
    tour.stops.sort(key=lambda stop: walkers.index(stop.kind))
    return tour


def page_of(
    world: World,
    person: people.Person,
    place: Place,
    met: list[str],
    prefix: str = "",
    rows: int = ROWS,
) -> str:
    """An address of it that shows this person a page, or ""; what else was answered is noted in ``met``."""
    for address in addresses(world, place, rows):
        if prefix and not place.is_of_the_office:
            address = prefix + address
        answer = person.ask("GET", address)
        kind = answer.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html") and "Content-Disposition" not in answer
        answer.close()
        if answer.status_code == 200 and is_page:
            return address
        met.append(str(answer.status_code) if answer.status_code != 200 else kind.split(";")[0])
        if answer.status_code not in (404, 409):
            break
    return ""


def addresses(world: World, place: Place, rows: int) -> Iterator[str]:
    """With the row of the made-up world first, then with others of its kind."""
    try:
        yield world.address(place)
    except NoSuchArgument:
        return
    values = world.values_of(place)
    model = model_of(place)
    names = [name for name in ("object_id", "pk") if name in place.arguments]
    if model is not None and names:
        for pk in model._default_manager.order_by("-pk").values_list("pk", flat=True)[:rows]:
            yield place.address(values | dict.fromkeys(names, pk))


def model_of(place: Place):
    """Whose pages these are in the office: verwaltung/<app>/<model>/…"""
    parts = place.route.split("/")
    if parts[0] != "verwaltung" or len(parts) < 4 or "<" in parts[1] + parts[2]:
        return None
    try:
        return apps.get_model(parts[1], parts[2])
    except LookupError:
        return None


def cookie_of(person: people.Person, url: str) -> list[dict]:
    """The session, as a browser wants it."""
    if not person.cookies:
        return []
    name, _, value = person.cookies.partition("=")
    assert name == settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": value, "url": url}]
