"""How fast and how reliable the line is: latency, losses, DNS time, transfers; now, over time, and why it is slow."""

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
    from datetime import timedelta

    from tools.contract import Check, Job
    from tools.network.speed.checks import check_internet
    from tools.network.speed.gauges import Gauges
    from tools.network.speed.line import Line
    from tools.network.speed.recorder import Recorder
    from tools.network.speed.tools import PHRASES, Speed, verbs
    from tools.network.speed.users import Users
    from tools.parts import Part

    if not settings.targets:
        return Part()
    gauges = Gauges(settings, world.http, simulation)
    line = Line(settings, gauges, Recorder(world, simulation), world.events)
    jobs = [Job("time the line", timedelta(seconds=settings.every_seconds), line.watch)]
    if settings.download_url is not None:
        every = timedelta(hours=settings.transfer_hours)
        jobs.append(Job("time a transfer", every, line.watch_download))
    return Part(
        verbs=verbs(Speed(line, Users(settings.counting, world, simulation))),
        phrases=PHRASES,
        checks=[Check("internet", lambda: check_internet(line))],
        jobs=jobs,
    )
