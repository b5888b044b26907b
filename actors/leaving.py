"""Ties of somebody who leaves the office to institutions: they end with the account."""

from collections.abc import Iterable

from accounts.leaving import SHOWN, Open, register
from accounts.models import User


@register
def ties(user: User) -> Iterable[Open]:
    rows = user.memberships.select_related("actor").order_by("actor__name")
    yield Open(
        key="zugehoerigkeiten",
        title="Zugehörigkeiten zu Einrichtungen",
        rows=[
            (f"{row.actor}: {row.get_role_display()}", row.actor.get_absolute_url())
            for row in rows[:SHOWN]
        ],
        total=rows.count(),
        then="Sie enden. Bleibt eine Einrichtung ohne Ansprechperson, laden Sie dort bitte jemanden ein.",
    )
