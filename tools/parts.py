"""A domain of several subjects: each is a folder that yields one `Part`, and the domain is what they give together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from memory.later import Waiting
from tools.contract import Call, Caller, Check, Domain, Job, Name, Verb


@dataclass(frozen=True, slots=True)
class Part:
    """What one subject gives to its domain (see `Domain` for each of them); nothing, where it is not configured."""

    verbs: Sequence[Verb] = ()
    phrases: Path | None = None
    names: Mapping[str, Callable[[], Awaitable[Sequence[Name]]]] = field(
        default_factory=dict[str, Callable[[], Awaitable[Sequence[Name]]]]
    )
    checks: Sequence[Check] = ()
    jobs: Sequence[Job] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict[str, str])
    close: Callable[[], Awaitable[None]] | None = None


def join_parts(name: str, summary: str, parts: Sequence[Part], *, simulated: bool) -> Domain:
    """The domain of these subjects; its verbs' changes must all be held back in a rehearsal (memory/holding.py)."""

    async def close() -> None:
        async with AsyncExitStack() as stack:
            for part in parts:
                if part.close is not None:
                    stack.push_async_callback(part.close)

    return Domain(
        name=name,
        summary=summary,
        verbs=[verb for part in parts for verb in part.verbs],
        phrases=[part.phrases for part in parts if part.verbs and part.phrases is not None],
        names={slot: names for part in parts for slot, names in part.names.items()},
        checks=[check for part in parts for check in part.checks],
        jobs=[job for part in parts for job in part.jobs],
        endpoints={name: url for part in parts for name, url in part.endpoints.items()},
        simulated=simulated,
        close=close,
        rehearses=True,
    )


def locate(url: str, simulation: str | None) -> str:
    """Where a server answers: as it was written, or, of a simulated house, below the simulation's own address.

    Args:
        url: An address such as http://pi.hole, or the path of a pretend server, such as /network/dns/one.
        simulation: The simulation's address, if the house is simulated.
    """
    where = f"{simulation.rstrip('/')}{url}" if simulation is not None and url.startswith("/") else url
    return where.rstrip("/")


def wait_for(key: str, due_at: datetime, call: Call, label: str, caller: Caller) -> Waiting:
    """A call for `World.later` that whoever asks now has made at `due_at`, with the answer where they asked.

    Args:
        key: Names it; begins with the subject ("dns:block:tiktok"). Another one under this key takes its place.
        due_at: When it is made.
        call: What is called.
        label: What is said of it when its time has come, as in "The two hours without TikTok are over".
        caller: Who asks, and where.
    """
    return Waiting(
        key=key,
        due_at=due_at,
        verb=call.verb,
        args=dict(call.args),
        label=label,
        person=caller.person.id,
        conversation=caller.conversation,
        shared=caller.shared,
    )
