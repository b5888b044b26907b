"""What people are reminded of: KINDS, one function each, from a day to what is due on it.

A reminder has a key, and each key goes to a person once: a stage („before“, „after“) has a key of its
own, and a day on which nothing ran is made up for on the next. actions.send_reminders gathers what a
person gets into one mail (docs/funding.md, 9). A new kind is one more function in institutions.py or
office.py and one more row here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from funding.models import MutedReminder, SentReminder

from . import institutions, office
from .words import Reminder


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that everybody can switch off for themselves; those of the office only staff sees."""

    slug: str
    label: str
    find: Callable[[date], Iterator[Reminder]]
    of_office: bool = False


KINDS = (
    Kind("answer", _("Eine Rückfrage zu meinem Antrag ist zu beantworten"), institutions.answers_due),
    Kind("date", _("Mein bewilligtes Vorhaben beginnt bald"), institutions.dates_near),
    Kind("report", _("Der Nachweis zu meinem Vorhaben ist fällig"), institutions.reports_due),
    Kind("letter", _("Ein Schreiben liegt im Portal für mich bereit"), institutions.letters_unfetched),
    Kind("hearing", _("Eine Stellungnahme ist noch möglich"), institutions.statements_due),
    Kind("claim", _("Eine Rückzahlung ist fällig"), institutions.repayments_due),
    Kind("draft", _("Mein Entwurf wird bald gelöscht"), institutions.drafts_lying),
    Kind("overdue", "Eine Antwort an das Büro ist überfällig", office.answers_overdue, True),
    Kind("undecided", "Ein Vorhaben beginnt bald und ist nicht entschieden", office.undecided_near, True),
    Kind("waiting", "Für die Warteliste ist Geld frei geworden", office.money_for_the_waiting, True),
    Kind("reports", "Ein Nachweis wartet seit einer Woche", office.reports_lying, True),
    Kind("failed", "Eine Zahlung kam zurück", office.payments_failed, True),
    Kind("post", "Ein Schreiben muss mit der Post hinaus", office.letters_to_post, True),
    Kind("claims", "Eine Rückzahlung ist überfällig", office.repayments_overdue, True),
    Kind("budget", "Das Geld eines Jahres geht zur Neige", office.budget_low, True),
)  # fmt: skip


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
