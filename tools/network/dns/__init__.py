"""The ad blockers, which are the house's resolvers."""

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
        devices: Who is on the network, as the subject `people` knows them.
    """
    from tools.parts import Part

    del settings, world, devices
    return Part(close=piholes.close) if piholes else Part()
