"""Docker and what runs in it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.containers.known import Known
    from tools.network.containers.settings import ContainersSettings
    from tools.parts import Part


def connect(settings: "ContainersSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.containers]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.parts import Part

    known = know_containers(settings, world, simulation)
    if known is None:
        return Part()

    from tools.network.containers.cards import Cards
    from tools.network.containers.checks import checks
    from tools.network.containers.meant import Meant
    from tools.network.containers.seen import Seen
    from tools.network.containers.tools import PHRASES, Containers, verbs

    subject = Containers(known, settings, world.clock.now)
    return Part(
        verbs=verbs(subject, Meant(known), Seen(known), Cards(known, settings.host)),
        phrases=PHRASES,
        names={"container": known.names},
        checks=checks(known),
        close=known.close,
    )


def know_containers(settings: "ContainersSettings", world: "World", simulation: str | None) -> "Known | None":
    """The containers, where Docker is configured; whoever asks for it closes it."""
    if settings.url is None:
        return None

    from tools.network.containers.docker import Docker
    from tools.network.containers.known import Known
    from tools.parts import locate

    docker = Docker(
        locate(settings.url, simulation), seconds=settings.answer_seconds, stop_seconds=settings.stop_seconds
    )
    return Known(docker, settings, world.directory)
