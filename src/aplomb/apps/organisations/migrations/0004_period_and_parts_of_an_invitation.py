from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_end_of_a_role"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="until"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="parts",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="invitation",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="from"),
        ),
    ]
