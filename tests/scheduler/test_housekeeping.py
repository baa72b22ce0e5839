"""Jobs on a clock: what is frequent begins at once, what is seldom leaves the start alone, and old rows go."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from memory.clock import Clock
from memory.db import Store
from memory.retention import Keeping, Retention
from memory.samples import Samples
from scheduler.housekeeping import Housekeeping, retention_job
from tools.contract import Job


async def test_frequent_work_begins_at_once_and_seldom_work_later() -> None:
    began, seldom = asyncio.Event(), asyncio.Event()

    async def often() -> None:
        began.set()

    async def rarely() -> None:
        seldom.set()

    housekeeping = Housekeeping(
        [Job("often", timedelta(minutes=1), often), Job("rarely", timedelta(days=1), rarely)]
    )
    await housekeeping.start()
    try:
        async with asyncio.timeout(5):
            await began.wait()
        assert not seldom.is_set()
    finally:
        housekeeping.stop()


async def test_the_retention_job_goes_by_the_clock_of_the_house(store: Store) -> None:
    clock = Clock(ZoneInfo("Europe/London"), datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    samples, month = Samples(store), timedelta(days=30)
    await samples.keep([("cpu", clock.now() - timedelta(days=20), 1.0)])
    job = retention_job(Retention(store, Keeping(month, month, month, month)), clock)

    await job.run()
    assert await samples.latest("cpu") is not None
    clock.advance(timedelta(days=11))
    await job.run()

    assert await samples.latest("cpu") is None
