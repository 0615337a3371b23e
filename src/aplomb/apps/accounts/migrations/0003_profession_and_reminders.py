from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_version_and_end_of_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="profession",
            field=models.CharField(
                blank=True,
                choices=[
                    ("radiologist", "Radiologist"),
                    ("nuclear_physician", "Nuclear medicine physician"),
                    ("doctor", "Other doctor"),
                    ("radiographer", "Radiographer"),
                    ("medical_physicist", "Medical physicist"),
                    ("nurse", "Nurse"),
                    ("pharmacist", "Pharmacist"),
                    ("secretary", "Medical secretary"),
                    ("other", "Other profession"),
                ],
                max_length=20,
                verbose_name="profession",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="reminders",
            field=models.BooleanField(default=True, verbose_name="reminders by e-mail"),
        ),
        migrations.AddField(
            model_name="user",
            name="rpps",
            field=models.CharField(
                blank=True,
                help_text="For health professionals: eleven digits.",
                max_length=11,
                verbose_name="RPPS number",
            ),
        ),
    ]
