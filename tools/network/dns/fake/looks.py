"""What a pretend Pi-hole answers to a question."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypedDict

from pydantic import JsonValue

from tools.network.dns.fake.answers import BLOCKED, Body, Telling, shape, tell_list, tell_query
from tools.network.dns.fake.changes import Answer, Changes, error
from tools.network.dns.fake.house import DnsHouse, PretendPihole
from tools.network.dns.fake.log import Asked
from tools.network.dns.fake.state import PiholeState

if TYPE_CHECKING:
    from tools.farend import FarEnd

Json = JsonValue
Query = Mapping[str, str]


class _Tops(TypedDict):
    count: int
    blocked: bool


CONFIG = {"hosts": "hosts", "cnameRecords": "aliases", "upstreams": "upstreams"}


def config(state: PiholeState, key: str) -> list[str]:
    """A setting about names, by Pi-hole's word for it."""
    return {"hosts": state.hosts, "cnameRecords": state.aliases, "upstreams": state.upstreams}[key]


class Looks:
    """The questions that one Pi-hole answers."""

    def __init__(
        self,
        house: DnsHouse,
        pihole: PretendPihole,
        state: PiholeState,
        telling: Telling,
        changes: Changes,
        far: "FarEnd",
    ) -> None:
        self._house, self._pihole, self._state = house, pihole, state
        self._telling, self._changes, self._far = telling, changes, far
        self._plain: dict[str, Callable[[Query], Body]] = {
            "dns/blocking": lambda _: self.blocking(),
            "stats/summary": lambda _: telling.summary(state, far.now()),
            "stats/top_clients": lambda query: telling.top_clients(state, far.now(), **_tops(query)),
            "stats/top_domains": lambda query: telling.top_domains(state, far.now(), **_tops(query)),
            "stats/recent_blocked": self._recent,
            "stats/query_types": self._types,
            "stats/upstreams": lambda _: telling.upstreams(state, far.now()),
            "history": lambda _: telling.history(state, far.now()),
            "queries": self._queries,
            "groups": lambda _: {"groups": changes.tell_groups()},
            "clients": lambda _: {"clients": changes.tell_clients()},
            "lists": lambda _: {"lists": [tell_list(each) for each in state.lists]},
            "network/devices": lambda _: telling.devices(state, far.now()),
            "network/gateway": lambda _: telling.gateway(),
            "info/messages": lambda _: {"messages": self._messages()},
            "info/ftl": lambda _: shape("info_ftl"),
            "info/login": lambda _: shape("info_login"),
            "info/system": lambda _: shape("info_system"),
            "info/version": lambda _: shape("info_version"),
            "padd": lambda _: {
                **shape("padd"),
                "node_name": state.name,
                "blocking": self.blocking()["blocking"],
            },
        }

    def answer(self, parts: list[str], query: Query) -> Answer:
        """The answer to a question."""
        path = "/".join(parts)
        if path in self._plain:
            return 200, self._plain[path](query)
        match parts:
            case ["search", domain]:
                count, partial = int(query.get("N", "20")), query.get("partial") == "true"
                return 200, self._telling.search(self._state, domain.lower(), count, partial=partial)
            case ["domains", *rest]:
                way, kind, domain = (*rest, None, None, None)[:3]
                return 200, {"domains": self._changes.tell_rules(way, kind, domain)}
            case ["config", "dns", key] if key in CONFIG:
                values: list[Json] = [*config(self._state, key)]
                return 200, {"config": {"dns": {key: values}}}
            case _:
                return error(404, "not_found", "Not found", f"/api/{path}")

    def blocking(self) -> Body:
        """Whether it blocks, and for how many seconds more that stays so."""
        now = self._far.now().timestamp()
        on = self._state.is_blocking(now)
        left = None if self._state.until is None else round(self._state.until - now, 3)
        return {"blocking": "enabled" if on else "disabled", "timer": left}

    def _asked(self) -> list[Asked]:
        return self._telling.log.last_day(self._state, self._far.now().timestamp())

    def _recent(self, query: Query) -> Body:
        blocked = [each.domain for each in self._asked() if each.status in BLOCKED]
        told: list[Json] = [*blocked[: int(query.get("count", "1"))]]
        return {"blocked": told}

    def _types(self, query: Query) -> Body:
        del query
        queries = self._telling.summary(self._state, self._far.now())["queries"]
        assert isinstance(queries, dict)
        return {"types": queries["types"]}

    def _queries(self, query: Query) -> Body:
        asked = self._asked()
        domain = re.escape(query.get("domain", "*")).replace(r"\*", ".*")
        fits: list[Callable[[Asked], bool]] = [
            lambda each: re.fullmatch(domain, each.domain) is not None,
            lambda each: query.get("client_ip", each.device.ip) == each.device.ip,
            lambda each: query.get("status", each.status) == each.status,
            lambda each: float(query.get("from", "0")) <= each.time,
        ]
        found = [each for each in asked if all(fit(each) for fit in fits)]
        shown: list[Json] = [tell_query(each) for each in found[: int(query.get("length", "100"))]]
        return {
            "queries": shown,
            "cursor": found[0].id if found else 0,
            "recordsTotal": len(asked),
            "recordsFiltered": len(found),
            "draw": 0,
        }

    def _messages(self) -> list[Json]:
        if self._pihole.name != self._house.piholes[0].name:
            return []
        at = self._far.now().timestamp() - 3600
        return [
            {"id": number, "timestamp": at, "type": "LOAD", "plain": each, "html": each}
            for number, each in enumerate(self._house.messages, 1)
        ]


def _tops(query: Query) -> "_Tops":
    return {"count": int(query.get("count", "10")), "blocked": query.get("blocked") == "true"}
