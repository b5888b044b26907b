"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0012_office_edition")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["created_at", "id"], name="outgoingmail_by_moment"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                fields=["purpose", "created_at", "id"], name="outgoingmail_of_purpose"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["asked_on", "id"], name="subscription_by_day"),
        ),
    ]
