"""The house for a command: opened here, or, when another process holds it, called over its socket."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from bot.commands.background import in_background
from bot.commands.collecting import without_collecting
from bot.commands.logs import set_up_logs
from bot.commands.wanted import Wanted
from memory.errors import HomeOpsError, Mistake

if TYPE_CHECKING:
    from bot.house import House
    from bot.local import LocalHouse
    from bot.settings import Settings
    from bot.web.remote import RemoteHouse
    from bot.web.server import Greet
    from bot.web.wire import Hello

WAIT_SECONDS = 5.0
"""How long a holder may take to open its socket."""

ServeAfter = Callable[[], Awaitable[None]]


class OpenHouse(Protocol):
    """`bot.app.open_house`, which is imported late."""

    def __call__(
        self, settings: "Settings", *, house_file: Path | None, now: datetime | None
    ) -> "AbstractAsyncContextManager[LocalHouse]":
        """Open the house."""
        ...


@dataclass(frozen=True, slots=True)
class Reached:
    """A house, where its data lie, who is at home there by default, and which one `wanted` turned out to mean."""

    house: "House"
    data: Path
    hello: "Hello"
    wanted: Wanted


@asynccontextmanager
async def reach_house(
    wanted: Wanted, *, person: str | None = None, serve_after: ServeAfter | None = None
) -> AsyncGenerator[Reached]:
    """The house for as long as the block runs.

    Args:
        wanted: Which one.
        person: Name of who comes; the owner by default.
        serve_after: If the house is opened here, others are served once this returns; never if left out.

    Raises:
        Mistake: Nobody is called so.
        Held: Another process holds the house and does not answer.
        HomeOpsError: The house can't be opened.
    """
    async with AsyncExitStack() as stack:
        with without_collecting():
            reached = await _reach(stack, wanted, person, serve_after)
        yield reached


async def _reach(
    stack: AsyncExitStack, wanted: Wanted, person: str | None, serve_after: ServeAfter | None
) -> Reached:
    wanted, settings, data = await in_background(lambda: _prepare(wanted))
    until = time.monotonic() + WAIT_SECONDS
    while True:
        reached = await _call(stack, wanted, data, person)
        if reached is None:
            last_try = time.monotonic() >= until
            reached = await _open(stack, wanted, settings, person, serve_after, must=last_try)
        if reached is not None:
            return reached
        await asyncio.sleep(0.1)


@asynccontextmanager
async def hold_house(wanted: Wanted) -> AsyncGenerator["LocalHouse"]:
    """The house opened here, on all its platforms, and served to others at once, with the log on stderr.

    Raises:
        Held: Another process holds it.
        HomeOpsError: The house can't be opened.
    """
    wanted, settings, data = _prepare(wanted)
    set_up_logs(data, is_verbose=wanted.verbose, on_stderr=True)
    async with AsyncExitStack() as stack:
        with without_collecting():
            from bot.app import open_house
            from bot.platforms import connect_platforms
            from bot.web.opening import clients_of, open_api
            from bot.web.server import serve

            house = await stack.enter_async_context(
                open_house(settings, house_file=wanted.house_file, now=wanted.now, connect=connect_platforms)
            )
            clients = clients_of(house)
            await stack.enter_async_context(
                serve(house, lambda person: _greet(house, wanted, person), house.data, clients=clients)
            )
            await stack.enter_async_context(open_api(house, clients))
        yield house


def _prepare(wanted: Wanted) -> "tuple[Wanted, Settings, Path]":
    from bot.settings import load_settings
    from bot.simulated import house_meant, simulated_data

    settings = load_settings()
    if not wanted.is_real:
        file = house_meant(settings, wanted.house_file)
        wanted = replace(wanted, house_file=file, is_real=file is None)
    if wanted.now is not None and wanted.house_file is None:
        raise Mistake("--now sets the time of a simulated household; add --house FILE, or leave it out.")
    data = settings.data if wanted.house_file is None else simulated_data(settings, wanted.house_file)
    set_up_logs(data, is_verbose=wanted.verbose)
    return replace(wanted, now=_in_house_time(wanted)), settings, data


def _in_house_time(wanted: Wanted) -> datetime | None:
    """The wanted time; where it names no zone it is the simulated house's own."""
    from tools.house import read_house

    if wanted.now is None or wanted.now.tzinfo is not None or wanted.house_file is None:
        return wanted.now
    about = read_house(wanted.house_file).get("house")
    zone = str(about.get("zone", "")) if isinstance(about, dict) else ""
    return wanted.now.replace(tzinfo=ZoneInfo(zone)) if zone else wanted.now.astimezone()


async def _call(stack: AsyncExitStack, wanted: Wanted, data: Path, person: str | None) -> Reached | None:
    from bot.web.address import find_address

    if find_address(data) is None:
        return None
    call_on = await in_background(_import_call_on)
    house = await stack.enter_async_context(call_on(data))
    if house is None:
        return None
    if wanted.now is not None:
        raise Mistake("Another HomeOps holds this house, so its time can't be set; stop that one first.")
    return Reached(house, data, await house.hello(person), wanted)


async def _open(
    stack: AsyncExitStack,
    wanted: Wanted,
    settings: "Settings",
    person: str | None,
    serve_after: ServeAfter | None,
    *,
    must: bool,
) -> Reached | None:
    from memory.lock import Held

    open_house = await in_background(_import_open_house)
    try:
        house = await stack.enter_async_context(
            open_house(settings, house_file=wanted.house_file, now=wanted.now)
        )
    except Held:
        if must:
            raise
        return None
    if serve_after is not None:
        serving = asyncio.create_task(_serve(house, wanted, serve_after))
        stack.push_async_callback(_end, serving)
    return Reached(house, house.data, _greet(house, wanted, person), wanted)


async def _serve(house: "LocalHouse", wanted: Wanted, serve_after: ServeAfter) -> None:
    await serve_after()
    serve = await in_background(_import_serve)
    async with serve(house, lambda person: _greet(house, wanted, person), house.data):
        await asyncio.Event().wait()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, HomeOpsError):
        await task


def _import_call_on() -> "Callable[[Path], AbstractAsyncContextManager[RemoteHouse | None]]":
    from bot.web.remote import call_on

    return call_on


def _import_open_house() -> "OpenHouse":
    from bot.app import open_house

    return open_house


def _import_serve() -> "Callable[[House, Greet, Path], AbstractAsyncContextManager[None]]":
    from bot.web.server import serve

    return serve


def _greet(house: "LocalHouse", wanted: Wanted, person: str | None) -> "Hello":
    from bot.web.wire import Hello
    from tools.house import read_house, real_domains

    who = house.people.owner if person is None else house.people.named(person)
    hello = Hello(person=who.name, home=house.settings.house.name)
    if wanted.house_file is None:
        return hello
    told = f"“{hello.home}” is simulated: its people, home and PC are invented, nothing real is touched."
    if "pc" in real_domains(read_house(wanted.house_file)):
        told = f"“{hello.home}” is simulated: its people and home are invented. The PC is this one."
    return hello.model_copy(update={"simulated": told})
