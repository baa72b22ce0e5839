"""Measures the line: how long answers take, how many get lost, how fast something is fetched."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from memory.errors import Unavailable
from tools.network.resolving import PRETENDED, Answer, Resolvers, ask
from tools.network.speed.models import Echo, How
from tools.network.speed.settings import SpeedSettings, Target, TimedResolver
from tools.parts import locate

if TYPE_CHECKING:
    import httpx2

COUNT = 4
ECHO_SECONDS = 1.5
DNS_SECONDS = 2.0
_PORTS = (443, 80, 53)
"""Where something listens as a rule; a refusal is an answer too, and as quick."""


class _Told(BaseModel):
    ms: float | None
    lost: float


class Gauges:
    """The measuring instruments."""

    def __init__(self, settings: SpeedSettings, http: "httpx2.AsyncClient", simulation: str | None) -> None:
        self._settings = settings
        self._http = http
        self._simulation = simulation
        self._resolvers = Resolvers(http, simulation)
        self._no_icmp = False

    async def echo(self, target: Target) -> Echo:
        """How a target answers: by ICMP, or by TCP where the system does not let us send ICMP."""
        if target.address.startswith(PRETENDED):
            return await self._told(target.address.removeprefix(PRETENDED))
        if not self._no_icmp:
            from icmplib import ICMPLibError, SocketPermissionError, async_ping

            try:
                host = await async_ping(
                    target.address, count=COUNT, interval=0.2, timeout=ECHO_SECONDS, privileged=False
                )
            except SocketPermissionError:
                self._no_icmp = True
            except (ICMPLibError, OSError):
                return Echo(milliseconds=None, lost=100, how=How.ICMP)
            else:
                mean = host.avg_rtt if host.is_alive else None
                return Echo(milliseconds=mean, lost=100 * host.packet_loss, how=How.ICMP)
        return await self._by_tcp(target.address)

    async def dns(self, resolver: TimedResolver) -> Answer:
        """How a resolver answers."""
        place = await self._resolvers.find(resolver.address)
        answer = await ask(place, self._settings.dns_name, DNS_SECONDS)
        if not answer.lives and resolver.address.startswith(PRETENDED):
            self._resolvers.forget()
        return answer

    async def transfer(self) -> float:
        """How fast something is fetched, in Mbit/s; ends at the limits of the settings.

        Raises:
            Unavailable: It can't be fetched.
        """
        import httpx2

        url, settings = self._settings.download_url, self._settings
        assert url is not None
        most = int(settings.transfer_mb * 1e6)
        received, last = 0, 0.0
        begun = time.perf_counter()
        try:
            async with (
                asyncio.timeout(settings.transfer_seconds),
                self._http.stream(
                    "GET",
                    locate(url, self._simulation),
                    timeout=settings.transfer_seconds,
                    headers={"Accept-Encoding": "identity"},
                    follow_redirects=True,
                ) as answer,
            ):
                if answer.status_code >= 400:
                    raise Unavailable(
                        f"The speed test's file can't be fetched (it answered {answer.status_code}); "
                        "set another download_url under [network.speed]."
                    )
                async for chunk in answer.aiter_raw():
                    received += len(chunk)
                    last = time.perf_counter()
                    if received >= most:
                        break
        except TimeoutError:
            last = time.perf_counter()
        except httpx2.HTTPError as error:
            raise Unavailable("The speed test's file can't be fetched; is the internet there?") from error
        if received < 10_000:
            raise Unavailable("The speed test's file did not come; is the internet there?")
        return received * 8 / 1e6 / max(1e-3, last - begun)

    async def _told(self, name: str) -> Echo:
        import httpx2

        try:
            answer = await self._http.get(
                f"{self._simulation}/network/speed/ping/{quote(name)}", timeout=ECHO_SECONDS
            )
            told = _Told.model_validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError):
            return Echo(milliseconds=None, lost=100, how=How.TOLD)
        return Echo(milliseconds=told.ms, lost=told.lost, how=How.TOLD)

    async def _by_tcp(self, address: str) -> Echo:
        """The time that a connection takes, to a few ports until one answers."""
        for port in _PORTS:
            first = await _connect(address, port)
            if first is not None:
                rest = [await _connect(address, port) for _ in range(COUNT - 1)]
                return _sum_up([first, *rest])
        return Echo(milliseconds=None, lost=100, how=How.TCP)


async def _connect(address: str, port: int) -> float | None:
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(ECHO_SECONDS):
            _, writer = await asyncio.open_connection(address, port)
            writer.close()
    except ConnectionRefusedError:
        pass
    except (OSError, TimeoutError):
        return None
    return 1000 * (time.perf_counter() - begun)


def _sum_up(times: Sequence[float | None]) -> Echo:
    came = [each for each in times if each is not None]
    lost = 100 * (len(times) - len(came)) / len(times)
    return Echo(milliseconds=sum(came) / len(came), lost=lost, how=How.TCP)
