"""The ad blockers, which are the house's resolvers."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.devices import Devices
    from tools.network.dns.settings import DnsSettings
    from tools.network.piholes import Piholes
    from tools.parts import Part


def connect(settings: "DnsSettings", world: "World", piholes: "Piholes", devices: "Devices") -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.dns]` of homeops.toml.
        world: What the house gives.
        piholes: The Pi-holes of these settings; closed with this subject.
        devices: Who is on the network, as the subject `people` knows them; closed with this subject.
    """
    from tools.contract import Job
    from tools.network.dns.care_verbs import Care
    from tools.network.dns.changing import RuleChanges
    from tools.network.dns.checks import checks
    from tools.network.dns.look_verbs import Looking
    from tools.network.dns.name_verbs import LocalNames
    from tools.network.dns.owed import Owed
    from tools.network.dns.pause_verbs import Switching
    from tools.network.dns.rule_verbs import Rules
    from tools.network.dns.tools import PHRASES, verbs
    from tools.network.dns.wanted import Wanted
    from tools.parts import Part

    if not piholes:
        return Part()

    clock = world.clock
    owed = Owed(world.store, clock, piholes)
    changes = RuleChanges(piholes, owed, world.later, clock)
    wanted = Wanted(devices)
    care = Care(piholes, clock)

    async def close() -> None:
        await devices.close()
        await piholes.close()

    return Part(
        verbs=verbs(
            Looking(piholes, wanted, changes, clock),
            Rules(changes, wanted),
            Switching(piholes, clock, settings.pause_minutes),
            LocalNames(piholes, owed, clock),
            care,
            wanted,
        ),
        phrases=PHRASES,
        names={"blockable": wanted.services, "dns_asker": wanted.names, "pihole": care.names},
        checks=checks(piholes, owed, clock, timedelta(days=settings.stale_days)),
        jobs=(
            Job("make good what a Pi-hole missed", timedelta(seconds=30), owed.settle),
            Job("know the network's devices", timedelta(minutes=5), devices.refresh),
        ),
        endpoints={each.name: each.address for each in piholes.all},
        close=close,
    )
