"""The contract between a channel and the house: messages in through `Receive`, messages out through `send`.

A chat platform is a channel that also connects by itself (`Platform`); terminals and programs come to us.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.house import Standing
from memory.messages import Inbound, Outbound

Receive = Callable[[Inbound], Awaitable[bool]]
"""Takes one event in. True once it is written down; False if it was known already. Only then is the platform told."""


class NotSent(Exception):  # noqa: N818 - an answer of the platform, not a fault of ours
    """The platform did not take a message now; it is tried again `after_seconds`."""

    def __init__(self, reason: str, after_seconds: float) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class Gone(Exception):  # noqa: N818
    """The platform will never take this message (the chat is gone, or we are blocked)."""


class Channel(Protocol):
    """A way to people. Its conversations are named "source:rest" with a source of `sources`."""

    sources: tuple[str, ...]

    async def send(self, message: Outbound) -> str:
        """Deliver one message and return the platform's id of it.

        Raises:
            NotSent: Try again later.
            Gone: Never try again.
        """
        ...

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Put `message` in the place of the earlier one that the platform knows as `platform_id`, buttons included.

        A channel that can't edit does nothing. Repeating an edit is harmless.

        Raises:
            NotSent: Try again later.
            Gone: The earlier message is not there any more, or can't be edited any more.
        """
        ...

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show what has been written of an answer so far; may be dropped."""
        ...

    async def show_working(self, conversation: str) -> None:
        """Show that an answer is being worked on; may be dropped."""
        ...


class Platform(Channel, Protocol):
    """A chat platform on the network, to which we connect."""

    async def run(self, receive: Receive) -> None:
        """Connect and take messages in until cancelled.

        Never raises for the network: what the platform says is sorted by kind, waited for or told by `standing`.
        """
        ...

    def invitation(self, code: str) -> str:
        """How somebody comes in by this platform with an invitation's code, in a line; "" while that is not known."""
        ...

    def standing(self) -> Sequence[Standing]:
        """How the connection does; asks nobody."""
        ...
