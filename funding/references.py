"""The numbers people quote: of cases (KB-2026-0042) and of letters (KB-2026-0042/2)."""

import re

from django.db import IntegrityError, connection, transaction

from bildungsregion.base.prepared import Prepared

from .models import Application, Letter, NumberCounter, Programme


_COUNT_ON = f"""
    UPDATE {NumberCounter._meta.db_table} SET last = last + 1 WHERE programme_id = %s AND year = %s RETURNING last
"""  # noqa: S608 - the table's name is ours
_LETTERS = Prepared(
    lambda case: Letter.objects.filter(application=case).values_list("pk"), case=int
)


def next_number(programme: Programme, year: int) -> str:
    """The next number of the programme in that year, once and for all; needs a transaction.

    The UPDATE holds the counter's row until the transaction ends, so two submissions queue; one
    that is rolled back gives its number back.
    """
    last = _counted_on(programme, year)
    if last is None:
        try:
            with transaction.atomic():
                last = NumberCounter.objects.create(programme=programme, year=year, last=1).last
        except IntegrityError:
            # Somebody else opened the year just now.
            last = _counted_on(programme, year)
    return f"{programme.number_prefix}-{year}-{last:04d}"


def _counted_on(programme: Programme, year: int) -> int | None:
    """The counter one further, in one statement; None where the year has none yet."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [programme.pk, year])
        found = cursor.fetchone()
    return found[0] if found else None


def keep_free_of(number: str, programme: Programme) -> None:
    """An old number of the same shape came from elsewhere: the counter goes on behind it."""
    found = re.fullmatch(rf"{re.escape(programme.number_prefix)}-(\d{{4}})-(\d{{4,9}})", number)
    if found is None:
        return
    year, last = map(int, found.groups())
    counter, _ = NumberCounter.objects.select_for_update(no_key=True).get_or_create(
        programme=programme, year=year
    )
    if counter.last < last:
        counter.last = last
        counter.save()


def next_letter_number(application: Application) -> str:
    """Letters count within their case, whose row the caller has locked."""
    return f"{application.number}/{len(_LETTERS.rows(case=application.pk)) + 1}"
