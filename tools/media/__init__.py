"""Films, series and music: libraries, requests, what is followed, downloads, discovery, order on disk."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import Domain, World
    from tools.media.settings import MediaSettings


def connect(settings: "MediaSettings", world: "World") -> "Domain":
    """Make the domain from the subjects that are configured. Nothing is asked of a server yet.

    Args:
        settings: The section `[media]` of homeops.toml.
        world: What the house gives.
    """
    from tools.media import discovery, downloads, library, music, organiser, requests, series
    from tools.parts import join_parts

    simulation = settings.simulation
    shelves, libraries = library.connect(settings.library, world, simulation)
    wishes, requested = requests.connect(settings.requests, world, simulation, libraries)
    parts = (
        shelves,
        wishes,
        series.connect(settings.series, world, simulation),
        downloads.connect(settings.downloads, world, simulation),
        music.connect(settings.music, world, simulation),
        discovery.connect(settings.discovery, world, simulation, libraries, requested),
        organiser.connect(settings.organiser, world, simulation, libraries),
    )
    summary = "Films, series and music: what is there, what plays, requests, downloads, what to watch."
    return join_parts("media", summary, parts, simulated=simulation is not None)
