"""How the directory stays true: when an entry is looked at again, who is asked, what waits for the office.

The rules (docs/freshness.md says them to the office):

- An entry is checked again a year after the last check; where prices and seasons change, in culture
  and nature, after half a year. Some days more or less keep entries that were checked together apart.
- Entries that nobody ever checked get their turn over the coming weeks, those with the oldest source first.
- An institution is asked twice, three weeks apart; then its entry is marked and the office's turn.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _, ngettext

from bildungsregion.base.dates import date_format
from bildungsregion.base.money import euro

from . import hours, kinds
from .models import Actor, ActorQuerySet, FreshnessAsk, Membership, Offer


YEAR = timedelta(days=365)
HALF_YEAR = timedelta(days=182)
QUICK_FIELDS = frozenset({kinds.Field.CULTURE, kinds.Field.NATURE})
# Entries that were checked on one day come back on so many different days.
SPREAD_DAYS = 15
# How long an institution may take before it is asked once more, or the office is.
PATIENCE = timedelta(days=21)
MOST_ASKS = 2
# How long the link in a mail works.
KEY_LASTS = timedelta(days=90)
# Never checked: at least so many a day, and all of them within half a year.
FIRST_CHECKS_A_DAY = 5
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

HAS_MEMBER = Exists(
    Membership.objects.filter(
        actor=OuterRef("pk"), confirmed_at__isnull=False, user__is_active=True
    ).exclude(user__email="")
)
HAS_ADDRESS = ~Q(email="") | Q(HAS_MEMBER)


def next_check(kind: str, pk: int, checked_on: date) -> date:
    """The day from which an entry of this kind, checked on that day, is due again."""
    interval = HALF_YEAR if kinds.FIELD_OF[kind] in QUICK_FIELDS else YEAR
    return checked_on + interval + timedelta(days=pk % SPREAD_DAYS)


def first_checks(entries: Iterable[tuple[int, str]], today: date) -> Iterator[tuple[int, date]]:
    """A day for each (number, source) that was never checked, from tomorrow on, oldest source first."""
    ordered = sorted(entries, key=lambda entry: (_source_year(entry[1]), entry[0]))
    a_day = max(FIRST_CHECKS_A_DAY, -(-len(ordered) // HALF_YEAR.days))
    for index, (pk, _source) in enumerate(ordered):
        yield pk, today + timedelta(days=1 + index // a_day)


def _source_year(source: str) -> int:
    """The last year that the source names; one without any counts as today's."""
    return max((int(year) for year in _YEAR.findall(source)), default=9999)


def due(today: date) -> ActorQuerySet:
    return Actor.objects.published().filter(next_check_on__lte=today)


def to_ask(today: date) -> ActorQuerySet:
    """Who is asked by mail now: the first time, or once more because nobody answered for three weeks."""
    unanswered = Q(freshness_asks__answered_on=None)
    asked = due(today).filter(HAS_ADDRESS, asked_by_mail=True, doubtful_since=None)
    asked = asked.annotate(
        asks=Count("freshness_asks", filter=unanswered),
        last_ask=Max("freshness_asks__sent_on", filter=unanswered),
    )
    patient = Q(asks=0) | Q(last_ask__lte=today - PATIENCE)
    return asked.filter(patient, asks__lt=MOST_ASKS).order_by("next_check_on", "pk")


def unanswered(today: date) -> ActorQuerySet:
    """Institutions that were asked twice and said nothing for three weeks, and are not marked yet."""
    asked = Actor.objects.filter(doubtful_since=None, freshness_asks__answered_on=None)
    asked = asked.annotate(asks=Count("freshness_asks"), last_ask=Max("freshness_asks__sent_on"))
    return asked.filter(asks__gte=MOST_ASKS, last_ask__lte=today - PATIENCE)


