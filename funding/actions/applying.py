"""What the institution does: draft, fill in, submit, answer, withdraw."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.models import Actor, Membership, Offer
from bildungsregion.base import arrival
from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import CheckedUpload
from events.models import Event
from funding import case_reads, completeness, delivery, emails, letters, permissions, references
from funding.models import Application, Attachment, Letter, Programme, RuleSet, Snapshot
from funding.models.applications import new_token
from funding.workflow import step

from .cases import IncompleteError, demand_seen, lock, save, take_snapshot
from .filing import already_kept, keep_once


MAX_DRAFTS = 20
OUTDATED = "Diese Seite ist veraltet. Bitte laden Sie sie neu und versuchen Sie es noch einmal."


@transaction.atomic
def create_draft(
    *,
    programme: Programme,
    institution: Actor,
    by,
    token: str = "",
    offer: Offer | None = None,
    event: Event | None = None,
    on_behalf: bool = False,
    received_on: date | None = None,
) -> Application:
    """Begin an application; the same ``token`` (hidden in the form) again gives the same draft.

    Who begins one for an institution for the first time is noted as its contact, unconfirmed: that
    shows nobody the institution's other cases, and the office checks it before it decides.
    ``on_behalf``: a case worker types in what came on paper on the day ``received_on`` (None: today),
    and gets no tie by it.
    """
    if begun := _begun(token, by):
        return begun
    _demand_may_begin(programme, institution, by, on_behalf)
    if received_on is not None:
        _demand_day_of_paper(programme, received_on, on_behalf)
    if not on_behalf:
        Membership.objects.get_or_create(user=by, actor=institution)
    draft = _blank(programme, institution, by, on_behalf, received_on)
    draft.token = token or draft.token
    if offer is not None:
        _fill_in(draft, offer)
    elif event is not None:
        _fill_in_event(draft, event)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        # The second of two clicks at the same moment; a token of somebody else is a stale page.
        if begun := _begun(token, by):
            return begun
        raise DomainError(OUTDATED) from None
    return draft


def _blank(programme, institution, by, on_behalf, received_on) -> Application:
    draft = Application(
        token=new_token(),
        programme=programme,
        institution=institution,
        created_by=by,
        on_behalf=on_behalf,
    )
    if on_behalf:
        draft.received_on = received_on or timezone.localdate()
    else:
        draft.contact_name, draft.contact_email = by.name, by.email
    return draft


def _begun(token: str, by) -> Application | None:
    return Application.objects.filter(token=token, created_by=by).first() if token else None


def _demand_may_begin(programme: Programme, institution: Actor, by, on_behalf: bool) -> None:
    if on_behalf and not permissions.can_type_in(by, institution):
        raise DomainError("Papieranträge dieser Einrichtung dürfen Sie nicht erfassen.")
    if not programme.is_open:
        raise DomainError(f"„{programme}“ nimmt zurzeit keine Anträge an.")
    if not institution.is_funding_eligible:
        raise DomainError(
            "Beantragen können allgemeinbildende Schulen und Kindertagesstätten der Region."
        )
    if Application.objects.drafts().filter(created_by=by).count() >= MAX_DRAFTS:
        raise DomainError(
            f"Sie haben schon {MAX_DRAFTS} Entwürfe. Bitte reichen Sie einen ein oder verwerfen Sie einen."
        )


def _fill_in(draft: Application, offer: Offer) -> None:
    """What the offer already says about the project."""
    draft.offer = offer
    draft.title = offer.title[:160]
    draft.provider = offer.actor
    draft.own_premises = offer.at_school
    draft.field = offer.field
    where = draft.institution if offer.at_school else offer.actor
    draft.place = (offer.place if offer.place and not offer.at_school else str(where))[:160]
    draft.municipality = where.municipality


def _fill_in_event(draft: Application, event: Event) -> None:
    """What an event for classes already says about the project."""
    draft.title = event.title[:160]
    draft.field = event.group_terms.field
    known = (actor for actor in (event.organiser, event.place_actor) if actor)
    draft.provider = next((actor for actor in known if actor.is_published), None)
    if draft.provider is None:
        draft.provider_name = event.organiser_name[:160]
    draft.place = event.place_label[:160]
    draft.municipality = event.municipality


@transaction.atomic
def attach(*, application: Application, checked: CheckedUpload, kind: str, by) -> Attachment:
    """Keep a checked file with the case; the same file again gives the first one.

    Raises DomainError when its step is shut, or the case or its institution has as many files as it may.
    """
    application = lock(application)
    _demand_open(application, Application.Section.ATTACHMENTS, by)
    if same := already_kept(application, checked):
        return same
    if application.attachments.count() >= Attachment.MAX_PER_APPLICATION:
        raise DomainError(
            f"Ein Antrag kann höchstens {Attachment.MAX_PER_APPLICATION} Anlagen haben."
        )
    return keep_once(application, checked, kind=kind, by=by)


@transaction.atomic
def detach(*, attachment: Attachment, by) -> None:
    """Take a file away again, as long as its step of the form is open and the office has not seen it."""
    application = lock(attachment.application)
    _demand_open(application, Application.Section.ATTACHMENTS, by)
    if application.submitted_at and attachment.uploaded_at <= application.submitted_at:
        raise DomainError("Diese Anlage gehört zum eingereichten Antrag und bleibt bei den Akten.")
    _delete_file(attachment)
    attachment.delete()


@transaction.atomic
def discard(*, application: Application, by) -> None:
    """Throw a draft away; what was submitted is withdrawn instead."""
    application = lock(application)
    if not application.is_draft or not permissions.can_apply(by, application):
        raise DomainError("Nur eigene Entwürfe können verworfen werden.")
    for attachment in application.attachments.all():
        _delete_file(attachment)
    application.delete()


def submit(
    *,
    application: Application,
    by,
    token: str,
    version: int | None = None,
    received_on: date | None = None,
    is_locked: bool = False,
) -> Application:
    """File the application (guideline no. 3 b): number, receipt day, pinned rules, frozen state, receipt.

    The receipt is written down with it; as PDF and by mail it follows (acknowledge). ``token`` is the hidden
    field of the form: the same token again (double click, reload) gives the filed case and does nothing.
    ``received_on`` is the day on which a paper application came (typed in on behalf; None: as the draft says, else
    today). ``is_locked``: the caller has just locked it, and what it has set since is written, too. Raises
    IncompleteError with everything that is missing.
    """
    if is_locked:
        return _submit(application, by, token, version, received_on)
    with transaction.atomic():
        return _submit(lock(application), by, token, version, received_on)


def _submit(
    application: Application, by, token: str, version: int | None, received_on: date | None
) -> Application:
    if token and application.submit_token == token:
        return application
    if token and case_reads.is_used(token):
        raise DomainError(OUTDATED)
    demand_seen(application, version)
    step(application, "submit", by=by)
    case_reads.know_costs(application)
    today = _day_of_receipt(application, received_on)
    if missing := completeness.problems(application, today):
        raise IncompleteError(missing)
    application.submit_token = token or None
    application.submitted_at, application.submitted_by = arrival.moment(), by
    _receive(application, today)
    application.requested_cents = application.computed_cents = application.reckon().cents
    save(application)
    with case_reads.files_known(application):
        take_snapshot(application, Snapshot.Occasion.SUBMISSION, by=by, as_read=application)
        letter = letters.issue(
            Letter.Kind.RECEIPT, application=application, by=by, as_read=application
        )
    if not application.contact_email:
        delivery.begin(letter, by=by)
    return application


@transaction.atomic
def answer_info(
    *, application: Application, by, answer: str = "", version: int | None = None
) -> Application:
    """Answer the office's questions; the reopened steps close again."""
    application = lock(application, version)
    request = application.open_request
    step(application, "answer_info", by=by)
    # What has begun by now had not begun when the application came.
    if missing := completeness.problems(application, application.received_on):
        raise IncompleteError(missing)
    if not answer.strip() and not request.sections:
        raise DomainError("Bitte schreiben Sie eine Antwort.")
    now = timezone.now()
    request.answer = answer.strip()
    request.answered_at = request.closed_at = now
    request.answered_by = request.closed_by = by
    request.save()
    application.complete_since = now
    application.computed_cents = application.reckon().cents
    save(application)
    take_snapshot(application, Snapshot.Occasion.ANSWER, by=by)
    emails.info_answered(application)
    return application


