"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_series_translations")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["title", "id"], name="event_by_title"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("project__isnull", False)),
                fields=["project"],
                name="event_of_project",
            ),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["event", "starts_at"], name="occurrence_of_event"),
        ),
        migrations.AddIndex(
            model_name="registrationlook",
            index=models.Index(fields=["viewed_at", "id"], name="registration_look_by_moment"),
        ),
    ]
