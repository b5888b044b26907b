"""What is cheap to see of the kept states in every run; `make upgrades` brings them to today for real."""

import pytest
from django.core.management import CommandError, call_command

from bildungsregion.backup import archive, states
from tests.upgrades.prove import PLACE, WITHOUT_POSTGRESQL


STATES = sorted(PLACE.glob("*/state.zip"))


@pytest.fixture(autouse=True)
def _migrations_as_they_are(settings):
    """Also where a run makes its tables without them."""
    settings.MIGRATION_MODULES = {}


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.parent.name)
def test_migrations_still_make_the_tables_of_each_kept_state(path):
    """A migration that districts have run already is never changed or taken away."""
    with archive.opened(path) as kept:
        assert len(states.tables_of(kept)) == len(kept.tables)


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.parent.name)
def test_kept_state_has_the_triggers_of_both_databases(path):
    kept = {file.name.split(".")[1] for file in path.parent.glob("triggers.*.json.gz")}

    assert kept == {"sqlite"} | (
        set() if path.parent.name in WITHOUT_POSTGRESQL else {"postgresql"}
    )


@pytest.mark.django_db
def test_older_backup_wants_a_database_without_tables():
    with pytest.raises(CommandError, match="(?s)Datenbank ohne Tabellen.*Nichts wurde verändert"):
        call_command("restore", str(STATES[0]))
    with pytest.raises(CommandError, match="nur mit ihr"):
        call_command("backup", str(STATES[0]), compare=True)
