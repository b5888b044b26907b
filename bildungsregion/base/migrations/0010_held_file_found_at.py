from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0009_held_file")]

    operations = [
        migrations.AddField(
            model_name="heldfile",
            name="found_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="gesperrt"),
        ),
        migrations.RunSQL(
            "UPDATE base_heldfile SET found_at = created_at WHERE state = 'found'",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
