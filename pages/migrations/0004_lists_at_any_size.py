"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

import bildungsregion.base.latest
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_change_at")]

    operations = [
        migrations.AddIndex(
            model_name="news",
            index=models.Index(
                models.OrderBy(models.F("is_pinned"), descending=True),
                bildungsregion.base.latest.LatestFirst("publish_at"),
                models.OrderBy(models.F("id"), descending=True),
                name="news_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(fields=["publish_at"], name="news_by_day"),
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(
                fields=["change_at"],
                name="news_changing",
                condition=models.Q(change_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(
                fields=["unpublish_at"],
                name="news_going",
                condition=models.Q(unpublish_at__isnull=False),
            ),
        ),
    ]
