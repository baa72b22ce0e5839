"""Who is on the network, and who may be online when.

A bedtime, a block or a guest's end is a row with an instant; every few seconds what the rows say is compared with what the
Pi-holes do (`keeper.py`). Whoever is to be offline is in a group on every Pi-hole for which each name is denied
(`gate.py`): what does not ask the Pi-holes is not stopped by that.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.contract import Name, World
    from tools.network.devices import Devices
    from tools.network.people.settings import PeopleSettings
    from tools.network.piholes import Piholes
    from tools.parts import Part

KEEP_SECONDS = 20
WATCH_SECONDS = 30


def connect(settings: "PeopleSettings", world: "World", piholes: "Piholes", devices: "Devices") -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.people]` of homeops.toml.
        world: What the house gives.
        piholes: The Pi-holes that see the devices and stop them.
        devices: Is told here what people said of each device.
    """
    import contextlib
    from datetime import timedelta
    from pathlib import Path

    from memory.errors import HomeOpsError
    from tools.contract import Check, Job
    from tools.network.people import traffic as counting
    from tools.network.people.device_verbs import device_verbs
    from tools.network.people.devices import NetworkDevices
    from tools.network.people.gate import Gate
    from tools.network.people.hours import OnlineHours
    from tools.network.people.hours_verbs import hours_verbs
    from tools.network.people.household import Household
    from tools.network.people.keeper import Keeper
    from tools.network.people.naming import Naming
    from tools.network.people.registry import Registry
    from tools.network.people.sight import Sight
    from tools.network.people.watch import Watch
    from tools.parts import Part

    if not piholes.each:
        return Part()
    clock = world.clock
    household = Household(world.store, clock)
    registry = Registry(world.store, settings, household)
    sight = Sight(piholes.each)
    naming = Naming(registry, household)
    keeper = Keeper(registry, Gate(piholes.each), sight, clock)
    watch = Watch(registry, sight, naming, keeper, world.events, clock)
    traffic = counting.Traffic(watch, registry, naming, world.samples, world.events, clock)
    hours = OnlineHours(registry, keeper, naming, clock)
    network_devices = NetworkDevices(watch, hours, household, traffic)
    devices.known = registry.told

    async def devices_known() -> "Sequence[Name]":
        """What devices are called, already at the first sentence."""
        with contextlib.suppress(HomeOpsError):
            await watch.ensure()
        return await naming.names()

    return Part(
        verbs=(*device_verbs(network_devices), *hours_verbs(hours, household)),
        phrases=Path(__file__).parent / "phrases",
        names={"online_person": household.names, "seen_device": devices_known},
        checks=(Check("bedtimes and blocks", keeper.check),),
        jobs=(
            Job("keep bedtimes and blocks", timedelta(seconds=KEEP_SECONDS), keeper.run),
            Job("watch who is on the network", timedelta(seconds=WATCH_SECONDS), watch.run),
            Job("count what devices ask", counting.EVERY, traffic.run),
        ),
    )
