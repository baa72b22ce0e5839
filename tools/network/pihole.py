"""A Pi-hole of version 6, over its HTTP API: what it sees, its rules, groups and clients.

Its configuration is in `pihole_config.py`. A success says little here: look at what is there afterwards.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import httpx2

from memory.errors import Mistake, Unavailable
from tools.contract import Json
from tools.network.pihole_answers import (
    AddedTold,
    BlockedTold,
    ClientsTold,
    DevicesTold,
    FoundTold,
    GatewaysTold,
    GroupsTold,
    ListsTold,
    MessagesTold,
    QueriesTold,
    RulesTold,
    TopClientsTold,
    TopDomainsTold,
    VersionTold,
)
from tools.network.pihole_config import PiholeConfig
from tools.network.pihole_line import ANSWER_SECONDS, Line, Reply
from tools.network.pihole_models import (
    Blocking,
    Client,
    DomainList,
    Found,
    Gateway,
    Group,
    Message,
    Query,
    Rule,
    RuleKind,
    RuleType,
    SeenDevice,
    Summary,
    TopClient,
    TopDomain,
)

EVERYBODY = 0
"""Id of the group of all clients that are in no other."""
GRAVITY_SECONDS = 90.0


class Pihole:
    """One Pi-hole; nothing is asked of it before the first call.

    Every method raises Unavailable where it does not answer, fails or talks nonsense, and Misconfigured where it refuses
    the password. `config` is what it can be set to.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        name: str,
        address: str,
        password: Callable[[], Awaitable[str]],
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._line = Line(http, name, address, password, seconds)
        self.name = name
        self.address = address
        self.config = PiholeConfig(self._line)

    async def version(self) -> str:
        """Its version, such as "v6.4.1"."""
        parts = self._line.read(VersionTold, await self._line.get("info/version")).version
        return parts.ftl.local.version or parts.core.local.version or "unknown"

    async def blocking(self) -> Blocking:
        """Whether it blocks."""
        return self._line.read(Blocking, await self._line.get("dns/blocking"))

    async def set_blocking(self, on: bool, seconds: float | None = None) -> Blocking:  # noqa: FBT001 - the state itself
        """Switch blocking on or off, for `seconds` or until it is switched again."""
        reply = await self._line.change("POST", "dns/blocking", {"blocking": on, "timer": seconds})
        return self._line.read(Blocking, reply.content)

    async def summary(self) -> Summary:
        """The figures of the last 24 hours."""
        return self._line.read(Summary, await self._line.get("stats/summary"))

    async def top_clients(self, count: int, *, blocked: bool = False) -> list[TopClient]:
        """Who asked most, or was blocked most."""
        content = await self._line.get("stats/top_clients", count=str(count), blocked=_flag(blocked))
        return self._line.read(TopClientsTold, content).clients

    async def top_domains(self, count: int, *, blocked: bool = False) -> list[TopDomain]:
        """What was asked for most, or was blocked most."""
        content = await self._line.get("stats/top_domains", count=str(count), blocked=_flag(blocked))
        return self._line.read(TopDomainsTold, content).domains

    async def recent_blocked(self, count: int) -> list[str]:
        """What was blocked last, the latest first."""
        content = await self._line.get("stats/recent_blocked", count=str(count))
        return [each for each in self._line.read(BlockedTold, content).blocked if each]

    async def queries(
        self,
        length: int = 100,
        *,
        client: str | None = None,
        domain: str | None = None,
        status: str | None = None,
        since: datetime | None = None,
    ) -> list[Query]:
        """The log of questions, the latest first.

        Args:
            length: At most so many.
            client: Only of this IP address.
            domain: Only for this domain; "*" stands for anything.
            status: Only with this status, such as "GRAVITY".
            since: Only those after it.
        """
        wanted = {
            "length": str(length),
            "client_ip": client,
            "domain": domain,
            "status": status,
            "from": None if since is None else str(int(since.timestamp())),
        }
        given = {key: value for key, value in wanted.items() if value is not None}
        return self._line.read(QueriesTold, await self._line.get("queries", **given)).queries

    async def search(self, domain: str, *, count: int = 20) -> Found:
        """The rules and lists that hold for a domain."""
        content = await self._line.get(f"search/{_part(domain)}", N=str(count))
        return self._line.read(FoundTold, content).search

    async def rules(self) -> list[Rule]:
        """Its own allowed and denied domains."""
        return self._line.read(RulesTold, await self._line.get("domains")).domains

    async def add_rule(
        self,
        kind: RuleKind,
        type: RuleType,  # noqa: A002 - Pi-hole's word
        domain: str,
        *,
        comment: str | None = None,
        groups: Sequence[int] | None = None,
        enabled: bool = True,
    ) -> None:
        """Add a domain, or make an entry that is there already be so.

        `groups` are those whose clients it holds for; everybody in none of their own if left out (an empty list would hold for nobody).
        """
        body = _given(domain=domain, comment=comment, groups=_numbers(groups), enabled=enabled)
        if await self._add(f"domains/{type}/{kind}", body):
            await self._put(f"domains/{type}/{kind}/{_part(domain)}", {**body, "type": type, "kind": kind})

    async def remove_rule(self, kind: RuleKind, type: RuleType, domain: str) -> bool:  # noqa: A002
        """Remove a domain; whether it was there."""
        return await self._delete(f"domains/{type}/{kind}/{_part(domain)}")

    async def groups(self) -> list[Group]:
        """Its groups of clients."""
        return self._line.read(GroupsTold, await self._line.get("groups")).groups

    async def add_group(self, name: str, comment: str | None = None) -> int:
        """The id of the group of that name, which is made if there is none."""
        await self._add("groups", _given(name=name, comment=comment, enabled=True))
        found = [each.id for each in await self.groups() if each.name == name]
        if not found:
            raise Unavailable(
                f"{self.name} took the group “{name}” but does not show it; try again in a minute."
            )
        return found[0]

    async def remove_group(self, name: str) -> bool:
        """Remove a group; whether it was there."""
        return await self._delete(f"groups/{_part(name)}")

    async def clients(self) -> list[Client]:
        """The clients of which it keeps groups."""
        return self._line.read(ClientsTold, await self._line.get("clients")).clients

    async def put_client(self, client: str, groups: Sequence[int], comment: str | None = None) -> None:
        """Put a client, by MAC or IP, into exactly these groups; a comment that is left out is lost."""
        body = _given(comment=comment, groups=_numbers(groups))
        reply = await self._line.change("PUT", f"clients/{_part(client)}", body)
        if reply.status == 404:
            await self._add("clients", {**body, "client": client})

    async def remove_client(self, client: str) -> bool:
        """Forget a client's groups; whether it had any."""
        return await self._delete(f"clients/{_part(client)}")

    async def lists(self) -> list[DomainList]:
        """The lists that it subscribes to."""
        return self._line.read(ListsTold, await self._line.get("lists")).lists

    async def devices(self) -> list[SeenDevice]:
        """Every device that it has seen on the network."""
        content = await self._line.get("network/devices", max_devices="999", max_addresses="24")
        return self._line.read(DevicesTold, content).devices

    async def gateways(self) -> list[Gateway]:
        """The ways out of the network."""
        return self._line.read(GatewaysTold, await self._line.get("network/gateway")).gateway

    async def messages(self) -> list[Message]:
        """What it complains about."""
        return self._line.read(MessagesTold, await self._line.get("info/messages")).messages

    async def refresh_lists(self, seconds: float = GRAVITY_SECONDS) -> None:
        """Have it fetch its lists afresh and wait for that, at most `seconds`."""
        reply = await self._line.act("action/gravity", seconds)
        if reply.status not in {200, 202}:
            raise Unavailable(f"{self.name} did not fetch its lists; try again in a few minutes.")

    async def close(self) -> None:
        """Give the session's seat back."""
        await self._line.close()

    async def _add(self, path: str, body: Mapping[str, Json]) -> bool:
        """Add something; whether it was there already (which is a success to Pi-hole too).

        Raises:
            Mistake: It was not taken, with the reason.
        """
        reply = await self._line.change("POST", path, dict(body))
        errors = self._line.read(AddedTold, reply.content).processed.errors
        for each in errors:
            if "UNIQUE" not in each.error:
                raise Mistake(f"{self.name} can't take “{each.item}”: {each.error}.")
        return bool(errors)

    async def _put(self, path: str, body: Mapping[str, Json]) -> Reply:
        return await self._line.change("PUT", path, dict(body))

    async def _delete(self, path: str) -> bool:
        return (await self._line.change("DELETE", path)).status != 404


def _part(text: str) -> str:
    """A part of a path; dots too may not stand bare, as "." and ".." mean places."""
    return quote(text, safe="").replace("..", "%2E%2E")


def _flag(value: bool) -> str:  # noqa: FBT001 - it is what is written
    return "true" if value else "false"


def _numbers(numbers: Sequence[int] | None) -> Json:
    return None if numbers is None else list[Json](numbers)


def _given(**fields: Json) -> dict[str, Json]:
    return {key: value for key, value in fields.items() if value is not None}
