"""How the connection to Discord does, in words for the family's operator."""

import logging
from datetime import datetime

from bot.channels.discord.places import SOURCE
from bot.house import Standing
from memory.clock import Clock, boottime

log = logging.getLogger(__name__)

UNREACHABLE = "Discord has not answered since {since:%H:%M}."
UNREACHABLE_REMEDY = "Look whether the internet works; what is written meanwhile is read and answered then."
NOT_ACCEPTED = "Discord does not accept the bot's token."
NOT_ACCEPTED_REMEDY = "Make a new one in Discord's developer portal (Bot, Reset Token) and put it where [discord] token points to."
CANT_READ = (
    "Discord lets me read only what mentions me, so the channels that you set aside for me stay unread."
)
CANT_READ_REMEDY = (
    "Switch on “Message Content Intent” in Discord's developer portal (Bot) and start me again."
)
ELSEWHERE = "Discord sends commands and buttons to another program, so I never see them."
ELSEWHERE_REMEDY = "Empty “Interactions Endpoint URL” in Discord's developer portal (General Information)."
CONNECTED = "Discord is connected as {name}, in {servers}."
GRACE_SECONDS = 10.0
"""Discord closes each connection now and then and takes it up again at once; nobody needs to hear of that."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until the next try, by how many went wrong in a row."""


class Health:
    """What is known of the connection; nothing before the first answer. `grace_seconds` is how long away is not told."""

    def __init__(self, clock: Clock, grace_seconds: float = GRACE_SECONDS) -> None:
        self._clock = clock
        self._grace_seconds = grace_seconds
        self._standing: Standing | None = None
        self._failures = 0
        self._away_at: datetime | None = None
        self._away_for: float | None = None
        self.can_read = True
        self.is_elsewhere = False
        self.name = ""

    def standing(self) -> list[Standing]:
        """One line, or none while nothing is known."""
        if self._away_for is not None and boottime() - self._away_for >= self._grace_seconds:
            return [_ill(UNREACHABLE.format(since=self._away_at), UNREACHABLE_REMEDY)]
        return [] if self._standing is None else [self._standing]

    def well(self, name: str, servers: int) -> None:
        """It is connected as `name`, in so many servers."""
        self._failures, self._away_at, self._away_for = 0, None, None
        self.name = name
        places = {0: "no server yet", 1: "one server"}.get(servers, f"{servers} servers")
        standing = Standing(name=SOURCE, ok=True, summary=CONNECTED.format(name=name, servers=places))
        if not self.can_read:
            standing = _ill(CANT_READ, CANT_READ_REMEDY)
        if self.is_elsewhere:
            standing = _ill(ELSEWHERE, ELSEWHERE_REMEDY)
        self._tell(standing)

    def away(self) -> None:
        """The connection broke off; that is told once it has lasted."""
        if self._away_for is None:
            self._away_at, self._away_for = self._clock.now(), boottime()

    def unreachable(self) -> float:
        """Discord did not answer, or not in a way that makes sense; says in how many seconds to try again."""
        self.away()
        if self._standing is None:
            self._tell(_ill(UNREACHABLE.format(since=self._away_at), UNREACHABLE_REMEDY))
        self._failures += 1
        return PAUSES[min(self._failures, len(PAUSES)) - 1]

    def not_accepted(self) -> float:
        """The token is none; says in how many seconds to try again."""
        return self._for_long(_ill(NOT_ACCEPTED, NOT_ACCEPTED_REMEDY))

    def misconfigured(self, sentence: str) -> float:
        """The token is not to be had; says in how many seconds to try again."""
        return self._for_long(_ill(sentence, ""))

    def _for_long(self, standing: Standing) -> float:
        self._away_at, self._away_for = None, None
        self._tell(standing)
        return PAUSES[-1]

    def _tell(self, standing: Standing) -> None:
        if not standing.ok and standing != self._standing:
            log.warning("%s %s", standing.summary, standing.remedy)
        self._standing = standing


def _ill(summary: str, remedy: str) -> Standing:
    return Standing(name=SOURCE, ok=False, summary=summary, remedy=remedy)
