"""What people can hear of by feed and by mail: new and changed institutions and offers."""

from django.utils.translation import gettext_lazy as _

from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.news import NewsList

from .filters import ActorFilter, OfferFilter
from .models import Actor, Offer
from .near import PRIVATE


# Columns of which a change is one that visitors read; the day of a check or a coordinate is not.
ACTOR_COLUMNS = (
    "name", "kind", "sponsorship", "learning_form", "street", "postcode", "city", "municipality_id", "phone",
    "email", "website", "directions", "hours_note", "by_appointment", "closed_until", "closed_reason",
    "admission", "is_free", "wheelchair", "accessibility_note", "summary", "description", "part_of_id",
    "seeks_cooperation", "cooperation_wish",
)  # fmt: skip
OFFER_COLUMNS = (
    "title", "actor_id", "kind", "field", "summary", "description", "age_from", "age_to", "grades",
    "group_size_min", "group_size_max", "duration_minutes", "price_model", "price_cents", "fee_cents",
    "material_cents", "free_places", "place", "at_school", "season_from", "season_to", "season", "booking",
    "wheelchair", "accessibility_note", "travel_note", "curriculum",
)  # fmt: skip


class DirectoryNews(NewsList):
    """Near a place may be followed; near where somebody stood once is kept nowhere."""

    def kept(self, filterset):
        names = super().kept(filterset) - {"standort"}
        return names if "ort" in names else names - {"umkreis"}


class ActorNews(DirectoryNews):
    slug = "akteure"
    title = _("Akteure")
    page, feed = "actors:actor_list", "actors:actor_feed"
    all_of_it = _("alle Akteure")
    told = _("Neue Einträge und solche, an denen sich etwas geändert hat.")
    filterset_class = ActorFilter
    dropped = PRIVATE

    def rows(self):
        return (
            Actor.objects.published()
            .select_related("municipality")
            .defer("description", "search_title", "search_text", "municipality__geometry")
        )

    def watched(self):
        related = ("topics", "life_phases", "target_groups", "languages", "slots")
        return Actor.objects.published().prefetch_related(*related)

    def facts(self, row):
        slots = sorted((s.weekday, str(s.opens), str(s.closes), s.note) for s in row.slots.all())
        related = (row.topics, row.life_phases, row.target_groups, row.languages)
        return *_columns(row, ACTOR_COLUMNS), slots, *map(_keys, related)

    def lines(self, row):
        place = row.city or row.municipality.name
        return f"{row.get_kind_display()}, {place}", row.summary


class OfferNews(DirectoryNews):
    slug = "lernorte"
    title = _("Lernorte")
    page, feed = "actors:offer_list", "actors:offer_feed"
    all_of_it = _("alle Angebote der Lernorte")
    told = _("Neue Angebote und solche, an denen sich etwas geändert hat.")
    filterset_class = OfferFilter
    dropped = PRIVATE

    def rows(self):
        return (
            Offer.objects.published()
            .with_lowest_price()
            .select_related("actor", "actor__municipality")
            .defer(
                "description", "search_text", "actor__description", "actor__municipality__geometry"
            )
        )

    def watched(self):
        return Offer.objects.published().prefetch_related(
            "topics", "target_groups", "languages", "tiers"
        )

    def facts(self, row):
        tiers = sorted((tier.persons_from, tier.price_cents) for tier in row.tiers.all())
        related = (row.topics, row.target_groups, row.languages)
        return *_columns(row, OFFER_COLUMNS), tiers, *map(_keys, related)

    def lines(self, row):
        facts = (row.actor.name, row.place_label, row.audience, row.duration, row.price_label)
        return ", ".join(dict.fromkeys(filter(None, facts))), row.summary


def _columns(row, names: tuple[str, ...]) -> list:
    """Plain values: choices are strings, moments and days are ISO."""
    values = (getattr(row, name) for name in names)
    return [value if isinstance(value, int | float) else str(value) for value in values]


def _keys(related) -> list[int]:
    return sorted(row.pk for row in related.all())


lists.register(ActorNews())
lists.register(OfferNews())
