"""The contract between a channel and the house: messages in through `Receive`, messages out through `send`."""

from collections.abc import Awaitable, Callable
from typing import Protocol

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

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show what has been written of an answer so far; may be dropped."""
        ...

    async def show_working(self, conversation: str) -> None:
        """Show that an answer is being worked on; may be dropped."""
        ...
