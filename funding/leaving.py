"""Cases in the hands of somebody who leaves the office: a colleague takes them on."""

from collections.abc import Iterable

from accounts.leaving import SHOWN, Open, register
from accounts.models import User
from bildungsregion.base.errors import DomainError

from . import permissions, worklist
from .actions.cases import lock, save
from .models import Application
from .models.status import ENDED
from .reminders.words import officers


@register
def cases(user: User) -> Iterable[Open]:
    rows = Application.objects.filter(assignee=user).exclude(status__in=ENDED).order_by("pk")

    def hand_over(*, to: User, by: User) -> None:
        """Raises DomainError for a case that the other person may not work on; then nothing is handed over."""
        for row in rows:
            case = lock(row)
            if not permissions.can_review_application(to, case):
                raise DomainError(
                    f"{to} kann {case.number} nicht übernehmen. Bitte geben Sie diesen Vorgang vorher weiter."
                )
            case.assignee = to
            save(case)

    yield Open(
        key="vorgaenge",
        title="Offene Vorgänge der Förderung",
        rows=[(f"{row.number}: {row.title}", worklist.case_url(row)) for row in rows[:SHOWN]],
        total=rows.count(),
        then="Wer sie übernimmt, findet sie auf der Startseite.",
        heirs=list(officers("review_application").exclude(pk=user.pk).order_by("name", "email")),
        hand_over=hand_over,
    )
