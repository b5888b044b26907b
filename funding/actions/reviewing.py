"""What the case worker does before there is a proposal: take up, check, ask back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from actors.models import Membership
from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import emails, permissions
from funding.models import Application, CheckItem, InfoRequest, RuleSet
from funding.workflow import note as log_note, step
from projects.models import Project

from .cases import close_requests, lock, open_request, save


# Filed, and nobody has proposed anything on the ground of the case's own rules.
REPINNABLE = frozenset(
    {
        Application.Status.SUBMITTED,
        Application.Status.IN_REVIEW,
        Application.Status.INFO_REQUESTED,
    }
)


@transaction.atomic
def start_review(*, application: Application, by, version: int | None = None) -> Application:
    """Take up a received application; the checks are laid out."""
    application = lock(application, version)
    step(application, "start_review", by=by)
    application.assignee = by
    save(application)
    CheckItem.objects.bulk_create(
        CheckItem(application=application, code=code) for code in CheckItem.Code
    )
    return application


@transaction.atomic
def assign(*, application: Application, to, by) -> Application:
    """Hand an open case to a colleague."""
    application = lock(application)
    if not application.is_open or not permissions.can_review_application(by, application):
        raise DomainError("Dieser Vorgang kann nicht von Ihnen weitergegeben werden.")
    if not permissions.can_review_application(to, application):
        raise DomainError(f"{to} kann diesen Vorgang nicht bearbeiten.")
    application.assignee = to
    save(application)
    return application


@transaction.atomic
def put_to_project(*, application: Application, project: Project | None, by) -> Application:
    """Say of which project of the region a filed case is a part, or of none.

    It changes nothing for the institution, so the case stays in its version.
    """
    application = lock(application)
    if application.is_draft or not permissions.can_review_application(by, application):
        raise DomainError("Sie dürfen diesen Antrag nicht bearbeiten.")
    application.project = project
    application.save(update_fields=["project", "updated_at"])
    return application


@transaction.atomic
def record_check(
    *, application: Application, code: str, result: str, by, note: str = ""
) -> CheckItem:
    """Answer one check. To confirm the applicant confirms their tie to the institution as well."""
    application = lock(application)
    if application.status != Application.Status.IN_REVIEW:
        raise DomainError("Geprüft wird nur, solange der Antrag in Prüfung ist.")
    if not permissions.can_review_application(by, application):
        raise DomainError("Sie dürfen diesen Antrag nicht prüfen.")
    if result == CheckItem.Result.NOT_OK and not note.strip():
        raise DomainError("Bitte vermerken Sie, was nicht in Ordnung ist.")
    check = application.checks.get(code=code)
    is_open = result == CheckItem.Result.OPEN
    check.result, check.note = CheckItem.Result(result), note.strip()
    check.checked_at, check.checked_by = (None, None) if is_open else (timezone.now(), by)
    check.save()
    if code == CheckItem.Code.APPLICANT and result == CheckItem.Result.OK:
        ties = Membership.objects.filter(
            user=application.submitted_by, actor=application.institution
        )
        ties.filter(confirmed_at__isnull=True).update(confirmed_at=timezone.now(), confirmed_by=by)
    return check


@transaction.atomic
def request_info(
    *,
    application: Application,
    by,
    items: Sequence[str],
    due_on: date,
    sections: Sequence[str] = (),
    version: int | None = None,
) -> InfoRequest:
    """Ask the institution back: questions, a due date, the steps of the form that open again."""
    application = lock(application, version)
    step(application, "request_info", by=by)
    request = open_request(application, items=items, due_on=due_on, by=by, sections=sections)
    application.complete_since = None
    save(application)
    emails.info_requested(application, request)
    return request


@transaction.atomic
def resume_review(
    *, application: Application, by, note: str = "", version: int | None = None
) -> Application:
    """Go on without an answer, because it came by telephone or the due date has passed."""
    application = lock(application, version)
    step(application, "resume_review", by=by, note_internal=note)
    close_requests(application, by=by)
    application.complete_since = timezone.now()
    application.computed_cents = application.reckon().cents
    save(application)
    return application


@transaction.atomic
def repin_rules(
    *, application: Application, rule_set: RuleSet, reason: str, by, version: int | None = None
) -> Application:
    """Put an open case on another version of its programme's rules, with a reason that stays in the log.

    Only before a proposal: what was proposed stands on the rules it was reckoned by (docs/adr/0094).
    """
    application = lock(application, version)
    if application.status not in REPINNABLE:
        raise DomainError("Die Förderregeln lassen sich nur vor einem Vorschlag wechseln.")
    if not permissions.can_review_application(by, application):
        raise DomainError("Sie dürfen diesen Antrag nicht bearbeiten.")
    if rule_set.programme_id != application.programme_id:
        raise DomainError("Diese Förderregeln gehören zu einem anderen Programm.")
    if rule_set.pk == application.rule_set_id:
        raise DomainError("Der Antrag folgt diesen Förderregeln schon.")
    if not reason.strip():
        raise DomainError("Bitte nennen Sie den Grund.")
    RuleSet.objects.filter(pk=rule_set.pk).lock()
    before = f"{application.rule_set.version}, {euro(application.reckon().cents)}"
    application.rule_set = rule_set
    application.computed_cents = application.reckon().cents
    save(application)
    after = f"{rule_set.version}, {euro(application.computed_cents)}"
    told = f"Bisher: {before}. Jetzt: {after}.\n{reason.strip()}"
    log_note(
        [application], "repin_rules", by=by, rights=("funding.review_application",), internal=told
    )
    return application
