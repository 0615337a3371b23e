"""Reminders are one for all areas: those that were sent are kept, so that none is sent again."""

from datetime import date

from django.db import migrations


def keep(apps, schema_editor):
    reminder = apps.get_model("notices", "Reminder")
    for row in apps.get_model("committees", "Reminder").objects.iterator():
        about, _slash, day = row.matter.rpartition("/")
        reminder.objects.create(
            user_id=row.user_id,
            about=about,
            due_on=date.fromisoformat(day),
            stage=row.stage,
            sent_on=row.sent_at.date(),
        )


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_reminders"), ("notices", "0002_reminders")]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.DeleteModel(name="Reminder"),
    ]
