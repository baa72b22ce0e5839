"""Files that people send: which are not taken, and the sentence that says why.

How large they are is known before anything is fetched. What is not fetched comes as an attachment without content,
whose `alt` is that sentence.
"""

from typing import Protocol

TOO_LARGE = "That file is {size:.0f} MB; I take up to {most:g} MB. Send a smaller one."
NOT_YOURS = "Somebody else speaks in that recording, so I don't take it for your words. Say or write what you would like."
FETCH_SECONDS = 20.0
TRIES = 2
_SOUNDS = ("audio/", "application/ogg")


class Limit(Protocol):
    """Says why a recording is not listened to, or None where it is."""

    def __call__(self, *, size: int | None, seconds: float | None) -> str | None:
        """`size` in bytes, `seconds` its length, where known."""
        ...


class Offered(Protocol):
    """A file at a platform that was not fetched yet."""

    @property
    def media_type(self) -> str:
        """What it is, as the platform says."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes, where known."""
        ...

    @property
    def seconds(self) -> float | None:
        """How long a recording is, where known."""
        ...

    @property
    def passed_on(self) -> bool:
        """Whether it was somebody else's message before."""
        ...


def refusal(file: Offered, most_mb: float, limit: Limit | None) -> str | None:
    """Why a file is not fetched, or None where it is: at most `most_mb` megabytes, and recordings pass `limit`."""
    if file.media_type.startswith(_SOUNDS):
        if file.passed_on:
            return NOT_YOURS
        too_much = None if limit is None else limit(size=file.size, seconds=file.seconds)
        if too_much is not None:
            return too_much
    if file.size is not None and file.size > most_mb * 1e6:
        return TOO_LARGE.format(size=file.size / 1e6, most=most_mb)
    return None
