"""Lists of the office and pages of one row stay as quick as they were where rows are many (adr 0368)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_receipts_wait")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("project__isnull", False)),
                fields=["project"],
                name="application_of_project",
            ),
        ),
        migrations.AddIndex(
            model_name="bankdataview",
            index=models.Index(fields=["viewed_at", "id"], name="bank_data_view_by_moment"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["prepared_at", "id"], name="decision_by_moment"),
        ),
        migrations.AddIndex(
            model_name="fileview",
            index=models.Index(fields=["viewed_at", "id"], name="file_view_by_moment"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["booked_at", "id"], name="ledger_entry_by_moment"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["issued_at", "id"], name="letter_by_moment"),
        ),
        migrations.AddIndex(
            model_name="paymentorder",
            index=models.Index(fields=["prepared_at", "id"], name="payment_order_by_moment"),
        ),
        migrations.AddIndex(
            model_name="snapshot",
            index=models.Index(fields=["taken_at", "id"], name="snapshot_by_moment"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["taken_at", "id"], name="step_by_moment"),
        ),
    ]
