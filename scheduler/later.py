"""Calls that wait for their time are handed in when it has come, as if somebody had pressed a button (memory/later.py)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from memory.clock import Clock
from memory.later import Later
from memory.messages import Inbound
from tools.contract import Job

EVERY = timedelta(seconds=2)


def later_job(later: Later, clock: Clock, receive: Callable[[Inbound], Awaitable[bool]]) -> Job:
    """The job that hands in what has come due; `receive` writes it down and knows what it has had before."""

    async def hand_in() -> None:
        for key, inbound in await later.due(clock.now()):
            await receive(inbound)
            await later.end(key, inbound.event_id)

    return Job("make the calls that have come due", EVERY, hand_in)
