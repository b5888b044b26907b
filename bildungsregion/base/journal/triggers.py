"""The triggers of the journal, and those that guard the logs; put up after each ``migrate``.

They are taken down before it on SQLite, which follows the names in a trigger's body when a table is
rebuilt. On PostgreSQL one function serves all tables.
"""

from django.db import connections, transaction

from . import recorded
from .recorded import Recorded


JOURNAL = "base_change"
LOG_ENDING = "append_only"


def install(using: str, **_signal) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if JOURNAL not in there:
            return
        rows = [row for name, row in recorded.tables().items() if name in there]
        logs = [name for name in recorded.written_once() if name in there]
        if connection.vendor == "postgresql":
            for statement in (_RECORD, _REFUSE, *map(_postgres, rows), *map(_postgres_guard, logs)):
                cursor.execute(statement)
        else:
            wanted = dict(pair for row in rows for pair in _sqlite(row))
            _put_up(cursor, wanted | dict(pair for log in logs for pair in _sqlite_guards(log)))


def remove(using: str, **_signal) -> None:
    """Before migrations; PostgreSQL's triggers do not mind them."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            _put_up(cursor, {})


@transaction.atomic
def _put_up(cursor, wanted: dict[str, str]) -> None:
    """Only what differs, as tests on real transactions come here each time."""
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'journal_*'"
    )
    there = dict(cursor.fetchall())
    for name, statement in there.items():
        if wanted.get(name) != statement:
            cursor.execute(f'DROP TRIGGER "{name}"')
    for name, statement in wanted.items():
        if there.get(name) != statement:
            cursor.execute(statement)


# Arguments: the object's label, the column that leads to it, "whole" where an added row is told with its
# values, and the columns that are left out.
_RECORD = """
CREATE OR REPLACE FUNCTION base_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    note jsonb; was jsonb; becomes jsonb; old_id bigint; new_id bigint; row_id bigint;
BEGIN
    IF current_setting('bildungsregion.silent', true) = 'on' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD); old_id := (was ->> TG_ARGV[1])::bigint; row_id := OLD.id;
        was := was - TG_ARGV[3:TG_NARGS];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        becomes := to_jsonb(NEW); new_id := (becomes ->> TG_ARGV[1])::bigint; row_id := NEW.id;
        becomes := becomes - TG_ARGV[3:TG_NARGS];
    END IF;
    IF was = becomes THEN RETURN NULL; END IF;
    note := coalesce(nullif(current_setting('bildungsregion.note', true), ''), '{}')::jsonb;
    IF old_id = new_id THEN
        SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') INTO was FROM jsonb_each(was) b
        WHERE becomes -> b.key IS DISTINCT FROM b.value;
        SELECT coalesce(jsonb_object_agg(a.key, a.value), '{}') INTO becomes FROM jsonb_each(becomes) a
        WHERE was ? a.key;
        PERFORM base_record_row(note, TG_TABLE_NAME, row_id, TG_ARGV[0], new_id, 'u', was, becomes);
        RETURN NULL;
    END IF;
    IF old_id IS NOT NULL THEN
        PERFORM base_record_row(note, TG_TABLE_NAME, row_id, TG_ARGV[0], old_id, 'd', was, '{}');
    END IF;
    IF new_id IS NOT NULL THEN
        IF TG_ARGV[2] <> 'whole' THEN becomes := '{}'; END IF;
        PERFORM base_record_row(note, TG_TABLE_NAME, row_id, TG_ARGV[0], new_id, 'c', '{}', becomes);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION base_record_row(
    note jsonb, table_name text, row_id bigint, about text, about_id bigint, kind text, was jsonb, becomes jsonb
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO base_change
        (at, act, user_id, origin, reason, "table", "row", about, about_id, kind, before, after)
    VALUES (
        coalesce((note ->> 'at')::timestamptz, clock_timestamp()), coalesce(note ->> 'act', txid_current()::text),
        (note ->> 'user')::bigint, coalesce(note ->> 'origin', ''), coalesce(note ->> 'reason', ''),
        table_name, row_id, about, about_id, kind, was, becomes
    )
$$
"""
_REFUSE = """
CREATE OR REPLACE FUNCTION base_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bildungsregion.forgetting', true) = 'on' THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _postgres(row: Recorded) -> str:
    whole = "" if row.is_object else "whole"
    left_out = (*sorted(row.left_out), row.via) if row.link else sorted(row.left_out)
    arguments = ", ".join(f"'{value}'" for value in (_about(row), row.via, whole, *left_out))
    return (
        f'CREATE OR REPLACE TRIGGER journal_{row.table} AFTER INSERT OR UPDATE OR DELETE ON "{row.table}" '
        f"FOR EACH ROW EXECUTE FUNCTION base_record({arguments})"
    )


def _postgres_guard(table: str) -> str:
    """Where an app has a stricter guard of its own, that one stands."""
    return f"""
DO $$ BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname = '{table}_{LOG_ENDING}'
    ) THEN
        CREATE TRIGGER {table}_{LOG_ENDING} BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION base_refuse();
        CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION base_refuse();
    END IF;
END $$
"""


def _about(row: Recorded) -> str:
    return row.about._meta.label_lower


def _sqlite(row: Recorded) -> list[tuple[str, str]]:
    """Name and statement of each trigger."""
    moved = f'OLD."{row.via}" IS NOT NEW."{row.via}"'
    added = "json_object()" if row.is_object else _whole("NEW", row)
    came = f"{_INSERT} VALUES ({_values(row, 'NEW', 'c', 'json_object()', added)})"
    gone = _values(row, "OLD", "d", _whole("OLD", row), "json_object()")
    went = f"{_INSERT} VALUES ({gone})"
    triggers = [
        ("c", "INSERT", f'NEW."{row.via}" IS NOT NULL', came),
        ("d", "DELETE", f'OLD."{row.via}" IS NOT NULL', went),
        ("u", "UPDATE", f'NOT ({moved}) AND NEW."{row.via}" IS NOT NULL', _changed(row)),
    ]
    if not row.is_object:
        triggers += [
            ("md", "UPDATE", f'{moved} AND OLD."{row.via}" IS NOT NULL', went),
            ("mc", "UPDATE", f'{moved} AND NEW."{row.via}" IS NOT NULL', came),
        ]
    return [
        _trigger(f"journal_{row.table}_{name}", f'AFTER {event} ON "{row.table}"',
                 f"{condition} AND NOT bildungsregion_silent()", body)
        for name, event, condition, body in triggers
    ]  # fmt: skip


def _trigger(name: str, moment: str, condition: str, body: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {moment} FOR EACH ROW WHEN {condition} BEGIN {body}; END"


_INSERT = (
    'INSERT INTO base_change (at, act, user_id, origin, reason, "table", "row", about, about_id, '
    "kind, before, after)"
)


def _values(row: Recorded, side: str, kind: str, before: str, after: str) -> str:
    notes = ", ".join(
        f"bildungsregion_note('{name}')" for name in ("at", "act", "user", "origin", "reason")
    )
    about = f"'{_about(row)}', {side}.\"{row.via}\""
    return f"{notes}, '{row.table}', {side}.id, {about}, '{kind}', {before}, {after}"


def _whole(side: str, row: Recorded) -> str:
    pairs = [f"'{column}', {side}.\"{column}\"" for column in row.columns]
    # A call takes 127 arguments; a wide row is put together of several.
    parts = [f"json_object({', '.join(pairs[i : i + 50])})" for i in range(0, len(pairs), 50)]
    whole = parts[0]
    for part in parts[1:]:
        whole = f"json_patch({whole}, {part})"
    return whole


def _changed(row: Recorded) -> str:
    differing = " UNION ALL ".join(
        f'SELECT \'{column}\' AS k, json_quote(OLD."{column}") AS b, json_quote(NEW."{column}") AS a '
        f'WHERE OLD."{column}" IS NOT NEW."{column}"'
        for column in row.columns
    )
    both = "json_group_object(k, json(b)) AS was, json_group_object(k, json(a)) AS becomes, count(*) AS n"
    values = _values(row, "NEW", "u", "was", "becomes")
    return f"{_INSERT} SELECT {values} FROM (SELECT {both} FROM ({differing})) WHERE n > 0"


def _sqlite_guards(table: str) -> list[tuple[str, str]]:
    refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
    refused = "NOT bildungsregion_forgets()"
    return [
        _trigger(f"journal_{table}_{event.lower()}_{LOG_ENDING}", f"BEFORE {event} ON {table}",
                 condition, refusal)
        for event, condition in (("UPDATE", refused + _but_filling_in(table)), ("DELETE", refused))
    ]  # fmt: skip


def _but_filling_in(table: str) -> str:
    """Lets pass what fills in columns that came empty, and nothing else."""
    later, others = recorded.made_later(table)
    if not later:
        return ""
    filled = [f"OLD.\"{column}\" = '' AND NEW.\"{column}\" <> ''" for column in later]
    same = [f'OLD."{column}" IS NEW."{column}"' for column in others]
    return f" AND NOT ({' AND '.join(filled + same)})"
