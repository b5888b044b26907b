"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

import bildungsregion.base.latest
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                bildungsregion.base.latest.LatestFirst("issued_on"),
                models.F("title"),
                models.F("id"),
                name="document_newest_first",
            ),
        ),
    ]
