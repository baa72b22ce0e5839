"""One request to one provider: leave from its breaker, money set aside, and what came of both."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pydantic_core
from pydantic_ai.exceptions import ModelAuthenticationError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from bot.brains.breaker import Breaker, Standing, Ticket
from bot.brains.budget import Budget, Hold
from bot.brains.failures import judge
from bot.brains.prices import BYTES_PER_TOKEN, Tally, cost, say_unknown
from bot.brains.providers import Provider
from memory.clock import Clock

log = logging.getLogger(__name__)

USUAL_ANSWER_TOKENS = 4096
"""Set aside for an answer when the settings give no `max_tokens`."""


@dataclass(slots=True)
class Turn:
    """What one message cost, who thought about it, and what its reply has to mention.

    `person` pays; `until` is boot time, in seconds. `brain` names who answered last.
    """

    person: str
    until: float
    brain: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    micro_usd: int = 0
    notices: list[str] = field(default_factory=list[str])

    @property
    def notice(self) -> str | None:
        """What the reply says about the budget, if anything."""
        return " ".join(self.notices) or None

    def mention(self, sentence: str | None) -> None:
        """Add a sentence once."""
        if sentence and sentence not in self.notices:
            self.notices.append(sentence)


@dataclass(slots=True)
class Link:
    """A provider in the chain, with its record."""

    provider: Provider
    breaker: Breaker
    calls: int = 0
    last_used_at: datetime | None = None
    last_error: str | None = None
    remark: str | None = None

    @property
    def standing(self) -> Standing:
        """Whether it is asked."""
        return self.breaker.standing


class Attempt:
    """A request under way. It ends exactly once: `succeed`, `fail` or `abandon`."""

    def __init__(self, link: Link, ticket: Ticket, turn: Turn, budget: Budget | None, sent: Tally) -> None:
        self.link = link
        self._ticket = ticket
        self._turn = turn
        self._budget = budget
        self._sent = sent
        self._hold: Hold | None = None
        self._over = False

    @classmethod
    async def begin(
        cls, link: Link, turn: Turn, budget: Budget | None, clock: Clock, sent: Tally
    ) -> "Attempt | None":
        """Take leave of the breaker and the budget; None when either says no."""
        ticket = link.breaker.admit()
        if ticket is None:
            return None
        attempt = cls(link, ticket, turn, budget, sent)
        try:
            allowed = await attempt._set_aside()
        except BaseException:
            link.breaker.give_back(ticket)
            raise
        if not allowed:
            link.breaker.give_back(ticket)
            return None
        link.calls += 1
        link.last_used_at = clock.now()
        return attempt

    async def _set_aside(self) -> bool:
        settings = self.link.provider.settings
        if self._budget is None or settings.free:
            return True
        if self.link.remark is None and (remark := say_unknown(settings)):
            self.link.remark = remark
            log.warning(remark)
        self._hold = await self._budget.allow(cost(settings, self._sent))
        if self._hold is None:
            self._turn.mention(self._budget.used_up(self._turn.person))
            return False
        return True

    async def succeed(self, response: ModelResponse) -> None:
        """The provider answered: count it."""
        self._end()
        self.link.breaker.succeed(self._ticket)
        self.link.last_error = None
        self._turn.brain = self.link.provider.name
        tally = Tally(
            response.usage.input_tokens or self._sent.tokens_in,
            response.usage.output_tokens or _tokens(response.parts),
        )
        counted = response.usage if response.usage.input_tokens and response.usage.output_tokens else None
        await self._spend(tally, cost(self.link.provider.settings, tally, counted))

    async def fail(self, error: Exception) -> str:
        """The provider failed; the sentence that says how."""
        self._end()
        failure = judge(error, self.link.provider.settings)
        log.warning(failure.sentence)
        log.debug("How %s failed", self.link.provider.name, exc_info=error)  # may quote the conversation
        self.link.last_error = failure.sentence
        if isinstance(error, ModelAuthenticationError):
            self.link.provider.forget_key()
        if failure.blames_provider:
            self.link.breaker.fail(self._ticket, failure.for_s)
        else:
            self.link.breaker.give_back(self._ticket)
        await self._charge_for_nothing(billed=failure.billed)
        return failure.sentence

    async def abandon(self) -> None:
        """Nobody waits for the answer any more; nothing when it already ended."""
        if not self._over:
            self._end()
            self.link.breaker.give_back(self._ticket)
            await self._charge_for_nothing(billed=True)

    def _end(self) -> None:
        assert not self._over, "an attempt ends once"
        self._over = True

    async def _charge_for_nothing(self, *, billed: bool) -> None:
        # What an answer that never came has cost is not known: count at least what was sent.
        if billed and self._hold is not None:
            tally = Tally(self._sent.tokens_in, 0)
            await self._spend(tally, cost(self.link.provider.settings, tally))
        elif self._budget is not None:
            self._budget.release(self._hold)

    async def _spend(self, tally: Tally, micro_usd: int) -> None:
        turn = self._turn
        turn.tokens_in += tally.tokens_in
        turn.tokens_out += tally.tokens_out
        turn.micro_usd += micro_usd
        if self._budget is not None:
            spent = await self._budget.spend(
                turn.person, tally.tokens_in, tally.tokens_out, micro_usd, self._hold
            )
            turn.mention(spent)


def estimate(
    messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
) -> Tally:
    """Tokens that a request may take: what is sent, and the longest usual answer."""
    tokens_in = _tokens(messages) + _tokens(parameters.declared_function_tools)
    most = settings["max_tokens"] if settings and "max_tokens" in settings else USUAL_ANSWER_TOKENS
    return Tally(tokens_in, most)


def _tokens(what: Sequence[object]) -> int:
    return round(len(pydantic_core.to_json(what, fallback=str)) / BYTES_PER_TOKEN)
