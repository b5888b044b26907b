"""The order "newest first, what has no day last" as an index knows it."""

from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression


class LatestFirst(OrderBy):
    """Of an index only; ordering says ``F(…).desc(nulls_last=True)``. SQLite sorts so anyway, and refuses the words."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(F(name), descending=True, nulls_last=True)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        plain = self.copy()
        plain.nulls_last = None
        return plain.as_sql(compiler, connection)

    def deconstruct(self) -> tuple[str, tuple, dict]:
        return "bildungsregion.base.latest.LatestFirst", (self.name,), {}


# Beside those that Django knows as the order of an index's column.
IndexExpression.register_wrappers(OrderBy, LatestFirst, Collate)