@transaction.atomic
def withdraw(
    *, application: Application, by, note: str = "", version: int | None = None
) -> Application:
    """Take the application back before it is decided; a waiting proposal is dropped."""
    application = lock(application, version)
    step(application, "withdraw", by=by, note_public=note)
    now = timezone.now()
    application.decisions.drafts().delete()
    application.info_requests.filter(closed_at__isnull=True).update(closed_at=now, closed_by=by)
    application.withdrawn_at, application.withdrawn_by = now, by
    save(application)
    emails.withdrawn(application)
    return application


def _receive(application: Application, day: date) -> None:
    """What the day of receipt decides: number, rules, lead time, place on the waiting list."""
    application.received_on = day
    application.late = _is_late(application, day)
    application.rule_set = application.programme.rule_set_on(day)
    if not application.rule_set.locked:
        RuleSet.objects.filter(pk=application.rule_set_id).lock()
    application.number = references.next_number(application.programme, day.year)
    # What came on paper was complete that day, however long it lay before it was typed in.
    lay = day < arrival.today()
    application.complete_since = _noon(day) if lay else application.submitted_at


def _day_of_receipt(application: Application, received_on: date | None) -> date:
    day = received_on or application.day_of_receipt
    if day != arrival.today():
        _demand_day_of_paper(application.programme, day, application.on_behalf)
    return day


def _demand_day_of_paper(programme: Programme, day: date, on_behalf: bool) -> None:
    if not on_behalf or day > timezone.localdate():
        raise DomainError(
            "Der Eingangstag kann nur für Papieranträge und nicht im Voraus genannt werden."
        )
    programme.rule_set_on(day)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _is_late(application: Application, today: date) -> bool:
    """Guideline no. 3 c: six weeks before the first day, in days of the calendar; a request, not a bar."""
    programme = application.programme
    late = (application.first_day - today).days < programme.lead_days
    if late and not programme.lead_is_soft:
        raise DomainError(
            f"Der Antrag muss {programme.lead_days} Tage vor dem ersten Termin da sein."
        )
    return late


def _demand_open(application: Application, section: str, by) -> None:
    if section not in application.editable_sections or not permissions.can_apply(by, application):
        raise DomainError("Dieser Schritt des Antrags kann gerade nicht geändert werden.")


def _delete_file(attachment: Attachment) -> None:
    storage, name = attachment.file.storage, attachment.file.name
    transaction.on_commit(lambda: storage.delete(name))
