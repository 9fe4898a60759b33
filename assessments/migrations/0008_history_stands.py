"""What is history may say itself when it happened: an import brings it along with its times.

That it stands is no matter of this migration: ``assessments.append_only`` puts its triggers in place
after every ``migrate``.
"""

import django.utils.timezone
from django.db import migrations, models

TIMES = (
    ("act", "at"),
    ("action", "created_at"),
    ("assessment", "created_at"),
    ("company", "created_at"),
    ("grant", "created_at"),
    ("link", "created_at"),
    ("look", "at"),
    ("owner", "since"),
    ("respondent", "invited_at"),
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_cache_table")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name=name,
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        )
        for model, name in TIMES
    ]
