"""Journals, snapshots, letters and signed decisions cannot be changed past the program either.

PostgreSQL only; on SQLite the models' own guards stand alone.
"""

from django.db import migrations


WRITTEN_ONCE = (
    "ledgerentry", "snapshot", "step", "letter", "lettertext", "bankdetailschange", "bankdataview",
)  # fmt: skip

REFUSE = """
CREATE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
REFUSE_SIGNED = """
CREATE TRIGGER funding_decision_final BEFORE UPDATE OR DELETE ON funding_decision
FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION funding_refuse_change()
"""


def create_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE, params=None)
    for table in WRITTEN_ONCE:
        schema_editor.execute(
            f"CREATE TRIGGER funding_{table}_append_only BEFORE UPDATE OR DELETE ON funding_{table} "
            "FOR EACH ROW EXECUTE FUNCTION funding_refuse_change()"
        )
    schema_editor.execute(REFUSE_SIGNED)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP FUNCTION funding_refuse_change() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunPython(create_triggers, drop_triggers)]
