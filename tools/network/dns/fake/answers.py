"""The answers of a pretend Pi-hole, in the shape of a real one's (FTL 6.4.1)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import JsonValue, TypeAdapter

from tools.network.dns.fake.house import DnsHouse, PretendPihole
from tools.network.dns.fake.log import DAY, Asked, Log, fits
from tools.network.dns.fake.state import ClientState, GroupState, ListState, PiholeState, RuleState

Json = JsonValue
Body = dict[str, Json]
BLOCKED = ("GRAVITY", "DENYLIST", "REGEX")
_SHAPES = TypeAdapter(dict[str, dict[str, JsonValue]])


@cache
def _shapes() -> dict[str, Body]:
    return _SHAPES.validate_json((Path(__file__).parent / "shapes.json").read_bytes())


def shape(name: str) -> Body:
    """A real answer as it was recorded, to be filled with other figures."""
    return TypeAdapter(dict[str, JsonValue]).validate_json(json.dumps(_shapes()[name]))


def tell_group(one: GroupState) -> Body:
    """A group."""
    return {
        "name": one.name,
        "comment": one.comment,
        "enabled": one.enabled,
        "id": one.id,
        "date_added": one.added,
        "date_modified": one.modified,
    }


def tell_client(one: ClientState, names: Mapping[str, str]) -> Body:
    """A client with groups of its own."""
    return {
        "client": one.client,
        "name": names.get(one.client.lower(), ""),
        "comment": one.comment,
        "groups": list(one.groups),
        "id": one.id,
        "date_added": one.added,
        "date_modified": one.modified,
    }


def tell_rule(one: RuleState) -> Body:
    """An allowed or denied domain."""
    return {
        "domain": one.domain,
        "unicode": one.domain,
        "type": one.type,
        "kind": one.kind,
        "comment": one.comment,
        "groups": list(one.groups),
        "enabled": one.enabled,
        "id": one.id,
        "date_added": one.added,
        "date_modified": one.modified,
    }


def tell_list(one: ListState) -> Body:
    """A subscribed list."""
    return {
        "address": one.address,
        "comment": one.comment,
        "groups": list(one.groups),
        "enabled": one.enabled,
        "id": one.id,
        "date_added": 1559928803,
        "date_modified": 1559928803,
        "type": one.type,
        "date_updated": one.updated,
        "number": one.number,
        "invalid_domains": 0,
        "abp_entries": 0,
        "status": 1 if one.updated else 0,
    }


def tell_query(asked: Asked) -> Body:
    """A question of the log."""
    return {
        "id": asked.id,
        "time": asked.time,
        "type": "A",
        "status": asked.status,
        "dnssec": "UNKNOWN",
        "domain": asked.domain,
        "upstream": "9.9.9.9#53" if asked.status == "FORWARDED" else None,
        "reply": {"type": "IP", "time": 0.00018},
        "client": {"ip": asked.device.ip, "name": asked.device.name},
        "list_id": asked.list_id,
        "ede": {"code": -1, "text": None},
        "cname": None,
    }


class Telling:
    """The figures of one Pi-hole."""

    def __init__(self, house: DnsHouse, pihole: PretendPihole, log: Log) -> None:
        self._house = house
        self._pihole = pihole
        self.log = log

    def summary(self, state: PiholeState, now: datetime) -> Body:
        """`/api/stats/summary`."""
        asked = self.log.last_day(state, now.timestamp())
        said = Counter(each.status for each in asked)
        blocked = sum(said[each] for each in BLOCKED)
        told = shape("stats_summary")
        queries = told["queries"]
        assert isinstance(queries, dict)
        queries.update(
            total=len(asked),
            blocked=blocked,
            percent_blocked=100 * blocked / len(asked) if asked else 0.0,
            unique_domains=len({each.domain for each in asked}),
            forwarded=said["FORWARDED"],
            cached=said["CACHE"],
            frequency=len(asked) / DAY,
        )
        _fill(queries, "status", said)
        _fill(queries, "types", Counter({"A": len(asked)}))
        _fill(queries, "replies", Counter({"IP": len(asked)}))
        active = len({each.device.mac for each in asked})
        told["clients"] = {"active": active, "total": len(self._house.devices)}
        told["gravity"] = {
            "domains_being_blocked": sum(
                each.number for each in state.lists if each.type == "block" and each.enabled
            ),
            "last_update": int(state.fetched),
        }
        return told

    def top_clients(self, state: PiholeState, now: datetime, count: int, *, blocked: bool) -> Body:
        """`/api/stats/top_clients`."""
        asked = self.log.last_day(state, now.timestamp())
        tops = Counter((each.device.name or "", each.device.ip) for each in _only(asked, blocked=blocked))
        rows: list[Json] = [{"name": name, "ip": ip, "count": n} for (name, ip), n in tops.most_common(count)]
        return {"clients": rows, **_totals(asked)}

    def top_domains(self, state: PiholeState, now: datetime, count: int, *, blocked: bool) -> Body:
        """`/api/stats/top_domains`."""
        asked = self.log.last_day(state, now.timestamp())
        let = [each for each in asked if (each.status in BLOCKED) is blocked]
        rows: list[Json] = [
            {"domain": name, "count": n}
            for name, n in Counter(each.domain for each in let).most_common(count)
        ]
        return {"domains": rows, **_totals(asked)}

    def devices(self, state: PiholeState, now: datetime) -> Body:
        """`/api/network/devices`."""
        asked = self.log.last_day(state, now.timestamp())
        rows: list[Json] = []
        for number, each in enumerate(self._house.devices, 1):
            own = [one.time for one in asked if one.device.mac == each.mac]
            first = int(now.timestamp() - each.known_days * DAY)
            if each.appears_minutes is not None:
                first = int(state.began + each.appears_minutes * 60)
            if first > now.timestamp():
                continue
            rows.append(
                {
                    "id": number,
                    "hwaddr": each.mac,
                    "interface": "eth0",
                    "firstSeen": first,
                    "lastQuery": int(own[0]) if own else 0,
                    "numQueries": len(own),
                    "macVendor": each.vendor,
                    "ips": [
                        {
                            "ip": each.ip,
                            "name": each.name,
                            "lastSeen": int(now.timestamp()) - 60,
                            "nameUpdated": int(now.timestamp()) - 600,
                        }
                    ],
                }
            )
        return {"devices": rows}

    def search(self, state: PiholeState, domain: str, count: int, *, partial: bool) -> Body:
        """`/api/search/DOMAIN`."""
        rules = [each for each in state.rules if _is_found(each, domain, partial=partial)]
        hits: list[tuple[ListState, str]] = [
            (one, name)
            for one in state.lists
            for name in one.domains
            if name == domain or (partial and domain in name)
        ]
        told: list[Json] = [{**tell_list(one), "domain": name} for one, name in hits[:count]]
        found: list[Json] = []
        for each in rules[:count]:
            row = tell_rule(each)
            del row["unicode"]
            found.append(row)
        exact = sum(each.kind == "exact" for each in rules)
        block = sum(one.type == "block" for one, _ in hits)
        return {
            "search": {
                "domains": found,
                "gravity": told,
                "results": {
                    "domains": {"exact": exact, "regex": len(rules) - exact},
                    "gravity": {"allow": len(hits) - block, "block": block},
                    "total": len(rules) + len(hits),
                },
                "parameters": {"N": count, "partial": partial, "domain": domain, "debug": False},
            }
        }

    def upstreams(self, state: PiholeState, now: datetime) -> Body:
        """`/api/stats/upstreams`."""
        asked = self.log.last_day(state, now.timestamp())
        said = Counter(each.status for each in asked)
        rows: list[Json] = [
            _upstream("blocklist", "blocklist", -1, sum(said[each] for each in BLOCKED), 0),
            _upstream("cache", "cache", -1, said["CACHE"], 0),
        ]
        for each in state.upstreams:
            ip, _, port = each.partition("#")
            rows.append(_upstream(ip, ip, int(port or 53), said["FORWARDED"], 0.021))
        return {"upstreams": rows, "total_queries": len(asked), "forwarded_queries": said["FORWARDED"]}

    def history(self, state: PiholeState, now: datetime) -> Body:
        """`/api/history`: ten minutes a row."""
        end = now.timestamp() // 600 * 600
        rows: dict[float, Counter[str]] = {end - 600 * k: Counter() for k in range(144, -1, -1)}
        for each in self.log.last_day(state, now.timestamp()):
            rows.setdefault(each.time // 600 * 600, Counter()).update([each.status])
        told: list[Json] = [
            {
                "timestamp": int(at),
                "total": said.total(),
                "cached": said["CACHE"],
                "blocked": sum(said[each] for each in BLOCKED),
                "forwarded": said["FORWARDED"],
            }
            for at, said in sorted(rows.items())
        ]
        return {"history": told}

    def gateway(self) -> Body:
        """`/api/network/gateway`."""
        return {
            "gateway": [
                {
                    "family": "inet",
                    "interface": "eth0",
                    "address": self._house.gateway,
                    "local": [self._pihole.ip],
                }
            ]
        }


def _is_found(rule: RuleState, domain: str, *, partial: bool) -> bool:
    return fits(rule.kind, rule.domain, domain) or (partial and domain in rule.domain)


def _upstream(ip: str, name: str, port: int, count: int, response: float) -> Body:
    return {
        "ip": ip,
        "name": name,
        "port": port,
        "count": count,
        "statistics": {"response": response, "variance": 0},
    }


def _only(asked: Sequence[Asked], *, blocked: bool) -> list[Asked]:
    return [each for each in asked if not blocked or each.status in BLOCKED]


def _totals(asked: Sequence[Asked]) -> Body:
    return {"total_queries": len(asked), "blocked_queries": sum(each.status in BLOCKED for each in asked)}


def _fill(told: Body, key: str, counted: Counter[str]) -> None:
    figures = told[key]
    assert isinstance(figures, dict)
    for each in figures:
        figures[each] = counted[each]
