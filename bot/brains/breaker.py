"""A breaker remembers that a provider failed, so that the next message does not wait for it again."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from memory.clock import boottime

LONGEST_COOL_DOWN_S = 600.0
LONGEST_ASKED_FOR_S = 86_400.0


class Standing(StrEnum):
    """Whether a provider is asked: always, not now, or one request on trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to make one request. Its outcome counts only while the breaker stands as it did when it was given."""

    era: int
    probe: bool


class Breaker:
    """Closed until `failures` requests in a row fail, then open; after the cool-down one single probe decides.

    The cool-down doubles with every failed probe, up to 10 minutes, and starts afresh after a success. Requests that
    were under way when the breaker changed no longer count: ten parallel failures are one.
    """

    def __init__(
        self, failures: int = 1, cool_down_s: float = 30.0, clock: Callable[[], float] = boottime
    ) -> None:
        """Make it closed.

        Args:
            failures: How many in a row open it, at least 1.
            cool_down_s: First time that it stays open, in seconds.
            clock: Seconds that never run backwards and go on in suspend.
        """
        assert failures >= 1
        assert cool_down_s > 0
        self._threshold = failures
        self._first_cool_down_s = cool_down_s
        self._clock = clock
        self._cool_down_s = cool_down_s
        self._failed = 0
        self._retry_at: float | None = None
        self._era = 0
        self._probing = False

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        if self._retry_at is None:
            return Standing.CLOSED
        return Standing.OPEN if self._clock() < self._retry_at else Standing.HALF_OPEN

    @property
    def seconds_left(self) -> float:
        """Seconds until it lets a probe through; 0 when closed or when it would do so now."""
        return 0.0 if self._retry_at is None else max(0.0, self._retry_at - self._clock())

    def admit(self) -> Ticket | None:
        """Leave for one request, or None when the provider is not to be asked.

        Every ticket must come back by `succeed`, `fail` or `give_back`.
        """
        standing = self.standing
        if standing is Standing.OPEN or (standing is Standing.HALF_OPEN and self._probing):
            return None
        self._probing = standing is Standing.HALF_OPEN
        return Ticket(self._era, probe=self._probing)

    def succeed(self, ticket: Ticket) -> None:
        """The provider answered: closed, with a clean record."""
        if ticket.era != self._era:
            return
        self._failed = 0
        if ticket.probe:
            self._cool_down_s = self._first_cool_down_s
            self._retry_at = None
            self._turn_over()

    def fail(self, ticket: Ticket, for_s: float | None = None) -> None:
        """The provider failed.

        Args:
            ticket: What `admit` gave.
            for_s: Stay open for these seconds (1 s to a day) whatever the record says: the provider asked for it
                (Retry-After), or a person has to mend something first.
        """
        if ticket.era != self._era:
            return
        self._failed += 1
        if for_s is not None:
            self._open(min(max(for_s, 1.0), LONGEST_ASKED_FOR_S))
        elif ticket.probe:
            self._cool_down_s = min(self._cool_down_s * 2, LONGEST_COOL_DOWN_S)
            self._open(self._cool_down_s)
        elif self._failed >= self._threshold:
            self._open(self._cool_down_s)

    def give_back(self, ticket: Ticket) -> None:
        """The request ended without saying anything about the provider (stopped by a person, say)."""
        if ticket.era == self._era and ticket.probe:
            self._probing = False

    def _open(self, seconds: float) -> None:
        self._retry_at = self._clock() + seconds
        self._turn_over()

    def _turn_over(self) -> None:
        self._era += 1
        self._probing = False
