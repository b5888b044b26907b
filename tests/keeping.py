"""Watches whatever tests have the office's pages keep: it may come only from tables whose changes throw it away, and
what asks for the hour has to say when it looks different.
"""

import re
from datetime import UTC
from functools import cache

from django.db import connection
from django.utils import timezone

from bildungsregion.base import edition
from bildungsregion.base.edition import OFFICE, PUBLIC


# Filters are read together with the role that they are shared with, of which nothing is shown.
JOINED = {"auth_group"}
# Whose panels say so (bildungsregion/base/today.py).
OF_THE_HOUR = {"actors_claim", "pages_news", "pages_page"}
# Places in the waiting list: the moment is the case's own.
COMPARED = '"complete_since" <'
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


class UnwatchedError(AssertionError):
    """What is kept was read from a table that nobody watches, or asked for the hour."""


@cache
def watched() -> set[str]:
    """All tables whose changes throw away what is kept for the office."""
    whole = [*edition.tables(PUBLIC), *edition.tables(OFFICE)]
    return {*whole, *edition.columns(OFFICE), *JOINED}


def strictly(kept):
    """``edition.kept_for_person`` that refuses what reads other tables."""

    def kept_strictly(request, key, make, *more):
        if not request.user.is_superuser:
            request.user.get_all_permissions()

        def made():
            with connection.execute_wrapper(_refuse):
                return make()

        return kept(request, key, made, *more)

    return kept_strictly


def _refuse(execute, sql, params, *rest):
    tables, now = set(TABLE.findall(sql)), timezone.now()
    if unknown := tables - watched():
        raise UnwatchedError(sorted(unknown))
    # The tests' clock stands still, so that very moment comes from there.
    moments = {str(now), str(now.astimezone(UTC).replace(tzinfo=None))}
    is_known = COMPARED in sql or tables & OF_THE_HOUR
    if not is_known and moments.intersection(map(str, params or ())):
        raise UnwatchedError(f"asks for the hour: {sql}")
    return execute(sql, params, *rest)
