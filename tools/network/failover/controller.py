"""Watches the resolvers, decides which should serve, and has the house switched."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.holding import hold
from tools.events import Noticed
from tools.network.failover.hooks import Switch
from tools.network.failover.kept import Kept, Record
from tools.network.failover.machine import Choice, choose, note
from tools.network.failover.models import Decision, Kind, Reading, Standing, State
from tools.network.failover.probing import Prober
from tools.network.failover.settings import FailoverSettings
from tools.network.failover.words import say_ill, say_well
from tools.network.resolving import PRETENDED, read_place

if TYPE_CHECKING:
    from tools.contract import World

RETRY_SECONDS = 30.0
_COUNTS = {"last": None, "bad": 0, "bad_since": None, "good": 0, "good_since": None, "alike": 0}
"""What is not taken over from before a restart: probes are counted in a row."""

log = logging.getLogger(__name__)


class Controller:
    """The watch over the resolvers; a round of it is made every second and decides from all rounds so far."""

    def __init__(
        self,
        settings: FailoverSettings,
        prober: Prober,
        switch: Switch | None,
        record: Record,
        world: "World",
    ) -> None:
        self.order = tuple(each.name for each in settings.resolvers)
        self.prober = prober
        self.switches = switch is not None
        self._addresses = {each.name: _plain(each.address) for each in settings.resolvers}
        self._well_for = timedelta(seconds=settings.well_seconds)
        self._switch = switch
        self._record = record
        self.now = world.clock.now
        self._events = world.events
        self._lock = asyncio.Lock()
        self._retry_at = 0.0
        self.kept = _take_over(record.read(), self.order)

    @property
    def standings(self) -> Mapping[str, Standing]:
        """What is thought of each resolver."""
        return self.kept.standings

    def address(self, name: str) -> str:
        """Where a resolver is, as a router is told it."""
        return self._addresses[name]

    async def watch(self) -> None:
        """Make one round: probe all, and act on it."""
        readings = await self.prober.probe()
        async with self._lock:
            if self._note(readings):
                await self._record.write(self.kept)
            await self._act()

    async def freshen(self) -> None:
        """Look now, unless that was done in the last seconds; decides nothing."""
        latest = [each.last.at for each in self.standings.values() if each.last is not None]
        if not latest or self.now() - max(latest) > timedelta(seconds=5):
            readings = await self.prober.probe()
            async with self._lock:
                self._note(readings)

    async def serving(self) -> str:
        """Which resolver the house uses, as its router says, or as it was last told where the router can't say."""
        if self._switch is not None:
            try:
                seen = await self._switch.look(list(self._addresses.values()))
            except HomeOpsError as error:
                log.warning("can't see which resolver serves: %s", error)
            else:
                found = [name for name, address in self._addresses.items() if address == seen]
                if found and not self._lock.locked() and found[0] != self.kept.serving:
                    self.kept.serving = self.kept.wanted = found[0]
        return self.kept.serving

    async def switch_to(self, name: str, *, stay: bool) -> str:
        """Have the house use a resolver because a person wants it; which one it uses afterwards.

        Raises:
            Mistake: HomeOps can't switch here.
            Unavailable: The router did not do it.
        """
        if self._switch is None:
            raise Mistake(
                f"I can't switch the DNS server here; on the router, set DNS to {self.address(name)} ({name})."
            )
        hold("which resolver the house uses")
        async with self._lock:
            await self._point_to(name)
            self.kept.chosen = name if stay and name != self.order[0] else None
            self.kept.decide(
                Decision(at=self.now(), kind=Kind.ASKED, to=name, evidence="somebody asked for it")
            )
            await self._record.write(self.kept)
        return self.kept.serving

    async def set_automatic(self, *, on: bool) -> None:
        """Switch by itself, or only tell people."""
        hold("whether DNS is switched automatically")
        async with self._lock:
            self.kept.automatic = on
            await self._record.write(self.kept)

    def _note(self, readings: Mapping[str, Reading]) -> bool:
        """Take a round's readings in; whether a resolver's state changed."""
        before = self.kept.standings
        self.kept.standings = {
            name: note(before[name], reading, self._well_for) for name, reading in readings.items()
        }
        return any(before[name].state is not each.state for name, each in self.standings.items())

    async def _act(self) -> None:
        kept = self.kept
        choice = choose(self.order, kept.standings, kept.serving, kept.chosen)
        match choice.kind:
            case None if kept.wanted != kept.serving:
                await self._finish(kept.serving)  # a switch was cut off that is not needed any more
            case None:
                pass
            case Kind.STUCK:
                await self._tell_once(self._decision(choice), "stuck")
            case _ if not kept.automatic:
                await self._tell_once(self._decision(choice, done=False), "manual")
            case _ if self._switch is None:
                decision = self._decision(choice, done=False)
                kept.serving = kept.wanted = choice.to
                await self._tell_once(decision, "advice")
            case _:
                await self._switch_by_itself(choice)

    async def _switch_by_itself(self, choice: Choice) -> None:
        if time.monotonic() < self._retry_at:
            return
        decision = self._decision(choice)
        former = self.kept.serving
        try:
            await self._point_to(choice.to)
        except HomeOpsError as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log.warning("can't switch to %s: %s", choice.to, error)
            failed = decision.model_copy(update={"kind": Kind.FAILED, "done": False})
            await self._tell_once(failed, f"failed {error.sentence}")
            return
        self._retry_at = 0.0
        await self._tell_once(decision, f"done {former}")

    async def _finish(self, name: str) -> None:
        if time.monotonic() < self._retry_at or self._switch is None:
            return
        try:
            await self._point_to(name)
        except HomeOpsError as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log.warning("can't point the house at %s again: %s", name, error)

    async def _point_to(self, name: str) -> None:
        """Switch; what is wanted is written down first, so that a kill in between leaves nothing undecided."""
        assert self._switch is not None
        self.kept.wanted = name
        await self._record.write(self.kept)
        address = self.address(name)
        await self._switch.point_to(address)
        seen = await self._switch.look(list(self._addresses.values()))
        if self._switch.sees and seen != address:
            instead = f"still uses {seen}" if seen is not None else "does not show it"
            raise Unavailable(
                f"The router took the new DNS server but {instead}; set DNS to {address} there by hand."
            )
        self.kept.serving = name
        self.kept.since = self.now()
        await self._record.write(self.kept)

    def _decision(self, choice: Choice, *, done: bool = True) -> Decision:
        """A decision with what speaks for it."""
        assert choice.kind is not None
        now, serving, standings = self.now(), self.kept.serving, self.standings
        match choice.kind:
            case Kind.STUCK:
                ill = [
                    say_ill(name, one, now)
                    for name, one in standings.items()
                    if one.state not in {State.HEALTHY, State.UNKNOWN}
                ]
                evidence = "; ".join(ill)
            case Kind.BACK:
                evidence = f"{say_well(choice.to, standings[choice.to])} again"
            case _:
                ill_one = say_ill(serving, standings[serving], now)
                evidence = f"{ill_one}; {say_well(choice.to, standings[choice.to])}"
        return Decision(at=now, kind=choice.kind, to=choice.to, evidence=evidence, done=done)

    async def _tell_once(self, decision: Decision, how: str) -> None:
        """Keep a decision and tell people, unless it is the last one still."""
        last = self.kept.decisions[-1] if self.kept.decisions else None
        same = last is not None and (last.kind, last.to, last.done) == (
            decision.kind,
            decision.to,
            decision.done,
        )
        turned = max((each.since for each in self.standings.values() if each.since), default=None)
        if same and last is not None and turned is not None and last.at >= turned:
            return
        self.kept.decide(decision)
        await self._record.write(self.kept)
        offered = how == "manual" and self.switches
        button = ((f"Switch to {decision.to}", "network_switch_resolver", {"to": decision.to}),)
        await self._events.publish(
            Noticed(
                key=f"failover:{decision.kind}:{decision.to}:{decision.at.isoformat()}",
                text=self._say(decision, how),
                options=button if offered else (),
            )
        )

    def _say(self, decision: Decision, how: str) -> str:
        word, _, rest = how.partition(" ")
        place = f"{self.address(decision.to)} ({decision.to})"
        what = {
            "stuck": f"No other resolver is well, so I leave DNS with {decision.to}.",
            "manual": f"Automatic switching is off; {decision.to} should serve now.",
            "advice": f"On the router, set DNS to {place}.",
            "failed": f"I could not switch to {decision.to}: {rest}",
            "done": f"I switched the house's DNS from {rest} to {decision.to}.",
        }[word]
        return f"{decision.evidence}. {what}"


def _plain(address: str) -> str:
    """An address as a router takes it: without a port."""
    is_pretended = address.startswith(PRETENDED)
    return address.removeprefix(PRETENDED) if is_pretended else read_place(address).host


def _take_over(kept: Kept, order: tuple[str, ...]) -> Kept:
    """What was kept before a restart, for the resolvers of today."""
    kept.standings = {name: kept.standings.get(name, Standing()).model_copy(update=_COUNTS) for name in order}
    kept.serving = kept.serving if kept.serving in order else order[0]
    kept.wanted = kept.wanted if kept.wanted in order else kept.serving
    kept.chosen = kept.chosen if kept.chosen in order else None
    return kept
