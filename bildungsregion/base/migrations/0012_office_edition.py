from uuid import uuid4

from django.db import migrations


# base/edition.py OFFICE
OFFICE = 2


def give_the_office_a_mark(apps, schema_editor):
    """Backups of before have one mark; brought to today, they get the second one here."""
    editions = apps.get_model("base", "Edition").objects.using(schema_editor.connection.alias)
    editions.get_or_create(pk=OFFICE, defaults={"mark": str(uuid4())})


def take_it_away(apps, schema_editor):
    editions = apps.get_model("base", "Edition").objects.using(schema_editor.connection.alias)
    editions.filter(pk=OFFICE).delete()


class Migration(migrations.Migration):
    dependencies = [("base", "0011_region_public_task_law")]

    operations = [migrations.RunPython(give_the_office_a_mark, take_it_away)]
