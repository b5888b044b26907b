"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["title", "id"], name="project_by_title"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("origin__isnull", False)),
                fields=["origin"],
                name="project_followers",
            ),
        ),
    ]
