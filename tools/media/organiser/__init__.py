"""The folders of films and series on disk: what is untidy there, as a plan; carried out only where that is switched on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.libraries import Libraries
    from tools.media.organiser.settings import OrganiserSettings
    from tools.parts import Part


def connect(
    settings: "OrganiserSettings", world: "World", simulation: str | None, libraries: "Libraries"
) -> "Part":
    """Make the subject. Nothing is looked at yet.

    Args:
        settings: The section `[media.organiser]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one; then its disk is the one that is meant.
        libraries: What Plex, Jellyfin and Emby have and what was watched.
    """
    from datetime import timedelta
    from pathlib import Path

    from tools.contract import Job
    from tools.media.organiser.checks import folders_are_there
    from tools.media.organiser.journal import Journal
    from tools.media.organiser.local import LocalDisk
    from tools.media.organiser.planning import Planner
    from tools.media.organiser.simulated import SimulatedDisk
    from tools.media.organiser.tools import PHRASES, Organiser, verbs
    from tools.parts import Part, locate

    if not settings.roots:
        return Part()
    roots = settings.names()
    if simulation is not None:
        disk = SimulatedDisk(world.http, locate("/media/organiser", simulation))
    else:
        disk = LocalDisk({name: Path(each.path) for name, each in roots.items()})
    now, journal = world.clock.now, Journal(world.data / "tidying")
    planner = Planner(disk, settings, libraries, now)
    organiser = Organiser(disk, planner, journal, now, switched_on=settings.switched_on)
    return Part(
        verbs=verbs(organiser),
        phrases=PHRASES,
        checks=[folders_are_there(disk, tuple(roots))],
        jobs=[Job("compare media files", timedelta(hours=6), planner.compare_all)],
    )
