"""A receipt waits for its PDF (docs/adr/0369): PostgreSQL lets the one change of it pass that makes it."""

from importlib import import_module

from django.db import migrations, models


ALL_BUT_FORGETTING = import_module("funding.migrations.0003_forgetting").REFUSE_ALL_BUT_FORGETTING
MADE_LATER = "'{pdf,sha256,template_version}'::text[]"
# Only where there was nothing, and nothing else changes with it.
MAKING = f"""
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'funding_letter' THEN
        IF '' = ALL (ARRAY(SELECT to_jsonb(OLD) ->> name FROM unnest({MADE_LATER}) name))
            AND '' <> ALL (ARRAY(SELECT to_jsonb(NEW) ->> name FROM unnest({MADE_LATER}) name))
            AND to_jsonb(OLD) - {MADE_LATER} = to_jsonb(NEW) - {MADE_LATER}
        THEN
            RETURN NEW;
        END IF;
    END IF;
"""


def allow_making(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALL_BUT_FORGETTING.replace("\nBEGIN\n", MAKING, 1), params=None)


def forbid_making(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALL_BUT_FORGETTING, params=None)


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_step_in_place_of")]

    operations = [
        migrations.RunPython(allow_making, forbid_making),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=~models.Q(sha256="") | models.Q(kind="receipt", pdf=""),
                name="letter_that_waits_is_a_receipt",
                violation_error_message="Nur eine Eingangsbestätigung kann auf ihr PDF warten.",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(sha256=""), fields=["issued_at"], name="letter_waiting"
            ),
        ),
    ]
