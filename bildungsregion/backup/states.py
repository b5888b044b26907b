"""The state a backup was made in: its migrations, the tables they make, and the way from there to today."""

from django.core.management import call_command
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from . import making, tables
from .archive import Archive
from .errors import BackupError, NotMigratedError
from .tables import Table


Migration = tuple[str, str]


def is_older(archive: Archive) -> bool:
    """Whether the program has migrations that the backup has not.

    Raises BackupError where the backup has some that the program has not.
    """
    kept, known = _migrations(archive), {tuple(one) for one in making.known_migrations()}
    if kept - known:
        raise BackupError(
            "Die Sicherung stammt von einer neueren Fassung des Portals "
            f"(hier unbekannt: {'.'.join(min(kept - known))}). Bitte zuerst das Portal aktualisieren."
        )
    return bool(known - kept)


def tables_of(archive: Archive) -> dict[str, Table]:
    """The tables of the state the backup was made in, with their columns as they stand in it.

    Raises BackupError where the backup has other ones, or is of a newer program.
    """
    if not is_older(archive):
        known = tables.all_tables()
        for name, table in known.items():
            said = archive.tables.get(name)
            if said is None or said["columns"] != [list(column) for column in table.columns]:
                raise _differs(name)
        return known
    known = _tables_then(_migrations(archive))
    for name in known.keys() | archive.tables.keys():
        if name not in known or name not in archive.tables:
            raise _differs(name)
    return {name: _in_order(known[name], archive) for name in sorted(known)}


def _differs(name: str) -> BackupError:
    return BackupError(
        f"Die Tabelle {name} sieht in der Sicherung anders aus als in diesem Portal."
    )


def _tables_then(kept: set[Migration]) -> dict[str, Table]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for node in kept:
        if lacking := {parent.key for parent in loader.graph.node_map[node].parents} - kept:
            raise BackupError(
                f"In der Sicherung fehlt eine Migration: {'.'.join(min(lacking))}. So war das Portal nie."
            )
    return tables.all_tables(loader.project_state(_ends(loader, kept)).apps)


def _in_order(table: Table, archive: Archive) -> Table:
    """Columns that came by a later migration stood elsewhere in the model of that time."""
    columns = tuple(tuple(column) for column in archive.tables[table.name]["columns"])
    if set(map(_plain, columns)) != set(map(_plain, table.columns)):
        raise _differs(table.name)
    files = {table.columns[place][0] for place in table.file_columns}
    places = tuple(place for place, (column, _) in enumerate(columns) if column in files)
    return Table(name=table.name, columns=columns, file_columns=places)


def _plain(column: tuple[str, str]) -> tuple[str, str]:
    """A state of migrations forgets how long the numbers of an app's many-to-many tables are."""
    return column[0], column[1].replace("BigAutoField", "AutoField")


def make_ready(archive: Archive, connection) -> None:
    """A database without any table gets those of the backup's state.

    Raises BackupError for one that is in another state.
    """
    older = is_older(archive)
    if not connection.introspection.table_names():
        if older:
            _migrate_to(_migrations(archive), connection)
        else:
            call_command("migrate", database=connection.alias, verbosity=0, interactive=False)
    if not older:
        making.check_schema(connection)
    elif {tuple(one) for one in tables.applied_migrations(connection)} != _migrations(archive):
        raise BackupError(
            "Die Sicherung stammt von einer älteren Fassung des Portals. Sie wird in eine Datenbank ohne Tabellen "
            "eingespielt und dort auf den Stand von heute gebracht. Bitte eine leere Datenbank anlegen."
        )


def _migrate_to(kept: set[Migration], connection) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(_ends(executor.loader, kept))


def _ends(loader: MigrationLoader, kept: set[Migration]) -> list[Migration]:
    """The last ones of each app: naming one that others of its app follow would undo those."""
    children = {
        node: {child.key for child in loader.graph.node_map[node].children if child.key[0] == node[0]}
        for node in kept
    }  # fmt: skip
    return sorted(node for node in kept if not children[node] & kept)


def bring_to_today(connection) -> None:
    """Raises NotMigratedError: rows and files are there and proven, in the state of the backup."""
    try:
        call_command("migrate", database=connection.alias, verbosity=0, interactive=False)
    except (DatabaseError, ValueError, LookupError) as error:
        raise NotMigratedError(
            "Die Sicherung ist eingespielt und verglichen, aber die Datenbank ließ sich nicht auf den Stand von "
            f"heute bringen ({type(error).__name__}). Die Ursache zeigt „manage.py migrate“."
        ) from error


def _migrations(archive: Archive) -> set[Migration]:
    return {tuple(one) for one in archive.manifest["migrations"]}
