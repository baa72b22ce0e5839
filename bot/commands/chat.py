"""`homeops chat`: a conversation in this terminal, or line by line through pipes."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from functools import partial

from bot.channels.terminal.plain import PlainView, read_lines
from bot.channels.terminal.rendering import Line, Tone, render_text
from bot.channels.terminal.talk import Talk, View
from bot.commands.reach import Reached, reach_house
from bot.commands.wanted import Wanted
from bot.gone import HouseGone

WELCOME = "HomeOps. Just type; no account is needed. “exit” leaves."
ALONE = "(The HomeOps that answered here has ended; I go on by myself.)"
SERVE_SECONDS = 2.0

Seated = Callable[[Reached], None]


async def chat(wanted: Wanted, person: str | None) -> int:
    """Talk until the person leaves or the input ends; returns the exit code."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        await _chat_on_screen(wanted, person)
    else:
        await _chat_through_pipes(wanted, person)
    return 0


async def _chat_on_screen(wanted: Wanted, person: str | None) -> None:
    from bot.channels.terminal.screen import Screen
    from bot.channels.terminal.typed import TypedLines

    history = TypedLines()
    screen = Screen(history)
    talk = Talk(screen)
    screen.connect(talk)
    screen.show([Line(WELCOME, Tone.QUIET)])

    def greet(reached: Reached) -> None:
        history.open(reached.data / "typed-lines")
        hello = reached.hello
        told = hello.simulated or "This is the real house."
        screen.show(render_text(f"You are {hello.person}. {told}", Tone.QUIET))

    talking = asyncio.create_task(_keep_talking(wanted, person, talk, screen, greet))
    showing = asyncio.create_task(screen.run())
    await asyncio.wait([talking, showing], return_when=asyncio.FIRST_COMPLETED)
    if talking.done():
        screen.leave()
    await showing
    await _end(talking)


async def _chat_through_pipes(wanted: Wanted, person: str | None) -> None:
    view = PlainView()
    talk = Talk(view)

    def greet(reached: Reached) -> None:
        if reached.hello.simulated:  # nobody must take an invented house for their own
            view.show([Line(reached.hello.simulated, Tone.QUIET)])

    talking = asyncio.create_task(_keep_talking(wanted, person, talk, view, greet))
    feeding = asyncio.create_task(_feed(talk))
    await asyncio.wait([talking, feeding], return_when=asyncio.FIRST_COMPLETED)
    await _end(feeding)
    await _end(talking)


async def _feed(talk: Talk) -> None:
    async for line in read_lines():
        if line.strip().casefold() in ("exit", "quit"):
            return
        if line.strip():
            await talk.take(line).wait()


async def _end(task: asyncio.Task[None]) -> None:
    """End a task if it still runs; what it failed by is raised."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _keep_talking(wanted: Wanted, person: str | None, talk: Talk, view: View, seated: Seated) -> None:
    """Talk over one house after another, because the process that holds it may end."""

    async def first_answer() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SERVE_SECONDS):
                await talk.answered.wait()

    while True:
        try:
            async with (
                reach_house(wanted, person=person, serve_after=first_answer) as reached,
                reached.house.sit(person) as seat,
            ):
                seated(reached)
                seated, wanted = _say_nothing, reached.wanted
                from bot.pictures import keep_file

                await talk.go_on(seat, partial(keep_file, reached.data))
        except HouseGone:
            view.show_progress(None)
            view.show([Line(ALONE, Tone.QUIET)])


def _say_nothing(reached: Reached) -> None:
    del reached
