"""PostgreSQL lets one change of final rows pass: emptying what speaks of people in an anonymised case.

A trigger names the columns that may be emptied; one with „~“ may be given other words (the standard
sentences of a rejection stay for the statistics). Everything else is refused as before (adr/0096).
"""

from django.db import migrations


MAY_BE_FORGOTTEN = {
    "letter": ("pdf", "context_json"),
    "snapshot": ("input_json", "steps_json"),
    "step": ("note_public", "note_internal"),
    "bankdetailschange": ("old_account", "new_account"),
    "bankdataview": ("purpose",),
}

REFUSE_ALL_BUT_FORGETTING = """
CREATE OR REPLACE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; becomes jsonb; spoken text;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        was := to_jsonb(OLD); becomes := to_jsonb(NEW);
        FOREACH spoken IN ARRAY TG_ARGV LOOP
            IF left(spoken, 1) <> '~' AND becomes -> spoken NOT IN ('""', '{}', '[]') THEN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END IF;
            was := was - ltrim(spoken, '~'); becomes := becomes - ltrim(spoken, '~');
        END LOOP;
        IF was = becomes AND EXISTS (
            SELECT FROM funding_application WHERE id = OLD.application_id AND anonymised_on IS NOT NULL
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
REFUSE_ALL = """
CREATE OR REPLACE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def allow_forgetting(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE_ALL_BUT_FORGETTING, params=None)
    for table, columns in MAY_BE_FORGOTTEN.items():
        _guard(schema_editor, table, f"funding_{table}_append_only", "", columns)
    _guard(
        schema_editor, "decision", "funding_decision_final", "WHEN (OLD.signed_at IS NOT NULL)",
        ("~reasons", "conditions"),
    )  # fmt: skip


def _guard(schema_editor, table, trigger, when, columns):
    names = ", ".join(f"'{column}'" for column in columns)
    schema_editor.execute(
        f"CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON funding_{table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION funding_refuse_change({names})"
    )


def forbid_forgetting(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE_ALL, params=None)


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_append_only_triggers")]

    operations = [migrations.RunPython(allow_forgetting, forbid_forgetting)]
