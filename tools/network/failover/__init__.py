"""The watch over the resolvers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.failover.settings import FailoverSettings
    from tools.parts import Part


def connect(settings: "FailoverSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.failover]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.parts import Part

    del settings, world, simulation
    return Part()
