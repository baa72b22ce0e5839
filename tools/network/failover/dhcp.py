"""The DNS option of a Pi-hole's DHCP server (API v6): which resolver it tells the devices of the house to use."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from memory.errors import Unavailable
from tools.network.failover.settings import PiholeDhcpHook
from tools.network.pihole_line import Line
from tools.parts import locate

if TYPE_CHECKING:
    import httpx2

    from tools.contract import Json

_OPTIONS = ("dhcp-option=option:dns-server,", "dhcp-option=6,")


class _Misc(BaseModel):
    dnsmasq_lines: list[str] = []


class _Config(BaseModel):
    misc: _Misc


class _Told(BaseModel):
    config: _Config


class ByDhcp:
    """Sets the lines of dnsmasq that carry the option, and leaves every other line as it is.

    Devices take the new resolver when their lease is renewed.
    """

    sees = True

    def __init__(
        self,
        hook: PiholeDhcpHook,
        http: "httpx2.AsyncClient",
        secrets: Callable[[str], Awaitable[str]],
        simulation: str | None,
    ) -> None:
        async def password() -> str:
            if hook.password is None:
                return ""
            return "simulated" if simulation is not None else await secrets(hook.password)

        self._line = Line(http, "The Pi-hole with the DHCP server", locate(hook.url, simulation), password)

    async def point_to(self, address: str) -> None:
        """Have it tell devices this resolver."""
        try:
            lines = await self._lines()
            rest = [each for each in lines if not each.startswith(_OPTIONS)]
            wanted: list[Json] = [*rest, f"{_OPTIONS[0]}{address}"]
            if lines != wanted:
                body: Json = {"config": {"misc": {"dnsmasq_lines": wanted}}}
                reply = await self._line.change("PATCH", "config", body)
                if reply.status != 200:
                    raise Unavailable(
                        f"Pi-hole did not take the new DNS option; set it to {address} in its DHCP settings."
                    )
        finally:
            await self._line.close()

    async def look(self, addresses: Sequence[str]) -> str | None:
        """Which resolver it tells devices."""
        from tools.network.failover.hooks import find_address

        try:
            options = [each for each in await self._lines() if each.startswith(_OPTIONS)]
        finally:
            await self._line.close()
        return find_address(" ".join(options), addresses)

    async def _lines(self) -> list[str]:
        content = await self._line.get("config/misc/dnsmasq_lines")
        return self._line.read(_Told, content).config.misc.dnsmasq_lines