def for_the_office(today: date) -> ActorQuerySet:
    """Entries that the office has to look after itself, with why: ``reached`` says whether mail would help.

    Those that were asked in vain, and those that are due and cannot or shall not be asked.
    """
    by_hand = Q(next_check_on__lte=today) & (Q(asked_by_mail=False) | ~HAS_ADDRESS)
    waiting = Actor.objects.published().filter(Q(doubtful_since__isnull=False) | by_hand)
    return waiting.order_by("next_check_on", "pk")


def recipients(actor: Actor, *, again: bool = False) -> list[str]:
    """Where the question goes: to those who keep the entry, else to its address; the second time to both."""
    members = Membership.objects.filter(
        actor=actor, confirmed_at__isnull=False, user__is_active=True
    ).exclude(user__email="")
    found = list(members.order_by("-role", "confirmed_at").values_list("user__email", flat=True))
    if actor.email and (again or not found):
        found.append(actor.email)
    return list({address.casefold(): address for address in found}.values())


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an entry says, in lines as people read them."""

    label: str
    lines: list[str]

    @property
    def text(self) -> str:
        return "; ".join(self.lines)


def in_words(actor: Actor) -> list[Fact]:
    """The entry as it stands, in plain words: what the institution is asked to look through.

    What every visitor looks for is named also where nobody has entered it yet.
    """
    missing = _("noch nicht eingetragen")
    hours_told = [line for line in _opening(actor) if line]
    facts = [
        Fact(_("Name"), [actor.name]),
        Fact(_("Art"), [str(actor.get_kind_display())]),
        Fact(_("Adresse"), actor.address_lines or [missing]),
        Fact(_("Telefon"), [actor.phone or missing]),
        Fact(_("E-Mail"), [actor.email or missing]),
        Fact(_("Website"), [actor.website or missing]),
        Fact(_("Öffnungszeiten"), hours_told or [missing]),
        Fact(_("Was es kostet"), [actor.cost_label]),
        Fact(_("Kurz gesagt"), [actor.summary]),
        Fact(_("Barrierefreiheit"), [_access(actor), actor.accessibility_note]),
    ]
    facts += [
        Fact(contact.area, [contact.phone, contact.email, contact.note])
        for contact in actor.contacts.all()
    ]
    offers = actor.offers.published().prefetch_related("tiers")
    facts += [Fact(_("Angebot „%s“") % offer.title, list(_offer(offer))) for offer in offers]
    shown = (Fact(fact.label, [line for line in fact.lines if line]) for fact in facts)
    return [fact for fact in shown if fact.lines]


def _opening(actor: Actor) -> Iterator[str]:
    if actor.closed_until:
        closed = _("vorübergehend geschlossen bis %s") % date_format(actor.closed_until, "j. F Y")
        yield f"{closed} ({actor.closed_reason})" if actor.closed_reason else closed
    # Any day: only the lines of the week are read, not which of them is today's.
    for line in hours.week(list(actor.slots.all()), date(2024, 1, 1)):
        said = f"{line.days}: {line.hours or _('geschlossen')}"
        yield f"{said} ({line.notes})" if line.notes else said
    if actor.by_appointment:
        yield _("nach Vereinbarung")
    yield actor.hours_note


def _access(actor: Actor) -> str:
    return f"{_('rollstuhlgerecht')}: {actor.get_wheelchair_display()}"


def _offer(offer: Offer) -> Iterator[str]:
    yield ", ".join(part for part in (offer.audience, offer.duration, offer.season_label) if part)
    for tier in offer.price_tiers:
        price = f"{euro(tier.price_cents)} {offer.price_unit}"
        size = ngettext("ab %s Person", "ab %s Personen", tier.persons_from) % tier.persons_from
        yield f"{size} {price}"
    once = offer.fee_cents + offer.material_cents
    if not offer.price_tiers or once:
        yield f"{_('Preis')}: {offer.price_label}"


def key_works(ask: FreshnessAsk, today: date) -> bool:
    """Whether the link in the mail still leads somewhere: not answered, not too old, entry still public."""
    is_young = today <= ask.sent_on + KEY_LASTS
    return ask.answered_on is None and is_young and ask.actor.is_published
