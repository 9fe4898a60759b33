from django.db import migrations, models

import assessments.models.tokens


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_name_rows")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="public_id",
            field=models.CharField(
                default=assessments.models.tokens.new_public_id,
                editable=False,
                max_length=16,
                unique=True,
            ),
        )
        for model in ("assessment", "company")
    ]
