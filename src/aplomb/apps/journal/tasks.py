"""What the clock starts: the jobs of a worker that died are taken up again."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)
DEAD_AFTER_SECONDS = 45  # a living worker says so every ten seconds


@app.periodic(cron="* * * * *")
@app.task(name="journal.take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker was doing: every task may run twice without harm."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        logger.warning("job %s (%s) is taken up again: its worker is gone", job.id, job.task_name)
        await manager.retry_job(job)
