"""Probes of all resolvers side by side: one round takes half a second, or a whole one where the internet is doubted."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address, ip_network

from tools.network.failover.models import Reading, State
from tools.network.failover.settings import FailoverSettings, Resolver
from tools.network.resolving import PRETENDED, Answer, Reply, Resolvers, ask

FRESH_SECONDS = 0.9
"""Names that nobody asked before take longer; a round must still fit into a second."""
_OURS_ALONE = [
    ip_network(each) for each in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")
] + [ip_network(each) for each in ("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")]
"""No name of the internet leads there."""


class Prober:
    """Asks each resolver for a name of the house, a name of the internet, and now and then for one that no cache knows."""

    def __init__(self, settings: FailoverSettings, resolvers: Resolvers, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._resolvers = resolvers
        self._now = now
        self._fresh_at: dict[str, float] = {}
        self._doubted: set[str] = set()

    async def probe(self) -> dict[str, Reading]:
        """Probe all of them once; how each looks, by name."""
        at = self._now()
        asked = self._settings.resolvers
        found = await asyncio.gather(*(self._ask(each) for each in asked))
        answers = {each.name: one for each, one in zip(asked, found, strict=True)}
        outside = [two[1] for two in answers.values()]
        readings = {name: self._judge(at, *three, outside) for name, three in answers.items()}
        self._doubted = {
            name for name, one in readings.items() if one.looks in {State.UPSTREAM_DOWN, State.UNKNOWN}
        }
        return readings

    async def ask_all(self, name: str, seconds: float) -> Mapping[str, Answer]:
        """What each resolver says of a name."""
        asked = self._settings.resolvers
        answers = await asyncio.gather(*(self._question(each, name, seconds) for each in asked))
        return {each.name: answer for each, answer in zip(asked, answers, strict=True)}

    async def _ask(self, resolver: Resolver) -> tuple[Answer, Answer, Answer | None]:
        """What it says of the local name, the outside one, and perhaps a fresh one."""
        fresh: asyncio.Task[Answer] | None = None
        seconds = self._settings.probe_seconds
        if self._is_due(resolver.name):
            name = f"homeops-{secrets.token_hex(6)}.{self._settings.outside_name}"
            fresh = asyncio.create_task(self._question(resolver, name, FRESH_SECONDS))
        try:
            local, outside = await asyncio.gather(
                self._question(resolver, self._settings.local_name, seconds),
                self._question(resolver, self._settings.outside_name, seconds),
            )
            if fresh is None or not local.lives:
                return local, outside, None
            return local, outside, await fresh
        finally:
            if fresh is not None:
                fresh.cancel()

    async def _question(self, resolver: Resolver, name: str, seconds: float) -> Answer:
        answer = await ask(await self._resolvers.find(resolver.address), name, seconds)
        if answer.reply is Reply.REFUSED and resolver.address.startswith(PRETENDED):
            self._resolvers.forget()
        return answer

    def _is_due(self, name: str) -> bool:
        """Whether it is time for a name that no cache knows; at every round while the internet is doubted."""
        moment = asyncio.get_running_loop().time()
        is_due = (
            name in self._doubted
            or moment - self._fresh_at.get(name, -1e9) >= self._settings.fresh_seconds - 0.5
        )
        if is_due:
            self._fresh_at[name] = moment
        return is_due

    def _judge(
        self, at: datetime, local: Answer, outside: Answer, fresh: Answer | None, others: Sequence[Answer]
    ) -> Reading:
        """How a resolver looks in this round, beside what the others say of the same name."""
        if not local.lives and not outside.lives:
            closed = Reply.REFUSED in {local.reply, outside.reply}
            return Reading(at=at, looks=State.DEAD if closed else State.HUNG)
        lasted = local.milliseconds if local.milliseconds is not None else outside.milliseconds
        said = self._lie(outside, others)
        if said:
            return Reading(at=at, looks=State.LYING, milliseconds=lasted, said=said)
        lost = fresh is not None and (not fresh.lives or fresh.reply is Reply.FAILED)
        if not outside.lives or outside.reply is Reply.FAILED or lost:
            return Reading(at=at, looks=State.UPSTREAM_DOWN, milliseconds=lasted)
        return Reading(at=at, looks=State.HEALTHY, milliseconds=lasted)

    def _lie(self, outside: Answer, others: Sequence[Answer]) -> str:
        """What can't be true of an answer; empty where it may be true."""
        name = self._settings.outside_name
        known = {str(each) for each in self._settings.outside_answers}
        if outside.reply is Reply.ANSWERED:
            if known & outside.addresses or (not known and not _is_bogus(outside)):
                return ""
            return f"says that {name} is at {min(outside.addresses)}"
        if outside.reply in {Reply.UNKNOWN, Reply.EMPTY}:
            true = known or any(each.reply is Reply.ANSWERED and not _is_bogus(each) for each in others)
            return f"says that there is no {name}" if true else ""
        return ""


def _is_bogus(answer: Answer) -> bool:
    """Whether a name of the internet can't be there."""
    return any(ip_address(each) in net for each in answer.addresses for net in _OURS_ALONE)
