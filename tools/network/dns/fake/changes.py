"""What can be changed in a pretend Pi-hole, and what it answers."""

import re
from collections.abc import Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue

from tools.network.dns.fake.answers import Body, tell_client, tell_group, tell_rule
from tools.network.dns.fake.state import ClientState, GroupState, PiholeState, RuleState

Json = JsonValue
RuleType = Literal["allow", "deny"]
RuleKind = Literal["exact", "regex"]
Answer = tuple[int, Body | None]
S = TypeVar("S", RuleState, GroupState, ClientState)


class Given(BaseModel):
    """A body for a rule, a group or a client."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    domain: str | list[str] | None = None
    name: str | list[str] | None = None
    client: str | list[str] | None = None
    comment: str | None = None
    groups: list[int] | None = None
    enabled: bool = True


def error(status: int, key: str, message: str, hint: str | None = None) -> Answer:
    """An error as Pi-hole words it."""
    return status, {"error": {"key": key, "message": message, "hint": hint}}


def bad_request(message: str, hint: str | None = None) -> Answer:
    """What was asked is not in form."""
    return error(400, "bad_request", message, hint)


class Changes:
    """Changes the rules, groups and clients of one Pi-hole; `names` are what its clients call themselves."""

    def __init__(self, state: PiholeState, names: dict[str, str]) -> None:
        self.state = state
        self._names = names

    def tell_rules(self, way: str | None, kind: str | None, domain: str | None) -> list[Json]:
        """Those of a way, a kind, a domain."""
        wanted = [
            each
            for each in self.state.rules
            if way in {None, each.type} and kind in {None, each.kind} and domain in {None, each.domain}
        ]
        return [tell_rule(each) for each in wanted]

    def add_rule(
        self,
        way: RuleType,
        kind: RuleKind,
        given: Given,
        now: int,
    ) -> Answer:
        """POST /api/domains/TYPE/KIND."""
        items = _items(given.domain)
        if not items:
            return bad_request(
                'Invalid request: No valid "domain" in payload (must be either string or array)'
            )
        for each in items:
            if kind == "exact" and re.search(r"\s", each):
                return bad_request("Spaces, newlines and tabs are not allowed in domains and URLs", each)
        processed: list[tuple[str, str | None]] = []
        for each in items:
            if self._rule(way, kind, each):
                processed.append((each, "UNIQUE constraint failed: domainlist.domain"))
            elif kind == "regex" and not _compiles(each):
                processed.append((each, "Regex validation failed"))
            else:
                groups = [0] if given.groups is None else given.groups
                self.state.rules.append(
                    RuleState(
                        id=self.state.number(),
                        domain=each,
                        type=way,
                        kind=kind,
                        comment=given.comment,
                        groups=groups,
                        enabled=given.enabled,
                        added=now,
                        modified=now,
                    )
                )
                processed.append((each, None))
        self.state.changed = now
        return 201, {
            "domains": [row for each in items for row in self.tell_rules(way, kind, each)],
            **_processed(processed),
        }

    def put_rule(
        self,
        way: RuleType,
        kind: RuleKind,
        domain: str,
        given: Given,
        now: int,
    ) -> Answer:
        """PUT /api/domains/TYPE/KIND/DOMAIN: as it shall be, made if it is not there."""
        found = self._rule(way, kind, domain)
        if found is None:
            return self.add_rule(way, kind, given.model_copy(update={"domain": domain}), now)
        found.comment, found.enabled, found.modified = given.comment, given.enabled, now
        found.groups = found.groups if given.groups is None else given.groups
        self.state.changed = now
        return 200, {"domains": self.tell_rules(way, kind, domain), **_processed([(domain, None)])}

    def delete_rule(self, way: str, kind: str, domain: str, now: int) -> Answer:
        """DELETE /api/domains/TYPE/KIND/DOMAIN."""
        found = self._rule(way, kind, domain)
        self.state.changed = now
        return _removed(self.state.rules, found)

    def tell_groups(self) -> list[Json]:
        """All groups."""
        return [tell_group(each) for each in self.state.groups]

    def add_group(self, given: Given, now: int) -> Answer:
        """POST /api/groups."""
        items = _items(given.name)
        if not items:
            return bad_request('Invalid request: No valid "name" in payload (must be either string or array)')
        processed: list[tuple[str, str | None]] = []
        for each in items:
            if any(one.name == each for one in self.state.groups):
                processed.append((each, "UNIQUE constraint failed: group.name"))
                continue
            self.state.groups.append(
                GroupState(
                    id=self.state.number(),
                    name=each,
                    comment=given.comment,
                    enabled=given.enabled,
                    added=now,
                    modified=now,
                )
            )
            processed.append((each, None))
        told: list[Json] = [tell_group(each) for each in self.state.groups if each.name in items]
        return 201, {"groups": told, **_processed(processed)}

    def delete_group(self, name: str) -> Answer:
        """DELETE /api/groups/NAME; who and what was in it is in it no more."""
        found = next((each for each in self.state.groups if each.name == name), None)
        if found is not None and found.id == 0:
            return error(
                400,
                "database_error",
                "Could not delete from gravity database",
                "The default group cannot be deleted",
            )
        if found is not None:
            for each in (*self.state.rules, *self.state.clients, *self.state.lists):
                each.groups = [one for one in each.groups if one != found.id]
        return _removed(self.state.groups, found)

    def tell_clients(self) -> list[Json]:
        """All clients with groups of their own."""
        return [tell_client(each, self._names) for each in self.state.clients]

    def add_client(self, given: Given, now: int) -> Answer:
        """POST /api/clients."""
        items = _items(given.client)
        if not items:
            return bad_request(
                'Invalid request: No valid "client" in payload (must be either string or array)'
            )
        processed: list[tuple[str, str | None]] = []
        for each in items:
            if any(one.client == each for one in self.state.clients):
                processed.append((each, "UNIQUE constraint failed: client.ip"))
                continue
            groups = [0] if given.groups is None else given.groups
            self.state.clients.append(
                ClientState(
                    id=self.state.number(),
                    client=each,
                    comment=given.comment,
                    groups=groups,
                    added=now,
                    modified=now,
                )
            )
            processed.append((each, None))
        self.state.changed = now
        told: list[Json] = [
            tell_client(each, self._names) for each in self.state.clients if each.client in items
        ]
        return 201, {"clients": told, **_processed(processed)}

    def put_client(self, client: str, given: Given, now: int) -> Answer:
        """PUT /api/clients/CLIENT: as it shall be, made if it is not there."""
        found = next((each for each in self.state.clients if each.client == client), None)
        if found is None:
            return self.add_client(given.model_copy(update={"client": client}), now)
        found.comment, found.modified = given.comment, now
        found.groups = found.groups if given.groups is None else given.groups
        self.state.changed = now
        return 200, {"clients": [tell_client(found, self._names)], **_processed([(client, None)])}

    def delete_client(self, client: str) -> Answer:
        """DELETE /api/clients/CLIENT."""
        found = next((each for each in self.state.clients if each.client == client), None)
        return _removed(self.state.clients, found)

    def _rule(self, way: str, kind: str, domain: str) -> RuleState | None:
        wanted = (way, kind, domain)
        return next(
            (each for each in self.state.rules if (each.type, each.kind, each.domain) == wanted), None
        )


def _removed(rows: list[S], found: S | None) -> Answer:
    if found is None:
        return 404, {}
    rows.remove(found)
    return 204, None


def _items(said: str | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else said or []


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern.partition(";")[0])
    except re.error:
        return False
    return True


def _processed(items: Sequence[tuple[str, str | None]]) -> Body:
    errors: list[Json] = [{"item": item, "error": reason} for item, reason in items if reason is not None]
    success: list[Json] = [{"item": item} for item, reason in items if reason is None]
    return {"processed": {"errors": errors, "success": success}}
