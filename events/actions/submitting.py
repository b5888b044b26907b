"""Events that people propose: sent in, confirmed, entered by an institution, decided by the office."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import duplicates, permissions as of_actors
from actors.likeness import SURE
from actors.models import Actor, Municipality
from bildungsregion.base.errors import DomainError
from events import emails, permissions
from events.addresses import free_slug
from events.models import Event, Occurrence, Submission
from events.proposed import Proposed

from .dating import write_dates


State, Reason = Submission.State, Submission.Reason
MOST_A_DAY = 6
UNCONFIRMED_KEPT, ANSWERED_KEPT, EMAIL_KEPT = (timedelta(days=days) for days in (7, 180, 30))


@transaction.atomic
def propose(*, proposed: Proposed, email: str, message: str, by=None) -> Submission:
    """An event by anybody: it waits for its mail to be confirmed; by an account for the office at once.

    Raises DomainError where one address proposes very often within a day.
    """
    email = by.email if by else email
    since = timezone.now() - timedelta(days=1)
    if Submission.objects.filter(email__iexact=email, created_at__gt=since).count() >= MOST_A_DAY:
        raise DomainError(
            _("Mit dieser E-Mail-Adresse kam heute schon viel. Bitte warten Sie bis morgen.")
        )
    event = _write(proposed, organiser=None)
    row = Submission(event=event, submitted_by=by, email=email, message=message.strip())
    if by:
        row.state, row.confirmed_on = State.OPEN, timezone.localdate()
    row.save()
    if not by:
        emails.confirm(row)
    return row


@transaction.atomic
def confirm(*, submission: Submission) -> Submission:
    """Whoever reads the mail says yes: now the office sees it. Raises DomainError after a withdrawal."""
    row = _locked(submission)
    if row.state == State.UNCONFIRMED:
        row.state, row.confirmed_on = State.OPEN, timezone.localdate()
        row.save()
    elif row.state == State.WITHDRAWN:
        raise DomainError(_("Diese Einreichung wurde zurückgezogen."))
    return row


@transaction.atomic
def withdraw(*, submission: Submission) -> Submission:
    """Whoever has the link, or the account, takes the proposal back; only before it is decided."""
    row = _locked(submission)
    if row.state not in (State.UNCONFIRMED, State.OPEN):
        raise DomainError(_("Darüber ist schon entschieden. Bitte schreiben Sie dem Büro."))
    row.state = State.WITHDRAWN
    row.confirmed_on = row.confirmed_on or timezone.localdate()
    row.save()
    return row


@transaction.atomic
def enter(*, actor: Actor, proposed: Proposed, message: str, by) -> Submission:
    """An event of an institution by its own people: in the calendar at once for trusted ones, else it waits."""
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not of_actors.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    event = _write(proposed, organiser=actor)
    row = Submission(
        event=event, submitted_by=by, email=by.email, message=message.strip(), state=State.OPEN,
        confirmed_on=timezone.localdate(),
    )  # fmt: skip
    if of_actors.can_keep_at_once(by, actor):
        publish_entered(row, by)
    row.save()
    return row


def publish_entered(row: Submission, by) -> None:
    """What trusted people enter is public at once; the caller saves the row."""
    _publish(row.event)
    _decide(row, State.ACCEPTED, by)


@transaction.atomic
def accept(*, submission: Submission, answer: str, by, version: datetime) -> Submission:
    """Put a proposed event into the calendar; who proposed it reads so by mail.

    ``version`` is the `updated_at` that the page was made from. Raises DomainError where somebody
    else was faster, and for an event without any date.
    """
    row = _open(submission, by, version)
    if not row.event.occurrences.exists():
        raise DomainError("Die Veranstaltung hat keinen Termin. Bitte bearbeiten Sie sie zuerst.")
    row.answer = answer.strip()
    _decide(row, State.ACCEPTED, by)
    row.save()
    _publish(row.event)
    emails.send(emails.accepted(row), "submission_accepted")
    return row


@transaction.atomic
def refuse(
    *, submission: Submission, reason: str, answer: str, by, version: datetime
) -> Submission:
    """Keep a proposed event out of the calendar, with a reason that is told by mail."""
    row = _open(submission, by, version)
    if reason not in Reason.values:
        raise DomainError("Bitte nennen Sie den Grund der Ablehnung.")
    row.reason, row.answer = reason, answer.strip()
    _decide(row, State.REFUSED, by)
    row.save()
    emails.send(emails.refused(row), "submission_refused")
    return row


@transaction.atomic
def forget_submissions(*, today: date) -> int:
    """Delete what nobody confirmed and what was refused long ago; take addresses out of the rest.

    Gives how many events went; safe to repeat.
    """
    gone = set(submissions_over(today).values_list("event", flat=True))
    Event.objects.filter(pk__in=gone).delete()
    senders_over(today).update(email="")
    return len(gone)


def submissions_over(today: date) -> QuerySet[Submission]:
    """Never confirmed, or refused long ago: they go whole."""
    unconfirmed = Q(state=State.UNCONFIRMED, created_at__date__lt=today - UNCONFIRMED_KEPT)
    refused = Q(
        state__in=(State.REFUSED, State.WITHDRAWN), updated_at__date__lt=today - ANSWERED_KEPT
    )
    return Submission.objects.filter(unconfirmed | refused, event__is_published=False)


def senders_over(today: date) -> QuerySet[Submission]:
    """Decided so long ago that the address goes."""
    decided = Submission.objects.filter(decided_at__date__lt=today - EMAIL_KEPT)
    return decided.exclude(email="")


def organiser_named(name: str) -> Actor | None:
    """The published institution of that name, or the one that it surely is."""
    rows = Actor.objects.published()
    exact = rows.filter(name__iexact=name) | rows.filter(short_name__iexact=name)
    if len(found := list(exact.order_by("pk")[:2])) == 1:
        return found[0]
    sure = [row for row, score, _why in duplicates.likely(name=name) if score >= SURE]
    return sure[0] if len(sure) == 1 and sure[0].is_published else None


def _write(proposed: Proposed, *, organiser: Actor | None) -> Event:
    """The event with its dates, not published. Raises DomainError for what no row may say."""
    columns = proposed.columns
    event = Event(**columns, slug=free_slug(columns["title"]), is_published=False)
    event.organiser = organiser or organiser_named(event.organiser_name)
    if event.place_name:
        event.place_actor = _place_named(event.place_name)
    if event.city and event.place_actor is None:
        event.municipality = Municipality.objects.filter(name__iexact=event.city).first()
    event.source = "Eingereicht über das Portal"
    try:
        event.full_clean(exclude=["slug"])
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    event.save()
    event.topics.set(proposed.topics)
    event.target_groups.set(proposed.target_groups)
    _write_spans(event, proposed)
    return event


def _write_spans(event: Event, proposed: Proposed) -> None:
    for starts_at, ends_at, all_day in sorted(proposed.spans, key=lambda span: span[0]):
        Occurrence.objects.create(
            event=event, starts_at=starts_at, ends_at=ends_at, all_day=all_day
        )
    if proposed.rule is not None:
        proposed.rule.event = event
        proposed.rule.save()
        write_dates(rule=proposed.rule)


def _place_named(name: str) -> Actor | None:
    found = list(Actor.objects.published().filter(name__iexact=name)[:2])
    return found[0] if len(found) == 1 else None


def _publish(event: Event) -> None:
    event.is_published = True
    event.save(update_fields=["is_published", "updated_at"])


def _decide(row: Submission, state: str, by) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), by


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("event")
    return rows.get(pk=submission.pk)


def _open(submission: Submission, by, version: datetime) -> Submission:
    """The submission, locked and still to be decided as it was seen."""
    if not permissions.can_moderate(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    row = _locked(submission)
    if row.state != State.OPEN:
        raise DomainError("Über diese Einreichung ist schon entschieden.")
    if max(row.updated_at, row.event.updated_at) != version:
        raise DomainError(
            "Die Veranstaltung wurde inzwischen geändert. Bitte sehen Sie sie noch einmal an."
        )
    return row


__all__ = [
    "MOST_A_DAY",
    "accept",
    "confirm",
    "enter",
    "forget_submissions",
    "organiser_named",
    "propose",
    "refuse",
    "withdraw",
]
