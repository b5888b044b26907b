import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0004_programme_translations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FileView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('anlage', 'Anlage'), ('beleg', 'Beleg'), ('schreiben', 'Schreiben'), ('akte', 'ganze Akte')], max_length=10, verbose_name='Art')),
                ('name', models.CharField(max_length=200, verbose_name='Datei')),
                ('purpose', models.CharField(max_length=200, verbose_name='Anlass')),
                ('viewed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='angesehen am')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_views', to='funding.application', verbose_name='Antrag')),
                ('viewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='angesehen durch')),
            ],
            options={
                'verbose_name': 'Einsicht in eine Datei',
                'verbose_name_plural': 'Einsichten in Dateien',
                'ordering': ['-viewed_at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
    ]
