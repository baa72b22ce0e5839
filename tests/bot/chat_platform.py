"""A chat platform in the test's own hands: people write and press, and see what stands in their chats now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.channels.contract import Gone, Receive
from bot.house import Standing
from memory.messages import Choice, Inbound, Outbound


@dataclass
class Bubble:
    """One message of ours as it stands in a chat."""

    id: str
    text: str
    choices: tuple[Choice, ...]

    def button(self, label: str) -> str:
        """The id of the button that says `label`."""
        return next(choice.id for choice in self.choices if choice.label == label)


@dataclass(eq=False)
class ChatPlatform:
    """A channel without a wire; chats are "name:chat", a person's own chat has their id."""

    name: str = "chat"
    chats: dict[str, list[Bubble]] = field(default_factory=dict[str, list[Bubble]])
    fault: Exception | None = None
    runs: int = 0

    def __post_init__(self) -> None:
        self.sources: tuple[str, ...] = (self.name,)
        self._changed = asyncio.Condition()
        self._receive: asyncio.Future[Receive] | None = None
        self._numbers = count(1)

    async def run(self, receive: Receive) -> None:
        """Stay connected, or fail as told."""
        self.runs += 1
        if self.fault is not None:
            raise self.fault
        self._line().set_result(receive)
        await asyncio.Event().wait()

    def _line(self) -> asyncio.Future[Receive]:
        if self._receive is None:
            self._receive = asyncio.get_running_loop().create_future()
        return self._receive

    def invitation(self, code: str) -> str:
        """A link that brings somebody in."""
        return f"https://{self.name}.example/?start={code}"

    def standing(self) -> Sequence[Standing]:
        """Connected, as far as it can tell."""
        return [Standing(name=self.name, ok=True, summary=f"{self.name} is connected.")]

    async def send(self, message: Outbound) -> str:
        """Put a message into its chat."""
        async with self._changed:
            chat = self.chats.setdefault(message.conversation, [])
            chat.append(Bubble(f"m{next(self._numbers)}", message.text, message.choices))
            self._changed.notify_all()
            return chat[-1].id

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Change a message of its chat."""
        async with self._changed:
            for bubble in self.chats.get(message.conversation, ()):
                if bubble.id == platform_id:
                    bubble.text, bubble.choices = message.text, message.choices
                    self._changed.notify_all()
                    return
        raise Gone("there is no such message")

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show nothing."""

    async def show_working(self, conversation: str) -> None:
        """Show nothing."""

    async def writes(
        self,
        text: str,
        *,
        by: str,
        at: datetime,
        chat: str | None = None,
        pressed: str | None = None,
        shared: bool = False,
    ) -> None:
        """Somebody with the platform's id `by` writes, or presses a button."""
        place = f"{self.name}:{chat or by}"
        event = f"e{next(self._numbers)}"
        inbound = Inbound(self.name, event, place, by, text, at, pressed=pressed, shared=shared)
        receive = await self._line()
        await receive(inbound)

    async def shows(self, chat: str, words: str) -> Bubble:
        """Wait until a message with these words stands in a chat; the newest of them."""
        try:
            async with self._changed, asyncio.timeout(10):
                await self._changed.wait_for(lambda: self._found(chat, words) is not None)
        except TimeoutError:
            there = [each.text for each in self.chats.get(f"{self.name}:{chat}", [])]
            raise AssertionError(f"{words!r} never stood in {chat}, only {there}") from None
        found = self._found(chat, words)
        assert found is not None
        return found

    def _found(self, chat: str, words: str) -> Bubble | None:
        bubbles = self.chats.get(f"{self.name}:{chat}", [])
        return next((each for each in reversed(bubbles) if words in each.text), None)
