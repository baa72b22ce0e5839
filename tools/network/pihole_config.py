"""What a Pi-hole can be set to: names of the house, upstream resolvers; and its whole list of rules as one file."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from pydantic import BaseModel

from memory.errors import Mistake, Unavailable
from tools.contract import Json
from tools.network.pihole_line import Line

_TABLES = (
    "group",
    "adlist",
    "adlist_by_group",
    "domainlist",
    "domainlist_by_group",
    "client",
    "client_by_group",
)
_ZIP = "application/zip"
_SETTABLE = frozenset({"hosts", "cnameRecords", "upstreams"})
"""Only these may be copied from one Pi-hole to another: the rest is about the machine it runs on."""


class _Dns(BaseModel):
    hosts: list[str] = []
    cnameRecords: list[str] = []  # noqa: N815 - Pi-hole's word
    upstreams: list[str] = []


class _Config(BaseModel):
    dns: _Dns


class _Told(BaseModel):
    config: _Config


class PiholeConfig:
    """The settings of one Pi-hole, of which only those about names are touched."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def local_names(self) -> list[str]:
        """The names of the house, each as "192.168.1.10 nas.home"."""
        return (await self._dns("hosts")).hosts

    async def add_local_name(self, ip: str, name: str) -> bool:
        """Have a name lead to an address; whether that is new."""
        return await self._add("hosts", f"{ip} {name}")

    async def remove_local_name(self, ip: str, name: str) -> bool:
        """Forget a name; whether it was there."""
        return await self._remove("hosts", f"{ip} {name}")

    async def aliases(self) -> list[str]:
        """Names that stand for others, each as "alias,name"."""
        return (await self._dns("cnameRecords")).cnameRecords

    async def upstreams(self) -> list[str]:
        """The resolvers that it asks, such as "9.9.9.9#53"."""
        return (await self._dns("upstreams")).upstreams

    async def set_dns(self, values: Mapping[str, Sequence[str]]) -> None:
        """Set `hosts`, `cnameRecords` or `upstreams` to exactly these lists."""
        assert values.keys() <= _SETTABLE, "nothing else may be copied"
        body: Json = {"config": {"dns": {key: list[Json](each) for key, each in values.items()}}}
        await self._line.change("PATCH", "config", body)

    async def export_rules(self) -> bytes:
        """Its rules, groups, clients and lists as the file that `import_rules` takes."""
        content = await self._line.get("teleporter")
        if not content.startswith(b"PK"):
            raise Unavailable(f"{self._line.name} does not give its rules away; try again in a minute.")
        return content

    async def import_rules(self, archive: bytes) -> None:
        """Replace its rules, groups, clients and lists by those of another Pi-hole; its settings stay as they are."""
        wanted = {"config": False, "dhcp_leases": False, "gravity": dict.fromkeys(_TABLES, True)}
        files = {"file": ("teleporter.zip", archive, _ZIP)}
        reply = await self._line.upload("teleporter", files, {"import": json.dumps(wanted)})
        if reply.status != 200:
            raise Unavailable(f"{self._line.name} did not take the other one's rules; look at its web page.")

    async def _dns(self, key: str) -> _Dns:
        return self._line.read(_Told, await self._line.get(f"config/dns/{key}")).config.dns

    async def _add(self, key: str, value: str) -> bool:
        try:
            await self._line.change("PUT", f"config/dns/{key}/{quote(value, safe='')}")
        except Mistake as refused:
            if "already present" not in refused.sentence:
                raise
            return False
        return True

    async def _remove(self, key: str, value: str) -> bool:
        reply = await self._line.change("DELETE", f"config/dns/{key}/{quote(value, safe='')}")
        return reply.status != 404
