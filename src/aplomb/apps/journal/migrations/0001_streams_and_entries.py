import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.PositiveIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(blank=True, max_length=40)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("action", models.CharField(max_length=60)),
                ("object", models.CharField(max_length=80)),
                ("object_version", models.PositiveBigIntegerField()),
                ("commit", models.CharField(max_length=64)),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("leaf", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["stream", "seq"],
            },
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("epoch", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("head", models.CharField(blank=True, default="", max_length=64)),
                ("last_at", models.DateTimeField(null=True)),
                ("sealed_seq", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="value",
                        serialize=False,
                        to="journal.entry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("data", models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="stream",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="journal.stream"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["object", "-seq"], name="journal_entry_object"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("stream", "seq"), name="journal_entry_seq_once_per_stream"
            ),
        ),
    ]
