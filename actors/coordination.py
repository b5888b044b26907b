"""What coordinators look at: who offers what for whom, who seeks cooperation, who works with whom."""

from collections.abc import Iterator

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet
from bildungsregion.base.tables import Sheet

from .filters import FUND, ActorFilter, MunicipalityFacet, OfferFilter
from .models import Actor, Offer
from .models.offers import FUNDABLE


# Of a file's name, so that every system takes it.
LONGEST_NAME = 100


class OverviewFilter(OfferFilter):
    """The filters of the public list, and for whom an offer is meant."""

    zielgruppe = FacetFilter(
        "target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )


class CooperationFilter(FacetFilterSet):
    """Who seeks cooperation, by field, place and topic; the words also look into what is sought."""

    bereich = ActorFilter.base_filters["bereich"]
    gemeinde = MunicipalityFacet()
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)

    class Meta(FacetFilterSet.Meta):
        model = Actor
        fields = []


def seekers() -> QuerySet:
    """Who seeks cooperation, with what is printed of them."""
    return (
        Actor.objects.published()
        .filter(seeks_cooperation=True)
        .select_related("municipality")
        .prefetch_related("topics")
        .defer("description", "search_title", "search_text", "municipality__geometry")
        .order_by("name", "pk")
    )


def pairs() -> QuerySet:
    """Who works with whom, each pair once though the relation is kept both ways, both published."""
    ends = ("from_actor", "to_actor")
    published = {f"{end}__is_published": True for end in ends}
    return (
        Actor.cooperates_with.through.objects.filter(**published, from_actor__lt=F("to_actor"))
        .select_related(*ends, *(f"{end}__municipality" for end in ends))
        .defer(*(f"{end}__municipality__geometry" for end in ends))
        .defer(*(f"{end}__{text}" for end in ends for text in ("description", "search_text")))
        .order_by("from_actor__name", "to_actor__name", "pk")
    )


def offers() -> QuerySet:
    """Offers with all that the overview prints; the number of queries does not grow with them."""
    return (
        Offer.objects.published()
        .with_lowest_price()
        .select_related("actor", "actor__municipality")
        .prefetch_related("topics", "target_groups")
        .defer("description", "search_text", "actor__description", "actor__municipality__geometry")
        .annotate(
            is_fundable=Case(
                When(FUNDABLE, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
        )
    )


def offer_sheet(rows: QuerySet, title: str, region) -> Sheet:
    """Who offers what for whom, a line each."""
    headers = [
        "Angebot", "Lernort", "Gemeinde", "Bereich", "Art", "Themen", "Zielgruppen", "Alter ab", "Alter bis",
        "Klassen", "Gruppe", "Dauer", "Preis", "kostenfrei", "kommt in die Einrichtung",
    ]  # fmt: skip
    has_fund = region.has(FUND)
    if has_fund:
        headers.append("förderfähig")
    return Sheet(title, headers, _offer_rows(rows, has_fund))


def _offer_rows(rows: QuerySet, has_fund: bool) -> Iterator[list]:
    for offer in rows:
        line = [
            offer.title,
            offer.actor.name,
            offer.actor.municipality.name,
            str(offer.get_field_display()),
            str(offer.get_kind_display()),
            ", ".join(topic.name for topic in offer.topics.all()),
            ", ".join(group.name for group in offer.target_groups.all()),
            "" if offer.age_from is None else offer.age_from,
            "" if offer.age_to is None else offer.age_to,
            offer.grades,
            offer.group_size,
            offer.duration,
            offer.price_label,
            yes_or_no(_is_free(offer)),
            yes_or_no(offer.at_school),
        ]
        yield [*line, yes_or_no(offer.is_fundable)] if has_fund else line


def _is_free(offer: Offer) -> bool:
    """As the public filter has it, without a look at each price by group size."""
    return not (offer.lowest_tier or offer.price_cents or offer.fee_cents or offer.material_cents)


def seeker_sheet(rows: QuerySet, title: str) -> Sheet:
    headers = (
        "Akteur",
        "Art",
        "Gemeinde",
        "sucht Kooperation wofür",
        "Themen",
        "Telefon",
        "E-Mail",
        "Website",
    )
    return Sheet(title, headers, (
        (actor.name, str(actor.get_kind_display()), actor.municipality.name, actor.cooperation_wish,
         ", ".join(topic.name for topic in actor.topics.all()), actor.phone, actor.email, actor.website)
        for actor in rows
    ))  # fmt: skip


def pair_sheet(title: str) -> Sheet:
    headers = ("Akteur", "Art", "Gemeinde", "arbeitet zusammen mit", "Art", "Gemeinde")
    return Sheet(title, headers, (
        cell
        for pair in pairs()
        for cell in [[text for actor in (pair.from_actor, pair.to_actor) for text in _who(actor)]]
    ))  # fmt: skip


def _who(actor: Actor) -> tuple[str, str, str]:
    return actor.name, str(actor.get_kind_display()), actor.municipality.name


def yes_or_no(value: bool) -> str:
    return "ja" if value else "nein"


def heading(subject: str, filterset: FacetFilterSet) -> str:
    """„Angebote: Museal, Hansestadt Lüneburg“: what a table shows."""
    chosen = ", ".join(chip.text for chip in filterset.chips)
    return f"{subject}: {chosen}" if chosen else subject


def file_name(heading: str) -> str:
    """The heading and the day as the name of a file, without its ending."""
    return f"{slugify(heading)[:LONGEST_NAME]}-{timezone.localdate():%Y-%m-%d}"
