"""Reminders are one for all areas: those that were sent are kept, so that none is sent again."""

from django.db import migrations


def keep(apps, schema_editor):
    reminder, digest = apps.get_model("notices", "Reminder"), apps.get_model("notices", "Digest")
    for row in apps.get_model("documents", "Reminder").objects.iterator():
        reminder.objects.create(
            user_id=row.user_id,
            about=row.about,
            due_on=row.due_on,
            stage=row.kind,
            sent_on=row.sent_on,
        )
    for row in apps.get_model("documents", "Digest").objects.iterator():
        digest.objects.create(user_id=row.user_id, on=row.on)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_approval_requests_and_reading"),
        ("notices", "0002_reminders"),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.DeleteModel(name="Digest"),
        migrations.DeleteModel(name="Reminder"),
    ]
