"""The worker: projects, publishes and delivers, again and again, each job in one worker at a time."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from civic.bootstrap import Platform

logger = logging.getLogger("civic.worker")
# A look that is still busy when the next one is due is nothing to report.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do at intervals; `lease` is how long another worker waits for one that has died."""

    name: str
    every: timedelta
    lease: timedelta
    run: Callable[[], object]


def jobs_of(platform: Platform) -> tuple[Job, ...]:
    """Return all jobs of this installation."""
    look = timedelta(milliseconds=platform.settings.publish_interval)
    jobs = [
        Job("publish", look, timedelta(seconds=30), platform.publisher.publish),
        Job("project", look, timedelta(seconds=30), platform.projector.catch_up_with_all),
    ]
    if platform.delivery is not None:
        often = timedelta(seconds=1)
        jobs.append(Job("deliver", often, timedelta(seconds=30), platform.delivery.deliver_due))
    return tuple(jobs)


def work(platform: Platform, stop: threading.Event) -> None:
    """Run every job until told to stop."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in jobs_of(platform):
        scheduler.add_job(
            _leased,
            IntervalTrigger(seconds=job.every.total_seconds()),
            args=(platform, job),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    stop.wait()
    scheduler.shutdown()
    for job in jobs_of(platform):
        platform.leases.give_back(job.name)


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _leased(platform: Platform, job: Job) -> None:
    """Keep the lease between runs, so that one worker does the job until it stops or dies."""
    try:
        if platform.leases.take(job.name, job.lease):
            job.run()
    except Exception:
        # The next run tries again; /readyz and /metrics tell the operators that the log lags behind.
        logger.exception("job %s failed", job.name)
