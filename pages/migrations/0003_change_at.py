from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A change of a public text may have its moment."""

    dependencies = [("pages", "0002_video")]

    operations = [
        *(
            migrations.AddField(
                name,
                "change_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Änderung ab"),
            )
            for name in ("news", "page")
        ),
        *(
            migrations.AddConstraint(
                name,
                models.CheckConstraint(
                    condition=Q(change_at=None) | Q(draft__isnull=False),
                    name=f"{name}_plans_a_draft",
                    violation_error_message="Geplant werden kann nur ein Entwurf.",
                ),
            )
            for name in ("news", "page")
        ),
        migrations.AlterField(
            "version",
            "what",
            models.CharField(
                choices=[
                    ("vorher", "Stand vor der ersten Änderung"),
                    ("gespeichert", "gespeichert"),
                    ("entwurf", "als Entwurf gespeichert"),
                    ("geplant", "als Änderung geplant"),
                    ("ungeplant", "Planung aufgehoben"),
                    ("online", "veröffentlicht"),
                    ("zurueck", "zurückgenommen"),
                    ("wiederhergestellt", "wiederhergestellt"),
                    ("verworfen", "Entwurf verworfen"),
                ],
                max_length=20,
                verbose_name="Was geschah",
            ),
        ),
    ]
