"""What institutions are reminded of; each function gives what is due on a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from bildungsregion.base.money import euro
from funding import retention
from funding.models import Application, Claim, Delivery, Hearing, InfoRequest

from .words import Reminder, beginning, name_of, said, to_institution


S = Application.Status
BEFORE_ANSWER = timedelta(days=3)
BEFORE_DATE = timedelta(days=7)
# First and last word before a draft is deleted.
BEFORE_DELETION = (timedelta(days=30), timedelta(days=7))
BEFORE_PROOF = timedelta(days=14)
BEFORE_STATEMENT = timedelta(days=5)
BEFORE_REPAYMENT = timedelta(days=7)
# A letter in the portal is mentioned again once so many days have passed without anybody opening it.
AFTER_NOTICE = timedelta(days=4)


def answers_due(today: date) -> Iterator[Reminder]:
    """A question of the office waits: a few days before its date, and once it has passed."""
    for request in waiting_requests().filter(due_on__lte=today + BEFORE_ANSWER):
        case, late = request.application, request.due_on < today
        about_report = case.status == S.REPORT_QUERY
        question = "unsere Rückfrage zum Nachweis" if about_report else "unsere Rückfrage"
        text = (
            f"war die Antwort auf {question} bis zum {said(request.due_on)} erbeten. Ohne sie "
            f"können wir nicht {'abrechnen' if about_report else 'weiterprüfen'}."
            if late
            else f"beantworten Sie bitte {question} bis zum {said(request.due_on)}."
        )
        key = f"answer:{request.pk}:{'late' if late else 'soon'}"
        yield from to_institution(case, key, f"Zu {name_of(case)} {text}")


def dates_near(today: date) -> Iterator[Reminder]:
    """An approved project begins within a week."""
    for case, day in beginning(today, BEFORE_DATE, [S.APPROVED]):
        text = f"{name_of(case)} beginnt am {said(day)}. Bitte heben Sie alle Rechnungen und Belege auf."
        yield from to_institution(case, f"date:{case.pk}:{day}", text)


def reports_due(today: date) -> Iterator[Reminder]:
    """The project is over: once then, once two weeks before the proof is due, once it is late."""
    cases = Application.objects.awaiting_report().filter(imported_from="")
    cases = cases.annotate(over=Max("appointments__ends_on")).filter(over__lt=today)
    for case in cases.select_related("institution").order_by("proof_due_on", "pk"):
        stage, text = _proof_stage(case, today)
        yield from to_institution(case, f"report:{case.pk}:{case.proof_due_on}:{stage}", text)


def _proof_stage(case: Application, today: date) -> tuple[str, str]:
    due, name = case.proof_due_on, name_of(case)
    if due is None:
        return "open", f"{name} ist vorbei. Bitte schicken Sie uns jetzt den Nachweis."
    if due < today:
        return "late", (
            f"Zu {name} war der Nachweis bis zum {said(due)} erbeten. Ohne ihn können wir den Zuschuss "
            "nicht auszahlen."
        )
    if due <= today + BEFORE_PROOF:
        return (
            "soon",
            f"Zu {name} fehlt uns noch der Nachweis. Wir brauchen ihn bis zum {said(due)}.",
        )
    return "open", (
        f"{name} ist vorbei. Bitte schicken Sie uns den Nachweis bis zum {said(due)}; danach zahlen wir "
        "den Zuschuss aus."
    )


def letters_unfetched(today: date) -> Iterator[Reminder]:
    """A letter lies in the portal for some days, and there is still time to fetch it."""
    waiting = Delivery.objects.to_fetch(today).select_related("letter__application__institution")
    for delivery in waiting.order_by("pk"):
        notified_on = timezone.localdate(delivery.notified_at)
        if notified_on + AFTER_NOTICE > today:
            continue
        case = delivery.letter.application
        text = (
            f"Zu {name_of(case)} liegt seit dem {said(notified_on)} ein Schreiben für Sie bereit. Bitte "
            f"rufen Sie es bis zum {said(delivery.last_day_to_fetch)} ab; danach schicken wir es mit der Post."
        )
        yield from to_institution(case, f"letter:{delivery.pk}", text)


def statements_due(today: date) -> Iterator[Reminder]:
    """The institution is heard and has not answered; its day is near."""
    hearings = Hearing.objects.filter(
        ended_at__isnull=True,
        stated_at__isnull=True,
        application__status=S.HEARING,
        due_on__range=(today, today + BEFORE_STATEMENT),
    )
    for hearing in hearings.select_related("application__institution").order_by("due_on", "pk"):
        text = (
            f"Zu {name_of(hearing.application)} können Sie sich noch bis zum {said(hearing.due_on)} äußern, "
            "bevor wir über den Widerruf entscheiden."
        )
        yield from to_institution(hearing.application, f"hearing:{hearing.pk}", text)


def repayments_due(today: date) -> Iterator[Reminder]:
    """Money is claimed back: a week before its day, and once it has passed."""
    claims = Claim.objects.open().filter(due_on__lte=today + BEFORE_REPAYMENT)
    for claim in claims.select_related("application__institution").order_by("due_on", "pk"):
        case, late, rest = claim.application, claim.due_on < today, euro(claim.outstanding_cents)
        text = (
            f"Zu {name_of(case)} war die Rückzahlung bis zum {said(claim.due_on)} erbeten; offen sind noch "
            f"{rest}. Haben Sie gerade erst gezahlt, brauchen Sie nichts zu tun."
            if late
            else f"Zu {name_of(case)} bitten wir um die Rückzahlung von {rest} bis zum {said(claim.due_on)}."
        )
        yield from to_institution(case, f"claim:{claim.pk}:{'late' if late else 'soon'}", text)


def drafts_lying(today: date) -> Iterator[Reminder]:
    """A draft will be deleted: a month before, and a week before."""
    drafts = Application.objects.drafts().select_related("programme", "institution")
    for draft in drafts.order_by("pk"):
        ends_on = retention.term(draft).ends_on
        if ends_on is None or not today < ends_on <= today + BEFORE_DELETION[0]:
            continue
        stage = min(lead.days for lead in BEFORE_DELETION if ends_on <= today + lead)
        text = (
            f"Der Entwurf {name_of(draft)} wird am {said(ends_on)} gelöscht. Wenn Sie ihn noch brauchen, "
            "speichern Sie ihn einmal."
        )
        yield from to_institution(draft, f"draft:{draft.pk}:{ends_on}:{stage}", text)


def waiting_requests() -> QuerySet[InfoRequest]:
    """Questions about applications and about reports that nobody has answered."""
    waiting = InfoRequest.objects.filter(
        closed_at__isnull=True, application__status__in=[S.INFO_REQUESTED, S.REPORT_QUERY]
    )
    return waiting.select_related("application__assignee", "application__institution").order_by(
        "due_on", "pk"
    )
