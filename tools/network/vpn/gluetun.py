"""Gluetun's control server (since version 3.28): what it says of itself, and how it is started and stopped.

Its settings (`/v1/vpn/settings`) may hold credentials and are never read.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import hold

if TYPE_CHECKING:
    import httpx2

Status = Literal["running", "starting", "stopping", "stopped", "crashed", "completed"]
NONSENSE = "Gluetun answers, but not as Gluetun does; check network.vpn.url."
_DEAD = "Gluetun does not answer; see whether its container runs, and try again."
_LONGEST_ADDRESS = 1000
_PORTS = 65536
M = TypeVar("M", bound=BaseModel)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class _Status(_Wire):
    status: Status


class _Outcome(_Wire):
    outcome: str


class _Port(_Wire):
    port: int = 0
    ports: tuple[int, ...] = ()


class PublicAddress(_Wire):
    """What the internet sees of the VPN; all of it empty until Gluetun has asked."""

    public_ip: str = ""
    country: str = ""
    city: str = ""


class Gluetun:
    """A Gluetun.

    Args:
        http: The connection.
        url: Address of its control server.
        key: Its API key, asked for at each request; empty where it wants none.
        seconds: How long it may take to answer.
    """

    def __init__(
        self, http: "httpx2.AsyncClient", url: str, key: Callable[[], Awaitable[str]], seconds: float
    ) -> None:
        self._http = http
        self._url = url
        self._key = key
        self._seconds = seconds

    async def status(self) -> Status:
        """Whether the tunnel is up."""
        return (await self._read(_Status, "/v1/vpn/status", "/v1/openvpn/status")).status

    async def public_address(self) -> PublicAddress:
        """What the internet sees of it, as Gluetun found out when it connected."""
        return await self._read(PublicAddress, "/v1/publicip/ip")

    async def ports(self) -> tuple[int, ...]:
        """The ports that the provider forwards; none where it forwards none or this was not asked of it."""
        try:
            told = await self._read(_Port, "/v1/portforward", "/v1/openvpn/portforwarded")
        except Mistake:
            return ()
        return tuple(each for each in dict.fromkeys((*told.ports, told.port)) if 0 < each < _PORTS)

    async def dns_runs(self) -> bool | None:
        """Whether its own resolver runs; None where it does not tell."""
        try:
            return (await self._read(_Status, "/v1/dns/status")).status == "running"
        except Mistake:
            return None

    async def turn(self, status: Literal["running", "stopped"]) -> None:
        """Have it connect, or end the connection; it goes on doing so after its answer."""
        hold("gluetun vpn status")
        body = {"status": status}
        answer = await self._ask("PUT", "/v1/vpn/status", body)
        if answer.status_code in (404, 405):
            answer = await self._ask("PUT", "/v1/openvpn/status", body)
        self._parse(_Outcome, answer)

    async def _read(self, model: type[M], *paths: str) -> M:
        """The first of the paths that it knows: older versions have others.

        Raises:
            Mistake: It knows none of them.
        """
        for path in paths:
            answer = await self._ask("GET", path)
            if answer.status_code not in (404, 405):
                return self._parse(model, answer)
        raise Mistake("This Gluetun does not tell that; a newer version does.")

    def _parse(self, model: type[M], answer: "httpx2.Response") -> M:
        match answer.status_code:
            case 401 | 403:
                raise Misconfigured(
                    "Gluetun wants another API key; set network.vpn.api_key, and allow its routes."
                )
            case 429:
                raise Unavailable("Gluetun has been asked too often; try again in a minute.")
            case code if code >= 300:
                raise Unavailable("Gluetun could not do that; see its logs, and try again.")
            case _:
                pass
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> "httpx2.Response":
        """Ask; after a 401 once more, with the key as it is now."""
        answer = await self._send(method, path, body)
        return await self._send(method, path, body) if answer.status_code == 401 else answer

    async def _send(self, method: str, path: str, body: dict[str, str] | None) -> "httpx2.Response":
        import httpx2

        key = await self._key()
        headers = {"X-API-Key": key} if key else {}
        try:
            async with asyncio.timeout(self._seconds):
                return await self._http.request(method, f"{self._url}{path}", headers=headers, json=body)
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unavailable(_DEAD) from error


async def read_home_address(http: "httpx2.AsyncClient", url: str, seconds: float) -> str:
    """The house's own address on the internet, from a page that answers with nothing else (or with JSON's "ip").

    Raises:
        Unavailable: The page does not answer, or answers something else.
    """
    import httpx2

    try:
        async with asyncio.timeout(seconds):
            answer = await http.get(url, follow_redirects=True)
        answer.raise_for_status()
        text = answer.text[:_LONGEST_ADDRESS].strip()
        said = _Ip.model_validate_json(text).ip if text.startswith("{") else text
        return str(ipaddress.ip_address(said))
    except (httpx2.HTTPError, TimeoutError, ValueError) as error:
        raise Unavailable(
            "The house's own address could not be found out; check network.vpn.home_address_url, or try again."
        ) from error


class _Ip(_Wire):
    ip: str
