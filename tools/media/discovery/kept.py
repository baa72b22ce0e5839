"""What a server of titles answered, kept for a day: it changes slowly, and they count how often they are asked."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from memory.errors import Unavailable

T = TypeVar("T")

FRESH = timedelta(days=1)
MOST = 1000
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """An answer and when it was given; `late` says that it should have been asked afresh and could not."""

    value: T
    at: datetime
    late: bool = False


class Kept:
    """Answers of one server by what was asked, the latest used last."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()

    async def get(
        self, key: str, ask: Callable[[], Awaitable[bytes]], read: Callable[[bytes], T]
    ) -> Dated[T]:
        """The answer to `key`, of today or asked for now; an older one where the server does not answer.

        Raises:
            Unavailable: There is none.
        """
        known = self._known.get(key)
        if known is not None and self._now() - known[0] < FRESH:
            self._known.move_to_end(key)
            return Dated(read(known[1]), known[0])
        try:
            answer = await ask()
            value = read(answer)  # before it is kept: nonsense is asked again
        except Unavailable:
            if known is None:
                raise
            return Dated(read(known[1]), known[0], late=True)
        self._keep(key, answer)
        return Dated(value, self._now())

    def _keep(self, key: str, answer: bytes) -> None:
        if len(answer) > LARGEST:
            return
        self._known[key] = (self._now(), answer)
        self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
