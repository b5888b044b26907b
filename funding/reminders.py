"""What people are reminded of: KINDS, one function each, from a day to what is due on it.

A reminder has a key, and each key goes to a person once: a stage („before“, „after“) has a key of its
own, and a day on which nothing ran is made up for on the next. actions.send_reminders gathers what a
person gets into one mail (docs/funding.md, 9). A new kind is one more function and one more row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bildungsregion.base.money import euro

from . import permissions, retention, worklist
from .models import Application, BudgetYear, InfoRequest, MutedReminder, SentReminder


S = Application.Status
BEFORE_ANSWER = timedelta(days=3)
BEFORE_DATE = timedelta(days=7)
# First and last word before a draft is deleted.
BEFORE_DELETION = (timedelta(days=30), timedelta(days=7))
# The office hears of a year's money when less than a tenth of it is left.
NEARLY_GONE = 10


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence for one person, and the address below the portal where they can act."""

    user: User
    key: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that everybody can switch off for themselves; those of the office only staff sees."""

    slug: str
    label: str
    find: Callable[[date], Iterator[Reminder]]
    of_office: bool = False


def people_of(case: Application) -> list[User]:
    """Who wrote the case, and who it names as contact, if they have an account and still belong to it."""
    named = Q(pk__in=[case.created_by_id, case.submitted_by_id or case.created_by_id])
    if case.contact_email:
        named |= Q(email__iexact=case.contact_email)
    people = User.objects.filter(named, is_active=True).order_by("pk")
    return [user for user in people if permissions.can_apply(user, case)]


def officers(*rights: str) -> QuerySet[User]:
    """Members of the office who have one of these rights by a role or themselves."""
    own = Q(
        user_permissions__codename__in=rights, user_permissions__content_type__app_label="funding"
    )
    by_role = Q(
        groups__permissions__codename__in=rights,
        groups__permissions__content_type__app_label="funding",
    )
    return User.objects.filter(own | by_role, is_active=True, is_staff=True).distinct()


def answers_due(today: date) -> Iterator[Reminder]:
    """A question of the office waits: a few days before its date, and once it has passed."""
    for request in _waiting_requests().filter(due_on__lte=today + BEFORE_ANSWER):
        case, late = request.application, request.due_on < today
        text = (
            f"war die Antwort auf unsere Rückfrage bis zum {_said(request.due_on)} erbeten. Ohne sie "
            "können wir nicht weiterprüfen."
            if late
            else f"beantworten Sie bitte unsere Rückfrage bis zum {_said(request.due_on)}."
        )
        for user in people_of(case):
            key = f"answer:{request.pk}:{'late' if late else 'soon'}"
            yield Reminder(user, key, f"Zu {_name(case)} {text}", case.get_absolute_url())


def answers_overdue(today: date) -> Iterator[Reminder]:
    """To the case worker: an answer did not come in time."""
    for request in _waiting_requests().filter(due_on__lt=today):
        text = f"Zu {_name(request.application)} ist die Antwort seit dem {_said(request.due_on)} überfällig."
        yield from _to_office(request.application, f"overdue:{request.pk}", text)


def dates_near(today: date) -> Iterator[Reminder]:
    """An approved project begins within a week."""
    for case, day in _beginning(today, BEFORE_DATE, [S.APPROVED]):
        text = f"{_name(case)} beginnt am {_said(day)}. Bitte heben Sie alle Rechnungen und Belege auf."
        for user in people_of(case):
            yield Reminder(user, f"date:{case.pk}:{day}", text, case.get_absolute_url())


def undecided_near(today: date) -> Iterator[Reminder]:
    """To the office: a project begins soon and is not decided."""
    for case, day in _beginning(today, worklist.NEAR, Application.OPEN):
        text = f"{_name(case)} beginnt am {_said(day)} und ist noch nicht entschieden."
        yield from _to_office(case, f"undecided:{case.pk}:{day}", text)


def drafts_lying(today: date) -> Iterator[Reminder]:
    """A draft will be deleted: a month before, and a week before."""
    drafts = Application.objects.drafts().select_related("programme", "institution")
    for draft in drafts.order_by("pk"):
        ends_on = retention.term(draft).ends_on
        if ends_on is None or not today < ends_on <= today + BEFORE_DELETION[0]:
            continue
        stage = min(lead.days for lead in BEFORE_DELETION if ends_on <= today + lead)
        text = (
            f"Der Entwurf {_name(draft)} wird am {_said(ends_on)} gelöscht. Wenn Sie ihn noch brauchen, "
            "speichern Sie ihn einmal."
        )
        for user in people_of(draft):
            yield Reminder(
                user, f"draft:{draft.pk}:{ends_on}:{stage}", text, draft.get_absolute_url()
            )


def budget_low(today: date) -> Iterator[Reminder]:
    """To the office: the money of the running year is nearly gone, or gone."""
    years = BudgetYear.objects.filter(year=today.year).exclude(state=BudgetYear.State.CLOSED)
    left = F("allocated_cents") - F("blocked_cents") - F("committed_cents")
    usable = F("allocated_cents") - F("blocked_cents")
    years = years.annotate(tenfold=left * NEARLY_GONE, whole=usable).filter(whole__gt=0)
    for year in years.filter(tenfold__lt=F("whole")).select_related("programme").order_by("pk"):
        gone = year.available_cents == 0
        text = (
            f"{year}: Das Geld ist vollständig bewilligt."
            if gone
            else f"{year}: Von {euro(year.usable_cents)} sind noch {euro(year.available_cents)} verfügbar."
        )
        # New money makes it a new thing to be reminded of.
        key = f"budget:{year.pk}:{year.usable_cents}:{'gone' if gone else 'low'}"
        path = reverse("admin:funding_budgetyear_change", args=[year.pk])
        for user in officers("review_application", "manage_budget"):
            yield Reminder(user, key, text, path)


KINDS = (
    Kind("answer", _("Eine Rückfrage zu meinem Antrag ist zu beantworten"), answers_due),
    Kind("date", _("Mein bewilligtes Vorhaben beginnt bald"), dates_near),
    Kind("draft", _("Mein Entwurf wird bald gelöscht"), drafts_lying),
    Kind("overdue", "Eine Antwort an das Büro ist überfällig", answers_overdue, True),
    Kind("undecided", "Ein Vorhaben beginnt bald und ist nicht entschieden", undecided_near, True),
    Kind("budget", "Das Geld eines Jahres geht zur Neige", budget_low, True),
)


def kinds_for(user) -> list[Kind]:
    return [kind for kind in KINDS if user.is_staff or not kind.of_office]


def due(today: date) -> dict[User, list[Reminder]]:
    """Who is to be reminded of what today: nothing twice, nothing switched off, nobody twice a day."""
    muted = set(MutedReminder.objects.values_list("user_id", "kind"))
    done_today = set(SentReminder.objects.filter(sent_on=today).values_list("user_id", flat=True))
    found: dict[User, list[Reminder]] = defaultdict(list)
    for kind in KINDS:
        for reminder in kind.find(today):
            user = reminder.user
            if user.pk not in done_today and (user.pk, kind.slug) not in muted:
                found[user].append(reminder)
    sent = set(SentReminder.objects.filter(user__in=found).values_list("user_id", "key"))
    fresh = {
        user: [each for each in reminders if (user.pk, each.key) not in sent]
        for user, reminders in found.items()
    }
    return {user: reminders for user, reminders in fresh.items() if reminders}


def _waiting_requests() -> QuerySet[InfoRequest]:
    waiting = InfoRequest.objects.filter(
        closed_at__isnull=True, application__status=S.INFO_REQUESTED
    )
    return waiting.select_related("application__assignee", "application__institution").order_by(
        "due_on", "pk"
    )


def _beginning(today: date, within: timedelta, states) -> Iterator[tuple[Application, date]]:
    """Cases in these states whose first appointment is today or within that time, soonest first."""
    cases = Application.objects.filter(status__in=states).annotate(starts=worklist.first_day())
    cases = cases.filter(starts__range=(today, today + within)).order_by("starts", "pk")
    for case in cases.select_related("assignee", "institution"):
        yield case, case.starts


def _to_office(case: Application, key: str, text: str) -> Iterator[Reminder]:
    """To who works on the case; while nobody does, to all who could."""
    if case.assignee is not None:
        people = [case.assignee] if case.assignee.is_active else []
    else:
        people = officers("review_application")
    for user in people:
        yield Reminder(user, key, text, worklist.case_url(case))


def _name(case: Application) -> str:
    return f"„{case.title or case.institution}“" + (f" ({case.number})" if case.number else "")


def _said(day: date) -> str:
    return f"{day:%d.%m.%Y}"
