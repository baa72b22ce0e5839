"""Housekeeping on a clock, in memory: domains' jobs, run side by side; losing a round loses nothing (DESIGN §8)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from memory.clock import Clock
from memory.errors import HomeOpsError
from memory.retention import Retention
from tools.contract import Job

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

FIRST_AFTER = timedelta(seconds=1)
OFTEN = timedelta(seconds=20)
NOT_OFTEN_AFTER = timedelta(seconds=4)
"""What is not done several times a minute leaves the first ones after a start to the first message."""
RETENTION_EVERY = timedelta(hours=6)
SELDOM = timedelta(hours=1)
SELDOM_AFTER = timedelta(minutes=2)
"""What is done seldom leaves the first minutes after a start to people."""

log = logging.getLogger(__name__)


class Housekeeping:
    """Runs jobs every so often until it is stopped."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)
        self._scheduler: AsyncIOScheduler | None = None

    async def start(self) -> None:
        """Run each job soon and then at its pace; a job that is still running is not started twice."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # What fails is told by _safely; all that is left for the library to tell is that stopping cancels jobs.
        logging.getLogger("apscheduler.executors.default").setLevel(logging.CRITICAL)
        # Nor does anybody need to read that a job which is still running is not started twice.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler()
        start = datetime.now(UTC)
        for job in self._jobs:
            self._scheduler.add_job(
                _safely(job),
                "interval",
                seconds=job.every.total_seconds(),
                max_instances=1,
                coalesce=True,
                id=job.name,
                next_run_time=start + _first_after(job),
            )
        self._scheduler.start()

    async def catch_up(self, passed: timedelta) -> None:
        """Run once what has come due in a time that passed all at once, as it does in a simulated house."""
        await asyncio.gather(*(_safely(job)() for job in self._jobs if job.every <= passed))

    def stop(self) -> None:
        """Run nothing more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)


def retention_job(retention: Retention, clock: Clock) -> Job:
    """The job that deletes what is older than it is kept."""

    async def tidy() -> None:
        gone = await retention.tidy(clock.now())
        if gone:
            log.info("deleted %d rows that were older than they are kept", gone)

    return Job("delete what is old", RETENTION_EVERY, tidy)


def _first_after(job: Job) -> timedelta:
    if job.every >= SELDOM:
        return SELDOM_AFTER
    return FIRST_AFTER if job.every <= OFTEN else NOT_OFTEN_AFTER


def _safely(job: Job) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            await job.run()
        except HomeOpsError as error:
            log.warning("%s: %s", job.name, error)
        except Exception:
            log.exception("%s failed", job.name)

    return run
