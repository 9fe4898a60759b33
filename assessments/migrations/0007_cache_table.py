"""The table of the cache that all processes share, where the cache lies in the database."""

from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_names_are_unique")]

    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
