"""How the connection to Telegram does, in words for the family's operator."""

import logging
from datetime import datetime

from bot.channels.telegram.places import SOURCE
from bot.house import Standing
from memory.clock import Clock

log = logging.getLogger(__name__)

UNREACHABLE = "Telegram has not answered since {since:%H:%M}."
UNREACHABLE_REMEDY = (
    "Look whether the internet works; nothing is lost meanwhile, Telegram keeps messages for a day."
)
NOT_ACCEPTED = "Telegram does not accept the bot's token."
NOT_ACCEPTED_REMEDY = "Ask @BotFather for the token and put it where [telegram] token points to."
ANOTHER = "Another program takes this bot's messages since {since:%H:%M}, so some may never get here."
ANOTHER_REMEDY = "End the other HomeOps; if there is none, have @BotFather make a new token."
CONNECTED = "Telegram is connected as @{name}."
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until the next try, by how many went wrong in a row."""


class Health:
    """What is known of the connection; nothing before the first answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._standing: Standing | None = None
        self._since: datetime | None = None
        self._failures = 0
        self.name = ""

    def standing(self) -> list[Standing]:
        """One line, or none while nothing is known."""
        return [] if self._standing is None else [self._standing]

    @property
    def is_well(self) -> bool:
        """Whether the last question was answered as it should be."""
        return self._standing is not None and self._standing.ok

    def well(self) -> None:
        """Telegram answered as it should."""
        self._failures, self._since = 0, None
        self._tell(Standing(name=SOURCE, ok=True, summary=CONNECTED.format(name=self.name)))

    def unreachable(self) -> float:
        """Telegram did not answer, or not in a way that makes sense; says in how many seconds to try again."""
        return self._ill(UNREACHABLE, UNREACHABLE_REMEDY)

    def not_accepted(self) -> float:
        """The token is none; says in how many seconds to try again."""
        self._ill(NOT_ACCEPTED, NOT_ACCEPTED_REMEDY)
        return PAUSES[-1]

    def another_reads(self) -> float:
        """Somebody else polls with our token; says in how many seconds to try again."""
        return self._ill(ANOTHER, ANOTHER_REMEDY)

    def misconfigured(self, sentence: str) -> float:
        """The token is not to be had; says in how many seconds to try again."""
        self._ill("{sentence}", "", sentence=sentence)
        return PAUSES[-1]

    def _ill(self, summary: str, remedy: str, **more: str) -> float:
        self._since = self._since or self._clock.now()
        told = summary.format(since=self._since, **more)
        self._tell(Standing(name=SOURCE, ok=False, summary=told, remedy=remedy))
        self._failures += 1
        return PAUSES[min(self._failures, len(PAUSES)) - 1]

    def _tell(self, standing: Standing) -> None:
        if not standing.ok and standing != self._standing:
            log.warning("%s %s", standing.summary, standing.remedy)
        self._standing = standing
