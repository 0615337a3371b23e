from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_organisations_and_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="affiliation",
            name="stopped_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="engagement",
            name="stopped_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="right",
            field=models.CharField(default="member.invite", max_length=40),
        ),
        migrations.AddField(
            model_name="membership",
            name="stopped_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
