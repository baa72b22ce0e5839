"""The folders of films and series on disk."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.libraries import Libraries
    from tools.media.organiser.settings import OrganiserSettings
    from tools.parts import Part


def connect(
    settings: "OrganiserSettings", world: "World", simulation: str | None, libraries: "Libraries"
) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.organiser]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
        libraries: What Plex, Jellyfin and Emby have and what was watched.
    """
    from tools.parts import Part

    del settings, world, simulation, libraries
    return Part()
