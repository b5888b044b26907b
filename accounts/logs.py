"""The log of accounts for the data protection officer (bildungsregion/base/journal/logs.py)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.db.models import Q

from bildungsregion.base.journal import logs
from bildungsregion.base.journal.logs import Line, Selection
from bildungsregion.base.journal.reading import persons

from .models import AccountEvent


ACCOUNTS = "Ereignisse der Konten"
CHUNK = 500
# A wrong password, or a clock: nobody was signed in.
NOBODY = "niemand Angemeldetes"


@logs.register(ACCOUNTS)
def account_events(selection: Selection) -> Iterator[Line]:
    """Sign-ins, factors, roles and deputies: what a person did, and what was done to the account."""
    rows = replace(selection, person=None).of(AccountEvent.objects.all(), "taken_at")
    if selection.person is not None:
        rows = rows.filter(Q(user=selection.person.pk) | Q(taken_by=selection.person.pk))
    lines = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(lines, CHUNK)):
        people = persons(pk for row in chunk for pk in (row.user_id, row.taken_by_id))
        for row in chunk:
            who = people.get(row.taken_by_id, NOBODY)
            about = f"Konto {people.get(row.user_id, 'ohne Person')}"
            what = ": ".join(part for part in (row.get_kind_display(), row.detail) if part)
            yield Line(row.taken_at, who, ACCOUNTS, about, what)
