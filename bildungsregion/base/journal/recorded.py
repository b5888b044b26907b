"""Which tables are recorded, and on whose page each is told: what the apps name in their AppConfig.

``recorded``: model name to the column that leads to its object, "" for an object itself.
``unrecorded``: model name to columns that are worked out, counted or too large to be told.
``written_once``: models whose rows nobody may change.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, Model


# Kept beside the content, or a secret.
NEVER = frozenset(
    {
        "id", "created_at", "updated_at", "search_title", "search_text", "import_key", "import_digest",
        "password", "last_login",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """``about`` is the model of the object, ``via`` the column that leads to it ("id" where it is itself).

    ``link`` is the relation that a table of links belongs to, ``other`` its column to the other side.
    """

    table: str
    model: type[Model]
    about: type[Model]
    via: str
    left_out: frozenset[str]
    link: ManyToManyField | None = None
    other: str = ""

    @property
    def is_object(self) -> bool:
        return self.via == "id"

    @property
    def columns(self) -> list[str]:
        if self.link:
            return [self.other]
        fields = self.model._meta.local_concrete_fields
        return [field.column for field in fields if field.column not in self.left_out]


@cache
def tables() -> dict[str, Recorded]:
    """All recorded tables by name, those of many-to-many relations included."""
    found = {}
    for app in apps.get_app_configs():
        unrecorded = getattr(app, "unrecorded", {})
        for name, lead in getattr(app, "recorded", {}).items():
            model = app.get_model(name)
            left_out = NEVER | frozenset(unrecorded.get(name, ()))
            row = _row(model, lead, left_out)
            found[row.table] = row
            if row.is_object:
                found |= {link.table: link for link in _links(model)}
    return found


def _row(model: type[Model], lead: str, left_out: frozenset[str]) -> Recorded:
    if not lead:
        return Recorded(model._meta.db_table, model, model, "id", left_out)
    field = model._meta.get_field(lead)
    assert isinstance(field, ForeignKey)
    return Recorded(model._meta.db_table, model, field.related_model, field.column, left_out)


def _links(model: type[Model]) -> list[Recorded]:
    found = []
    for relation in model._meta.local_many_to_many:
        through = relation.remote_field.through
        # A table with a model of its own is recorded by its own name.
        if through._meta.auto_created:
            via, other = relation.m2m_column_name(), relation.m2m_reverse_name()
            found.append(
                Recorded(through._meta.db_table, through, model, via, NEVER, relation, other)
            )
    return found


def objects() -> dict[str, type[Model]]:
    """The models that have a history of their own, by label as the journal has it ("actors.actor")."""
    return {row.model._meta.label_lower: row.model for row in tables().values() if row.is_object}


@cache
def restorable() -> frozenset[type[Model]]:
    """Content of which former states may come back (``restorable`` of the AppConfig)."""
    return frozenset(
        app.get_model(name)
        for app in apps.get_app_configs()
        for name in getattr(app, "restorable", ())
    )


def written_once() -> list[str]:
    """The tables of logs."""
    return [
        app.get_model(name)._meta.db_table
        for app in apps.get_app_configs()
        for name in getattr(app, "written_once", ())
    ]


def made_later(table: str) -> tuple[tuple[str, ...], list[str]]:
    """The columns of a log that may come empty and be filled in once (``MADE_LATER`` of the model), and all others."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    later = getattr(model, "MADE_LATER", ())
    columns = [field.column for field in model._meta.local_concrete_fields]
    return later, [column for column in columns if column not in later]
