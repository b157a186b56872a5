"""The worker: projects, publishes and delivers, again and again, each job in one worker at a time."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError

from civic.bootstrap import Platform
from civic.check import in_one_line
from civic.store.database import StoreCannotWrite

OUTSIDE = (OSError, SQLAlchemyError, StoreCannotWrite)

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
    hourly, soon = timedelta(hours=1), timedelta(minutes=5)
    jobs.append(Job("retention", hourly, timedelta(minutes=10), platform.retention.run))
    jobs.append(Job("photo-drafts", hourly, timedelta(minutes=10), platform.photo_drafts.forget_old))
    jobs.append(Job("erase", soon, timedelta(minutes=10), platform.eraser.finish))
    jobs.append(Job("follow-up", timedelta(minutes=1), timedelta(minutes=5), platform.follow_up.run))
    jobs.append(Job("escalate", timedelta(minutes=1), timedelta(minutes=5), platform.escalation.run))
    jobs.append(Job("followings", soon, timedelta(minutes=10), platform.followings.forget_unconfirmed))
    areas = platform.area_followings
    jobs.append(Job("area-followings", soon, timedelta(minutes=10), areas.forget_unconfirmed))
    jobs.append(Job("trusts", soon, timedelta(minutes=10), platform.trusts.run))
    codes = platform.residents.codes
    jobs.append(Job("one-time-codes", soon, timedelta(minutes=10), codes.forget_old))
    often = timedelta(seconds=1)
    if platform.passing_on is not None:
        jobs.append(Job("pass-on", often, timedelta(minutes=5), platform.passing_on.send_due))
    if platform.partner_news is not None:
        minutely = timedelta(minutes=1)
        jobs.append(Job("partner-news", minutely, timedelta(minutes=5), platform.partner_news.run))
    if platform.delivery is not None:
        jobs.append(Job("digests", timedelta(minutes=1), timedelta(minutes=10), platform.digests.run))
        jobs.append(Job("deliver", often, timedelta(seconds=30), platform.delivery.deliver_due))
    return tuple(jobs)


def work(platform: Platform, stop: threading.Event) -> None:
    """Run every job until told to stop."""
    scheduler = BackgroundScheduler(timezone="UTC")
    failures: dict[str, str] = {}
    for job in jobs_of(platform):
        scheduler.add_job(
            _leased,
            IntervalTrigger(seconds=job.every.total_seconds()),
            args=(platform, job, failures),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    while not stop.wait(0.5):
        pass
    scheduler.shutdown()
    for job in jobs_of(platform):
        with suppress(*OUTSIDE):  # another worker then waits until the lease runs out
            platform.leases.give_back(job.name)


def _leased(platform: Platform, job: Job, failures: dict[str, str]) -> None:
    """Keep the lease between runs, so that one worker does the job until it stops or dies.

    The next run tries again; /readyz and /metrics tell the operators that the log lags behind. A failure is
    logged once, not at every try until somebody has mended it.
    """
    try:
        if platform.leases.take(job.name, job.lease):
            job.run()
    except Exception as error:
        said = in_one_line(error)
        if failures.get(job.name) != said:
            failures[job.name] = said
            # What the machine refuses needs no stack trace; whatever else fails is ours to mend.
            logger.error("job %s waits: %s", job.name, said, exc_info=not isinstance(error, OUTSIDE))  # noqa: TRY400
    else:
        if failures.pop(job.name, None):
            logger.warning("job %s works again", job.name)
