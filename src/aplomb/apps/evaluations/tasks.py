"""What the worker does for evaluations."""

from procrastinate.contrib.django import app

from aplomb.apps.evaluations import report_files, report_services
from aplomb.apps.journal.jobs import GROWING


@app.task(name=report_services.TASK, queue="reports", retry=GROWING)
def make_report(report_id: int) -> None:
    """Make a report that somebody waits for."""
    report_services.make(report_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="evaluations.sweep_report_files", queueing_lock="evaluations.sweep_report_files")
def sweep_report_files(timestamp: int) -> None:
    """Collect the files that no report names any more."""
    report_files.sweep()
