"""Events once more: one moved by weeks or to a day, or many into the next school year."""

from collections.abc import Sequence

from django.db import transaction

from actors.addresses import free_slug as free_of
from bildungsregion.base.errors import DomainError
from events import permissions
from events.addresses import free_slug
from events.copying import PlannedCopy, plan
from events.models import Event, GroupTerms, Holiday, Occurrence, RegistrationTerms, Series

from .dating import write_dates


# What belongs to one event alone.
OWN_COLUMNS = {
    "id", "slug", "uid", "sequence", "is_published", "status", "created_at", "updated_at",
    "import_key", "import_digest", "search_title", "search_text", "source", "confidence",
}  # fmt: skip
RELATIONS = ("co_organisers", "languages", "topics", "target_groups", "documents")


@transaction.atomic
def duplicate(*, event: Event, days: int, by) -> Event:
    """The event once more, so many days later, not published yet; for the office and the organiser's people.

    Raises DomainError where a repetition would leave its weekday.
    """
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if not permissions.can_add(by) and not permissions.can_keep(by, event):
        raise DomainError("Diese Veranstaltung können Sie nicht kopieren.")
    if days % 7 and event.date_rules.exists():
        raise DomainError(
            "Mit einer Wiederholung geht das nur um ganze Wochen, damit die Wochentage bleiben."
        )
    [planned] = plan([event], days=days)
    return write_copy(planned, series=event.series)


@transaction.atomic
def copy_into_next_year(
    *, events: Sequence[Event], weeks: int, holidays: Sequence[Holiday], by, series_title: str = ""
) -> list[Event]:
    """Every event so many weeks later, without what falls into holidays; none is published yet.

    ``series_title`` collects the copies in a new series of that name; empty: each stays in its own.
    What was copied before, or has no date left, is passed over. Raises DomainError for nothing to do.
    """
    if not permissions.can_add(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    pks = [event.pk for event in events]
    locked = (
        Event.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    )
    todo = [
        row for row in plan(locked, days=weeks * 7, holidays=holidays)
        if not row.is_there and not row.is_empty
    ]  # fmt: skip
    if not todo:
        raise DomainError("Davon ist nichts mehr zu kopieren.")
    series = None
    if series_title:
        slug = free_of(Series, series_title)
        series = Series.objects.create(title=series_title, slug=slug, is_published=False)
    return [write_copy(row, series=series or row.event.series) for row in todo]


def write_copy(planned: PlannedCopy, *, series: Series | None) -> Event:
    """The copy that was planned, not published."""
    old = planned.event
    columns = {
        field.attname: getattr(old, field.attname)
        for field in Event._meta.concrete_fields
        if field.name not in OWN_COLUMNS
    }
    copy = Event(**columns, slug=free_slug(old.title), is_published=False)
    copy.series = series
    copy.save()
    for name in RELATIONS:
        getattr(copy, name).set(getattr(old, name).all())
    _copy_terms(old, copy)
    for starts_at, ends_at, all_day in planned.spans:
        Occurrence.objects.create(event=copy, starts_at=starts_at, ends_at=ends_at, all_day=all_day)
    for rule in planned.rules:
        rule.event = copy
        rule.save()
        write_dates(rule=rule)
    return copy


def _copy_terms(old: Event, copy: Event) -> None:
    terms = GroupTerms.objects.filter(event=old).first()
    if terms is not None:
        terms.pk, terms.event = None, copy
        terms.save(force_insert=True)
    _copy_registration(old, copy)


def _copy_registration(old: Event, copy: Event) -> None:
    """The terms of registration with their questions; moments of the last time are left out."""
    terms = RegistrationTerms.objects.filter(event=old).first()
    if terms is None:
        return
    questions = list(terms.questions.all())
    terms.pk, terms.event, terms.is_closed = None, copy, False
    terms.opens_from = terms.closes_on = None
    terms.save(force_insert=True)
    for question in questions:
        question.pk, question.terms = None, terms
        question.save(force_insert=True)
