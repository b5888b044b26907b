"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(fields=["name", "id"], name="actor_by_name"),
        ),
        migrations.AddIndex(
            model_name="freshnessask",
            index=models.Index(fields=["sent_on", "id"], name="freshness_ask_by_day"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["title", "id"], name="offer_by_title"),
        ),
    ]
