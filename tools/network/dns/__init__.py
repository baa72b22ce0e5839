"""The ad blockers, which are the house's resolvers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.dns.settings import DnsSettings
    from tools.parts import Part


def connect(settings: "DnsSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.dns]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.parts import Part

    del settings, world, simulation
    return Part()
