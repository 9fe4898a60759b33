"""Rows from before get the name that addresses know them by; random, so one by one."""

from django.db import migrations

from assessments.models.tokens import new_public_id


def name_rows(apps, schema_editor):
    for model in ("Company", "Assessment"):
        rows = apps.get_model("assessments", model).objects.filter(public_id=None)
        for row in rows.only("pk").iterator():
            rows.filter(pk=row.pk).update(public_id=new_public_id())


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_companies_people_sharing")]

    operations = [migrations.RunPython(name_rows, migrations.RunPython.noop)]
