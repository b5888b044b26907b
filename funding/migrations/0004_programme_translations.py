from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_forgetting")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="translations",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="Übersetzungen"
            ),
        ),
    ]
