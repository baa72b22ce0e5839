"""What people may ask about containers, and how they are started, stopped and restarted."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Risk, Verb
from tools.network.containers.answers import (
    ContainerList,
    ContainerLog,
    ContainerMoved,
    ContainerRow,
    ContainerShown,
    Did,
    ImageFetched,
    State,
)
from tools.network.containers.cards import Cards
from tools.network.containers.handle import Handle
from tools.network.containers.logs import clean_line
from tools.network.containers.meant import Meant
from tools.network.containers.seen import Seen, is_another_run
from tools.network.containers.settings import ContainersSettings
from tools.network.docker_known import Known
from tools.network.docker_models import Container, dependents, sharers

PHRASES = Path(__file__).parent / "phrases"
ContainerName = Annotated[str, Field(min_length=1, max_length=200)]
_STATES: dict[str, State] = {
    "running": "running",
    "restarting": "restarting",
    "paused": "paused",
    "exited": "exited",
    "created": "created",
    "removing": "removing",
    "dead": "dead",
}
_LOOK_SECONDS = 0.25
FOR_GOOD = Irreversible("A restart can't be taken back; what ran in it was ended and began anew.")
FETCHED = Irreversible("A fetched image stays; it changes nothing until the container is made anew.")


class Containers:
    """What runs in Docker."""

    def __init__(self, known: Known, settings: ContainersSettings, now: Callable[[], datetime]) -> None:
        self._known = known
        self._docker = known.docker
        self._settings = settings
        self._now = now

    async def list_containers(self) -> ContainerList:
        """List all Docker containers: which run, which are unhealthy or stopped."""
        everything = await self._known.all()
        rows = tuple(self._row(each, everything) for each in everything)
        return ContainerList(host=self._settings.host, containers=rows)

    async def show_container(self, container: ContainerName) -> ContainerShown:
        """Show one Docker container: state, health, since when, processor and memory use, image, who depends on it.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
        """
        one, everything = await self._known.one(container)
        details = await self._docker.inspect(one.name)
        load = None
        if one.runs:
            with contextlib.suppress(HomeOpsError):  # the rest is worth telling without it
                load = await self._docker.measure(one.name)
        through = next((each for each in everything if one in sharers(each, everything)), None)
        return ContainerShown(
            row=self._row(one, everything),
            asked_at=self._now(),
            started_at=details.started_at,
            ended_at=details.ended_at,
            exit_code=details.exit_code,
            out_of_memory=details.out_of_memory,
            restarts=details.restarts,
            last_check=clean_line(details.last_check),
            cpu_percent=load.cpu_percent if load is not None else None,
            memory_bytes=load.memory_bytes if load is not None else None,
            memory_limit_bytes=load.memory_limit_bytes if load is not None else None,
            through=self._known.call(through, everything) if through is not None else None,
            ports=tuple(sorted(one.ports)),
            shared_by=tuple(self._known.call(each, everything) for each in sharers(one, everything)),
            needed_by=tuple(self._known.call(each, everything) for each in dependents(one, everything)),
        )

    async def show_logs(
        self, container: ContainerName, lines: Annotated[int, Field(ge=1, le=100)] = 20
    ) -> ContainerLog:
        """Show the last log lines of a Docker container.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
            lines: How many, 1 to 100.
        """
        one, everything = await self._known.one(container)
        written = [clean_line(each) for each in await self._docker.read_log(one.name, lines)]
        shown = tuple(each for each in written if each)
        return ContainerLog(called=self._known.call(one, everything), lines=shown)

    async def restart_container(self, container: ContainerName) -> Done:
        """Restart a Docker container; always asks first.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
        """
        handle = Handle.parse(container)
        one, everything = await self._known.one(handle.name)
        before = await self._docker.inspect(one.name)
        if before.started_at != handle.started_at:
            moved = self._moved(one, everything, "restarted since")
            return Done(moved, Irreversible("I did not restart it, so there is nothing to take back."))
        await self._docker.restart(one.name)
        one, everything = await self._watch(one.name)
        return Done(self._moved(one, everything, "restarted"), FOR_GOOD)

    async def stop_container(self, container: ContainerName) -> Done:
        """Stop a Docker container; always asks first.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
        """
        one, everything = await self._known.one(container)
        if not one.runs:
            nothing = Irreversible("It was stopped already, so nothing was changed.")
            return Done(self._moved(one, everything, "already stopped"), nothing, left=one.runs)
        await self._docker.stop(one.name)
        one, everything = await self._known.one(one.name)
        if one.runs:
            raise Unavailable(f"Docker took the stop, but {one.name} still runs; see its logs.")
        inverse = Call("network_start_container", {"container": one.name})
        return Done(self._moved(one, everything, "stopped"), inverse, left=one.runs)

    async def start_container(self, container: ContainerName) -> Done:
        """Start a Docker container that is stopped; always asks first.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
        """
        one, everything = await self._known.one(container)
        if one.runs:
            nothing = Irreversible("It was running already, so nothing was changed.")
            return Done(self._moved(one, everything, "already running"), nothing, left=one.runs)
        await self._docker.start(one.name)
        one, everything = await self._watch(one.name)
        inverse = Call("network_stop_container", {"container": one.name})
        return Done(self._moved(one, everything, "started"), inverse, left=one.runs)

    async def update_container(self, container: ContainerName) -> Done:
        """Fetch the newest image of a Docker container and say whether it is newer; what runs is left running.

        Args:
            container: Its name, or the service that runs in it, such as "Plex".
        """
        one, everything = await self._known.one(container)
        before = await self._docker.inspect(one.name)
        reference = before.image
        if "@" in reference or reference.startswith("sha256:"):
            raise Mistake(f"{one.name} is pinned to one very image; change that where it was made.")
        waiting = await self._docker.image(reference)
        await self._docker.pull(reference)
        image = await self._docker.image(reference)
        if image is None:
            raise Unavailable(f"Docker fetched {reference} but does not show it; try again later.")
        answer = ImageFetched(
            called=self._known.call(one, everything),
            image=reference,
            newer=image.id != before.image_id,
            waiting=waiting is not None and waiting.id == image.id,
            made_at=image.created,
            folder=one.folder,
            service=one.service,
            host=self._settings.host,
        )
        return Done(answer, FETCHED, left=image.id)

    async def _watch(self, name: str) -> tuple[Container, list[Container]]:
        """A container after its start: until it is healthy, has ended, or that took too long."""
        until = time.monotonic() + self._settings.start_seconds
        while True:
            one, everything = await self._known.one(name)
            settled = one.health in ("healthy", "none") if one.runs else one.state == "exited"
            if settled or time.monotonic() >= until:
                return one, everything
            await asyncio.sleep(_LOOK_SECONDS)

    def _row(self, one: Container, everything: list[Container]) -> ContainerRow:
        return ContainerRow(
            name=one.name,
            called=self._known.call(one, everything),
            state=_STATES.get(one.state, "unknown"),
            health=one.health if one.runs else "none",
            uptime=one.uptime,
            image=one.image,
        )

    def _moved(self, one: Container, everything: list[Container], did: Did) -> ContainerMoved:
        # Who shared the network of the former run stays with that one, which is gone.
        gone = did in ("restarted", "stopped", "started")
        cut = [each for each in sharers(one, everything) if each.runs] if gone else []
        return ContainerMoved(
            called=self._known.call(one, everything),
            did=did,
            state=_STATES.get(one.state, "unknown"),
            health=one.health,
            cut_off=tuple(self._known.call(each, everything) for each in cut),
        )


def verbs(subject: Containers, meant: Meant, seen: Seen, cards: Cards) -> tuple[Verb, ...]:
    """What `subject` can do."""

    def changing(
        run: Callable[..., Awaitable[Done]],
        card: Callable[[Args], Awaitable[str]],
        *,
        up: bool,
        keywords: str,
    ) -> Verb:
        return Verb(
            run,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=card,
            observe=seen.see_running,
            happened=lambda _, runs: runs is up,
            resolve=meant.others(run.__name__),
            keywords=keywords,
        )

    return (
        Verb(
            subject.list_containers,
            keywords="docker containers services running stopped unhealthy nas stack",
        ),
        Verb(
            subject.show_container,
            resolve=meant.any_of("show_container"),
            keywords="docker container service health uptime memory cpu status",
        ),
        Verb(
            subject.show_logs,
            role=Role.ADULT,
            resolve=meant.any_of("show_logs"),
            keywords="docker container log output errors written",
        ),
        Verb(
            subject.restart_container,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=cards.say_restart,
            observe=seen.see_start,
            happened=is_another_run,
            resolve=meant.run_of,
            keywords="docker container service reboot bounce kick plex jellyfin pihole",
        ),
        changing(
            subject.stop_container,
            cards.say_stop,
            up=False,
            keywords="docker container service shut down off halt",
        ),
        changing(
            subject.start_container,
            cards.say_start,
            up=True,
            keywords="docker container service bring up on again",
        ),
        Verb(
            subject.update_container,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=cards.say_update,
            observe=seen.see_newer,
            happened=lambda _, newer: newer is True,
            resolve=meant.any_of("update_container"),
            keywords="docker container image pull upgrade newest version",
        ),
    )
