"""One person's conversation at a terminal, over one seat after another."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.channels.terminal.rendering import Line, Tone, pick, render_message, render_text
from bot.gone import HouseGone
from memory.errors import HomeOpsError
from memory.messages import Attachment, Choice

if TYPE_CHECKING:
    from bot.house import Arrived, Seat
    from bot.report import FileReport

STOPS = ("stop", "/stop", "cancel that", "never mind", "nevermind")
"""What ends a running answer instead of being answered itself."""

KeepFile = Callable[[Attachment], "FileReport"]


class View(Protocol):
    """Where a conversation is shown."""

    def show(self, lines: Sequence[Line]) -> None:
        """Show lines for good, above whatever is being typed."""
        ...

    def show_progress(self, text: str | None) -> None:
        """Show what has been written of an answer so far; None when nothing is being written any more."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """Something typed: `id` names it to the house, `pressed` is the button that was meant."""

    id: str
    text: str
    pressed: str | None = None


class Talk:
    """Keeps what was typed until the house has it, and shows what comes."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._unsent: deque[Said] = deque()
        self._typed = asyncio.Event()
        self._open: dict[str, asyncio.Event] = {}
        self._choices: tuple[Choice, ...] = ()
        self.answered = asyncio.Event()
        """Set once the first answer was shown."""

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._open)

    def take(self, text: str) -> asyncio.Event:
        """Take a typed line; the event is set once its answer was shown."""
        choice = pick(self._choices, text)
        if choice is not None:
            self._choices = ()
        said = Said(secrets.token_hex(8), choice.label if choice else text, choice.id if choice else None)
        answered = asyncio.Event()
        if self._open and text.strip().casefold().rstrip(".!") in STOPS:
            answered.set()
        else:
            self._open[said.id] = answered
        self._unsent.append(said)
        self._typed.set()
        return answered

    def stop(self) -> bool:
        """End the answer that is being worked on; False if there is none."""
        if not self._open:
            return False
        self.take("stop")
        return True

    async def go_on(self, seat: "Seat", keep_file: KeepFile) -> None:
        """Talk over `seat` until cancelled.

        Raises:
            HouseGone: The house has left; call it again with another seat, nothing typed is lost.
        """
        tasks = [
            asyncio.create_task(self._send(seat)),
            asyncio.create_task(self._listen(seat, keep_file)),
        ]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, seat: "Seat") -> None:
        while True:
            while self._unsent:
                await self._say(seat, self._unsent[0])
                self._unsent.popleft()
            self._typed.clear()
            await self._typed.wait()

    async def _say(self, seat: "Seat", said: Said) -> None:
        try:
            await seat.say(said.text, pressed=said.pressed, event_id=said.id)
        except HouseGone:
            raise
        except HomeOpsError as error:
            self._view.show(render_text(error.sentence, Tone.ALERT))
            self._close(said.id)

    async def _listen(self, seat: "Seat", keep_file: KeepFile) -> None:
        from bot.house import Progress  # pydantic, which must not keep the prompt waiting

        while True:
            event = await seat.next_event()
            if isinstance(event, Progress):
                if self._open:
                    self._view.show_progress(event.text)
            else:
                self._show(event, keep_file)

    def _show(self, event: "Arrived", keep_file: KeepFile) -> None:
        message = event.message
        files = [keep_file(each) for each in message.attachments]
        is_answer = message.reply_to is not None
        if is_answer:
            self._view.show_progress(None)
        self._view.show(render_message(message, files, datetime.now().astimezone()))
        event.shown()
        if is_answer or message.choices:
            self._choices = message.choices
        if message.reply_to is not None:
            self._close(message.reply_to)

    def _close(self, said_id: str) -> None:
        answered = self._open.pop(said_id, None)
        if answered is not None:
            answered.set()
            self.answered.set()
