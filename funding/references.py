"""The numbers people quote: of cases (KB-2026-0042) and of letters (KB-2026-0042/2)."""

import re

from django.db import IntegrityError, transaction
from django.db.models import F

from bildungsregion.base.prepared import Prepared

from .models import Application, Letter, NumberCounter, Programme


# A year is too small a number to be a value of a Prepared; a programme has a row for each.
_COUNTERS = Prepared(
    lambda programme: NumberCounter.objects.filter(programme=programme).values_list("year", "last"),
    programme=int,
)
_LETTERS = Prepared(
    lambda case: Letter.objects.filter(application=case).values_list("pk"), case=int
)


def next_number(programme: Programme, year: int) -> str:
    """The next number of the programme in that year, once and for all; needs a transaction.

    The UPDATE holds the counter's row until the transaction ends, so two submissions queue; one
    that is rolled back gives its number back.
    """
    counter = NumberCounter.objects.filter(programme=programme, year=year)
    if not counter.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberCounter.objects.create(programme=programme, year=year, last=1)
        except IntegrityError:
            # Somebody else opened the year just now.
            counter.update(last=F("last") + 1)
    last = dict(_COUNTERS.rows(programme=programme.pk))[year]
    return f"{programme.number_prefix}-{year}-{last:04d}"


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
