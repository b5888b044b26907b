"""How the database answers the queries of a page: its plan for the slowest ones, and the indexes they go by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext


SLOWEST = 3
_INDEX = re.compile(r"(?:USING (?:COVERING )?INDEX|Index (?:Only )?Scan using|Index Scan on) (\w+)")


@dataclass(frozen=True)
class Plan:
    """One query of a page: its beginning, milliseconds, the lines of its plan, the indexes it goes by."""

    page: str
    query: str
    milliseconds: float
    lines: list[str]
    indexes: list[str]


def of(pages: Iterable[tuple[str, str]]) -> list[Plan]:
    """The plans of the slowest queries of each page (name, address), drawn anew."""
    client = Client(headers={"host": "127.0.0.1"})
    found = []
    for name, path in pages:
        # Nothing is kept inside of a transaction.
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            client.get(path)
        slowest = sorted(asked.captured_queries, key=lambda query: -float(query["time"]))
        for query in slowest[:SLOWEST]:
            if query["sql"].lstrip("( ").startswith("SELECT"):
                found.append(_explained(name, query))
    return found


def _explained(page: str, query: dict) -> Plan:
    word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {query['sql']}")
        lines = [str(row[-1]).strip() for row in cursor.fetchall()]
    names = re.findall(
        r"USING (?:COVERING )?INDEX (\w+)|Index (?:Only )?Scan using (\w+)|Index Scan on (\w+)",
        "\n".join(lines),
    )
    indexes = sorted({name for found in names for name in found if name})
    return Plan(
        page, " ".join(query["sql"].split())[:160], float(query["time"]) * 1000, lines, indexes
    )


def unused(plans: list[Plan]) -> list[str]:
    """Indexes that the models name and none of these queries goes by; others may (the office, the night)."""
    named = {index.name for model in apps.get_models() for index in model._meta.indexes}
    return sorted(named - {index for plan in plans for index in plan.indexes})
