"""Docker's Engine API through aiodocker: containers are listed, looked at, started, stopped and restarted, images fetched.

Nothing is ever run inside of a container, and none is made.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from pydantic import ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import hold
from tools.network.docker_answers import ROWS, Image, Inspected, Measured
from tools.network.docker_models import Container, Details, Load

if TYPE_CHECKING:
    import aiodocker
    import aiohttp
    from aiodocker import DockerError

NONSENSE = "Docker answers, but not as Docker does; check network.containers.url."
_SLOW = "Docker does not answer; see whether it runs on that machine, and try again."
_KEYS = ("Id", "Names", "Image", "State", "Status", "Ports", "Labels", "HostConfig", "NetworkSettings")
_UNREACHABLE = 900
"""aiodocker's own status where there is no connection."""
PULL_SECONDS = 90.0
_opened: "ContextVar[list[aiohttp.ClientResponse]]" = ContextVar("answers of Docker to the present call")


class Docker:
    """One Docker; connected on first use.

    Args:
        url: Its address, such as unix:///var/run/docker.sock.
        seconds: How long it may take to answer.
        stop_seconds: How long a container may take to end by itself.
    """

    def __init__(self, url: str, *, seconds: float = 8, stop_seconds: int = 10) -> None:
        self._url = url
        self._seconds = seconds
        self._stop_seconds = stop_seconds
        self._docker: aiodocker.Docker | None = None

    async def containers(self) -> list[Container]:
        """Every container, running or not, by name."""
        async with self._asking(self._seconds) as docker:
            listed = await docker.containers.list(all=True)
            told = [{key: each[key] for key in _KEYS if key in each} for each in listed]
            return sorted((row.read() for row in ROWS.validate_python(told)), key=lambda each: each.name)

    async def inspect(self, name: str) -> Details:
        """What is known of one container."""
        async with self._asking(self._seconds, name) as docker:
            return Inspected.model_validate(await docker.containers.container(name).show()).read()

    async def measure(self, name: str) -> Load:
        """What a container uses; Docker watches it for about a second."""
        async with self._asking(self._seconds, name) as docker:
            told = await docker.containers.container(name).stats(stream=False)
            if not told:
                raise Unavailable(NONSENSE)
            return Measured.model_validate(told[0]).read()

    async def read_log(self, name: str, lines: int) -> list[str]:
        """The last lines that a container wrote, oldest first, of both its outputs."""
        async with self._asking(self._seconds, name) as docker:
            pieces = await docker.containers.container(name).log(stdout=True, stderr=True, tail=lines)
            return "".join(pieces).splitlines()[-lines:]

    async def start(self, name: str) -> None:
        """Start a container; one that runs already stays as it is."""
        hold("docker start")
        async with self._asking(self._seconds, name) as docker:
            await docker.containers.container(name).start()

    async def stop(self, name: str) -> None:
        """End a container; one that has ended stays so."""
        hold("docker stop")
        async with self._asking(self._stop_seconds + self._seconds, name) as docker:
            await docker.containers.container(name).stop(t=self._stop_seconds)

    async def restart(self, name: str) -> None:
        """End a container and start it again."""
        hold("docker restart")
        async with self._asking(self._stop_seconds + self._seconds, name) as docker:
            await docker.containers.container(name).restart(t=self._stop_seconds)

    async def image(self, reference: str) -> Image | None:
        """The image that a reference such as "postgres:16" means here now; None where it is not here."""
        from aiodocker import DockerError

        async with self._asking(self._seconds, reference) as docker:
            try:
                return Image.model_validate(await docker.images.inspect(reference))
            except DockerError as error:
                if error.status == 404:
                    return None
                raise

    async def pull(self, reference: str) -> None:
        """Fetch the newest image of a reference; what was fetched when it takes too long is kept."""
        hold("docker pull")
        async with self._asking(PULL_SECONDS, reference) as docker:
            await docker.images.pull(reference)

    async def close(self) -> None:
        """End the connection."""
        if self._docker is not None:
            await self._docker.close()
            self._docker = None

    @asynccontextmanager
    async def _asking(self, seconds: float, about: str = "") -> "AsyncGenerator[aiodocker.Docker]":
        """The connection, within a time limit; whatever goes wrong becomes one of the three errors."""
        import aiodocker
        import aiohttp

        opened: list[aiohttp.ClientResponse] = []
        token = _opened.set(opened)
        try:
            if self._docker is None:
                self._docker = aiodocker.Docker(self._url)
                self._docker.session.trace_configs.append(_tracing())
            async with asyncio.timeout(seconds):
                yield self._docker
        except TimeoutError as error:
            raise Unavailable(_SLOW) from error
        except aiodocker.DockerError as error:
            raise _translate(error, about) from error
        except aiohttp.ClientError as error:
            raise Unavailable(
                "Docker broke off in the middle of its answer; try again in a minute."
            ) from error
        except OSError as error:
            raise Unavailable(f"Docker can't be reached at {self._url}; see whether it runs.") from error
        except (ValidationError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise Unavailable(NONSENSE) from error
        finally:
            _opened.reset(token)
            # aiodocker leaves an answer open that it could not make sense of.
            for answer in opened:
                answer.close()


def _tracing() -> "aiohttp.TraceConfig":
    """What notes each answer for the call that it belongs to."""
    import aiohttp

    async def note(session: object, context: object, ended: aiohttp.TraceRequestEndParams) -> None:
        del session, context
        _opened.get().append(ended.response)

    tracing = aiohttp.TraceConfig()
    tracing.on_request_end.append(note)
    tracing.freeze()
    return tracing


def _translate(error: "DockerError", about: str) -> Mistake | Unavailable | Misconfigured:
    said = str(error.message)
    match error.status:
        case 401 | 403:
            return Misconfigured(
                "What guards Docker does not let HomeOps do that; allow CONTAINERS and POST in the socket proxy."
            )
        case 404:
            return Mistake(
                f"Docker knows no {about or 'such thing'} any more; ask for the containers to see what there is."
            )
        case 409:
            return Unavailable(f"Docker is busy with {about} at this moment; try again in a minute.")
        case 429:
            return Unavailable("Docker's registry wants us to wait; try again in an hour.")
        case _ if error.status == _UNREACHABLE and "ermission" in said:
            return Misconfigured("HomeOps may not open Docker's socket; add its user to the group docker.")
        case _ if error.status == _UNREACHABLE:
            return Unavailable(
                "Docker can't be reached; see whether it runs, and check network.containers.url."
            )
        case _:
            return Unavailable(
                f"Docker could not do that with {about}; see its logs, and try again." if about else _SLOW
            )
