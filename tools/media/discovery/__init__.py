"""TMDB and TVDB, which know what there is to watch."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.discovery.settings import DiscoverySettings
    from tools.media.libraries import Libraries
    from tools.parts import Part


def connect(
    settings: "DiscoverySettings", world: "World", simulation: str | None, libraries: "Libraries"
) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.discovery]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
        libraries: What Plex, Jellyfin and Emby have and what was watched.
    """
    from tools.parts import Part

    del settings, world, simulation, libraries
    return Part()
