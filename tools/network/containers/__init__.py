"""Docker and what runs in it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.containers.settings import ContainersSettings
    from tools.network.docker_known import Known
    from tools.parts import Part


def connect(settings: "ContainersSettings", world: "World", known: "Known | None") -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.containers]` of homeops.toml.
        world: What the house gives.
        known: The containers, where Docker is configured; closed with this subject.
    """
    from tools.parts import Part

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
    """The containers, where Docker is configured."""
    if settings.url is None:
        return None

    from tools.network.docker import Docker
    from tools.network.docker_belonging import host_of
    from tools.network.docker_known import Known
    from tools.parts import locate

    docker = Docker(
        locate(settings.url, simulation), seconds=settings.answer_seconds, stop_seconds=settings.stop_seconds
    )
    return Known(docker, settings.names, world.directory, host_of(settings.url))
