from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0010_held_file_found_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="region",
            name="public_task_law",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="Landesrecht zur Datenverarbeitung"
            ),
        ),
    ]
