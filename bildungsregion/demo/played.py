"""A case under way in the demonstration, the people who act in it, and their days."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from funding import budget
from funding.models import Application, BudgetYear

from . import logins
from .plan import Case


EXTRA = "Überplanmäßige Mittel, Beschluss des Kreisausschusses (Beispiel)"
UNBLOCKED = "Ein Teil der Sperre ist aufgehoben (Beispiel)"


class Office:
    """The people of the office who act in the cases, and what the cashier will report as failed."""

    def __init__(self, today: date):
        self.today = today
        self.case_worker = User.objects.get(email=logins.email_of("sachbearbeitung"))
        self.signer = User.objects.get(email=logins.email_of("zeichnung"))
        self.cashier = User.objects.get(email=logins.email_of("kasse"))
        # pk of the case → why its next payment will come back
        self.will_fail: dict[int, str] = {}

    def ago(self, days: int) -> datetime:
        """So many days before the demonstration, at a desk; later hours for later days, so that the
        order stays where a weekend pushes several days onto its Friday."""
        day = self.today - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - 4))
        return at(day, max(9, 16 - days))

    def find_money(self, year: BudgetYear, cents: int) -> None:
        """See that so much is available: what is blocked is freed, else the council gives more."""
        year.refresh_from_db()
        lacking = cents - year.available_cents
        if lacking <= 0:
            return
        key = f"demo-{year.pk}-{timezone.now():%y%m%d%H%M%S}"
        if free := min(lacking, year.blocked_cents):
            budget.unblock(year, free, by=self.cashier, reason=UNBLOCKED, key=f"{key}-u")
        if rest := lacking - free:
            more = -(-rest // 2_500_00) * 2_500_00
            budget.allocate(year, more, by=self.cashier, reason=EXTRA, key=f"{key}-a")


@dataclass
class Played:
    """One case while it is played."""

    case: Case
    office: Office
    dice: Random
    head: User
    application: Application
    # Links that venues were sent.
    links: list[str] = field(default_factory=list)

    def refresh(self) -> Application:
        self.application = Application.objects.get(pk=self.application.pk)
        return self.application

    @property
    def last_visit(self) -> date:
        return max(self.case.visits_on)

    def ago(self, days: int) -> datetime:
        return self.office.ago(days)

    def office_day(self, least: int, most: int) -> datetime:
        """A working day so many days from now, in the morning or the afternoon."""
        day = timezone.localdate() + timedelta(days=self.dice.randint(least, most))
        day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        moment = at(day, self.dice.choice((9, 10, 11, 13, 14, 15)), self.dice.randint(0, 59))
        return max(moment, timezone.now() + timedelta(minutes=20))


def at_desk(moment: datetime) -> datetime:
    """The same day in office hours; on a weekend the Monday after it."""
    local = timezone.localtime(moment)
    day = local.date()
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    return at(day, 8 + local.hour % 9, local.minute)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
