"""What shows that an answer is on its way: "typing", for as long as somebody of the house waits for one."""

import asyncio

from bot.channels.contract import NotSent
from bot.channels.discord.failures import as_told
from bot.channels.discord.line import Line
from bot.channels.discord.places import channel_of

TYPING_SECONDS = 8.0
"""Discord shows it for ten."""
LONGEST_SECONDS = 130.0
"""A little longer than a turn may take."""


class Working:
    """Shows work in conversations where somebody of the house has said something that is not answered yet."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._waiting: set[str] = set()
        self._typing: dict[str, asyncio.Task[None]] = {}

    def expect(self, conversation: str) -> None:
        """Somebody of the house said something there."""
        self._waiting.add(conversation)

    def show(self, conversation: str) -> None:
        """An answer is being worked on."""
        if conversation in self._waiting and conversation not in self._typing:
            self._typing[conversation] = asyncio.create_task(self._type(conversation))

    def end(self, conversation: str) -> None:
        """Something is about to be said there, which ends "typing" by itself."""
        task = self._typing.pop(conversation, None)
        if task is not None:
            task.cancel()

    def end_all(self) -> None:
        """Show nothing any more."""
        for conversation in tuple(self._typing):
            self.end(conversation)

    async def _type(self, conversation: str) -> None:
        channel = channel_of(conversation)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    await self._line.client().http.send_typing(channel)
                    await asyncio.sleep(TYPING_SECONDS)
        except NotSent:
            return
        except Exception as error:  # noqa: BLE001 - sorted by `as_told`, which raises what is a fault of ours
            as_told(error)  # it is only a courtesy
