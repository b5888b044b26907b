"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_office_people")]

    operations = [
        migrations.AddIndex(
            model_name="accountevent",
            index=models.Index(fields=["taken_at", "id"], name="account_event_by_moment"),
        ),
    ]
