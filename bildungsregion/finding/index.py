"""Keeps the words of all published rows in two tables of their own: the database does it, by triggers.

Whatever changes a row (a form, an import, ``update()``, SQL by hand), its entry changes in the same
transaction (docs/adr/0230).
"""

from django.db import connections, transaction

from .models import SearchBody, SearchEntry
from .sources import SOURCES, Source


ENTRY, BODY = SearchEntry._meta.db_table, SearchBody._meta.db_table
TRIGRAM_INDEXES = ((f"{ENTRY}_head_trigram", ENTRY, "head"), (f"{BODY}_body_trigram", BODY, "body"))


def install(using: str, **_signal) -> None:
    """Triggers, and the words of rows that are there already; after each migration, which may lose triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if ENTRY not in there or BODY not in there:
            return
        sources = [source for source in SOURCES if source.model._meta.db_table in there]
        for statement in _statements(connection.vendor, sources):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            _install_trigrams(cursor)
    rebuild(using, only_missing=True)


def rebuild(using: str = "default", *, only_missing: bool = False) -> int:
    """Write the tables anew from the rows' own columns; the number of rows that were not right.

    ``only_missing`` looks at those kinds only of which nothing is there yet.
    """
    changed = 0
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for source in SOURCES:
            kind, table = source.name, source.model._meta.db_table
            if only_missing and SearchEntry.objects.using(using).filter(kind=kind).exists():
                continue
            wrong = _wrong(cursor, kind, table)
            changed += wrong
            if wrong:
                _write(cursor, kind, table)
    return changed


def refresh() -> int:
    """Fold the texts of all rows again and write what differs, then the tables; the number of rows that were wrong.

    For texts changed past ``save()`` and for rows folded by an older version of the rules.
    """
    changed = 0
    for source in SOURCES:
        rows, waiting = source.model._base_manager.order_by("pk"), []
        for row in rows.iterator(500):
            if row.write_search_words():
                waiting.append(row)
            if len(waiting) >= 200:
                changed += _rewrite(source, waiting)
                waiting = []
        changed += _rewrite(source, waiting)
    return changed + rebuild()


def _rewrite(source: Source, rows: list) -> int:
    if not rows:
        return 0
    return source.model._base_manager.bulk_update(rows, ["search_title", "search_text"])


def _wrong(cursor, kind: str, table: str) -> int:
    """How many rows have no entry, another one, or one too many."""
    cursor.execute(
        f"""
        SELECT (SELECT COUNT(*) FROM {table} r
                LEFT JOIN {ENTRY} e ON e.kind = %s AND e.object_id = r.id
                LEFT JOIN {BODY} b ON b.kind = %s AND b.object_id = r.id
                WHERE r.is_published AND (e.id IS NULL OR b.id IS NULL OR e.head <> r.search_title
                                          OR b.body <> r.search_title || r.search_text))
             + (SELECT COUNT(*) FROM {ENTRY} e WHERE e.kind = %s
                AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.id = e.object_id AND r.is_published))
        """,  # noqa: S608 - the tables' names are ours
        [kind, kind, kind],
    )
    return cursor.fetchone()[0]


def _write(cursor, kind: str, table: str) -> None:
    for target, column, words in (
        (ENTRY, "head", "search_title"),
        (BODY, "body", "search_title || search_text"),
    ):
        cursor.execute(f"DELETE FROM {target} WHERE kind = %s", [kind])  # noqa: S608
        cursor.execute(
            f"INSERT INTO {target} (kind, object_id, {column}) "  # noqa: S608
            f"SELECT %s, id, {words} FROM {table} WHERE is_published",
            [kind],
        )


def _install_trigrams(cursor) -> None:
    """An index for rare words where the extension is installed; without it PostgreSQL reads the tables."""
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if not cursor.fetchone():
        return
    for name, table, column in TRIGRAM_INDEXES:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)"
        )


_POSTGRES = f"""
CREATE OR REPLACE FUNCTION bildungsregion_search_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM {ENTRY} WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
        DELETE FROM {BODY} WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.is_published THEN
        INSERT INTO {ENTRY} (kind, object_id, head) VALUES (TG_ARGV[0], NEW.id, NEW.search_title);
        INSERT INTO {BODY} (kind, object_id, body)
        VALUES (TG_ARGV[0], NEW.id, NEW.search_title || NEW.search_text);
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608
# Rows are saved whole: most updates touch nothing that is searched.
_CHANGED = " OR ".join(
    f"OLD.{column} IS {{not_same}} NEW.{column}"
    for column in ("search_title", "search_text", "is_published")
)


def _statements(vendor: str, sources: list[Source]) -> list[str]:
    if vendor == "postgresql":
        return [_POSTGRES, *(line for source in sources for line in _postgres_triggers(source))]
    return [line for source in sources for line in _sqlite_triggers(source)]


def _postgres_triggers(source: Source) -> list[str]:
    table = source.model._meta.db_table
    run = f"FOR EACH ROW {{when}} EXECUTE FUNCTION bildungsregion_search_entry('{source.name}')"
    changed = _CHANGED.format(not_same="DISTINCT FROM")
    return [
        f"CREATE OR REPLACE TRIGGER {table}_search AFTER INSERT OR DELETE ON {table} {run.format(when='')}",
        f"CREATE OR REPLACE TRIGGER {table}_search_again AFTER UPDATE ON {table} "
        + run.format(when=f"WHEN ({changed})"),
    ]


def _sqlite_triggers(source: Source) -> list[str]:
    table, kind = source.model._meta.db_table, source.name
    gone = "".join(
        f"DELETE FROM {target} WHERE kind = '{kind}' AND object_id = OLD.id; "  # noqa: S608
        for target in (ENTRY, BODY)
    )
    come = (
        f"INSERT INTO {ENTRY} (kind, object_id, head) "  # noqa: S608
        f"SELECT '{kind}', NEW.id, NEW.search_title WHERE NEW.is_published; "
        f"INSERT INTO {BODY} (kind, object_id, body) "
        f"SELECT '{kind}', NEW.id, NEW.search_title || NEW.search_text WHERE NEW.is_published; "
    )
    changed = _CHANGED.format(not_same="NOT")
    create = "CREATE TRIGGER IF NOT EXISTS"
    return [
        f"{create} {table}_insert_search AFTER INSERT ON {table} BEGIN {come}END",
        f"{create} {table}_update_search AFTER UPDATE ON {table} WHEN {changed} BEGIN {gone}{come}END",
        f"{create} {table}_delete_search AFTER DELETE ON {table} BEGIN {gone}END",
    ]
