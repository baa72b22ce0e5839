"""Keeps offline who is to be offline now: what the rows say is compared with what the Pi-holes do, again and again.

Ends are instants in rows, not calls that wait (`World.later`): a bedtime, a block or half an hour more must end by the
clock alone, whoever gave it and whatever they may do by then, and rows that are compared every few seconds can
neither be lost nor come twice. While HomeOps is down nothing changes; it catches up as soon as it is back.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError
from tools.contract import Finding
from tools.network.people.gate import Settled
from tools.network.people.models import NEXT
from tools.network.people.nights import Reason, why_offline
from tools.network.people.words import join_words

if TYPE_CHECKING:
    from memory.clock import Clock
    from tools.network.people.gate import Gate
    from tools.network.people.registry import Registry
    from tools.network.people.sight import Sight


@dataclass(slots=True)
class Keeper:
    """Brings the gate in line with the rows; `last` is how it stood afterwards."""

    registry: "Registry"
    gate: "Gate"
    sight: "Sight"
    clock: "Clock"
    last: Settled = field(default_factory=Settled)

    async def reasons(self) -> Mapping[str, Reason]:
        """Which devices are to be offline now, and why."""
        devices, hours = await self.registry.devices(), await self.registry.hours()
        now, strict = self.clock.now(), self.registry.settings.block_unknown
        found: dict[str, Reason] = {}
        for mac, each in devices.items():
            why = why_offline(each, hours, now, block_unknown=strict)
            if why is not None and mac != NEXT:
                found[mac] = why
        return found

    async def settle(self) -> Settled:
        """Bring the gate in line; a Pi-hole that does not follow is told in the result, and tried again next time."""
        reasons = await self.reasons()
        if reasons and not self.sight.last:
            with suppress(HomeOpsError):
                await self.sight.look()
        seen = self.sight.last
        offline = {mac: seen[mac].ips if mac in seen else () for mac in reasons}
        self.last = await self.gate.settle(offline)
        return self.last

    async def run(self) -> None:
        """One round of the job."""
        await self.settle()

    async def check(self) -> Finding:
        """Whether who is to be offline is."""
        if not self.last.failed:
            return Finding(ok=True, summary="Bedtimes and blocks hold on every Pi-hole.")
        names = join_words(sorted(self.last.failed))
        return Finding(
            ok=False,
            summary=f"Bedtimes and blocks may not hold on {names}: {next(iter(self.last.failed.values()))}",
            remedy="I try again every few seconds; if it stays so, restart that Pi-hole.",
        )
