"""How fast and how reliable the line is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.speed.settings import SpeedSettings
    from tools.parts import Part


def connect(settings: "SpeedSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.speed]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.parts import Part

    del settings, world, simulation
    return Part()
