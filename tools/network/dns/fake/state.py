"""What a pretend Pi-hole knows and is set to; all of it can be written down."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, JsonValue

from tools.network.dns.fake.house import DnsHouse, PretendPihole

Json = JsonValue
_OLD = 1559928803


class GroupState(BaseModel):
    """A group of clients."""

    id: int
    name: str
    comment: str | None = None
    enabled: bool = True
    added: int = _OLD
    modified: int = _OLD


class ClientState(BaseModel):
    """A client with groups of its own."""

    id: int
    client: str
    comment: str | None = None
    groups: list[int] = [0]
    added: int = _OLD
    modified: int = _OLD


class RuleState(BaseModel):
    """An allowed or denied domain."""

    id: int
    domain: str
    type: Literal["allow", "deny"]
    kind: Literal["exact", "regex"]
    comment: str | None = None
    groups: list[int] = [0]
    enabled: bool = True
    added: int = _OLD
    modified: int = _OLD


class ListState(BaseModel):
    """A subscribed list."""

    id: int
    address: str
    type: Literal["block", "allow"] = "block"
    comment: str | None = None
    groups: list[int] = [0]
    enabled: bool = True
    number: int = 0
    domains: list[str] = []
    updated: int = 0


class PiholeState(BaseModel):
    """All of one Pi-hole; `began` is when the house did, `until` is when blocking turns round, `changed` when a rule was last touched."""

    name: str
    began: float = 0
    blocks: bool = True
    until: float | None = None
    changed: float | None = None
    fetched: float = 0
    next_id: int = 100
    groups: list[GroupState] = [GroupState(id=0, name="Default", comment="The default group")]
    clients: list[ClientState] = []
    rules: list[RuleState] = []
    lists: list[ListState] = []
    hosts: list[str] = []
    aliases: list[str] = []
    upstreams: list[str] = []

    def number(self) -> int:
        """An id that was never used."""
        self.next_id += 1
        return self.next_id

    def is_blocking(self, now: float) -> bool:
        """Whether it blocks now."""
        if self.until is not None and now >= self.until:
            self.blocks, self.until = not self.blocks, None
        return self.blocks

    def group_names(self, ids: list[int]) -> list[Json]:
        """Groups by name."""
        return [each.name for each in self.groups if each.id in ids]

    def visible(self, now: float) -> Json:
        """What people can see and change."""
        return {
            "blocking": self.is_blocking(now),
            "rules": [
                [each.type, each.kind, each.domain, each.comment, each.enabled, self.group_names(each.groups)]
                for each in sorted(self.rules, key=lambda one: (one.type, one.kind, one.domain))
            ],
            "groups": [[each.name, each.comment, each.enabled] for each in self.groups],
            "clients": [
                [each.client, each.comment, self.group_names(each.groups)]
                for each in sorted(self.clients, key=lambda one: one.client)
            ],
            "lists": [[each.address, each.enabled] for each in self.lists],
            "hosts": [*sorted(self.hosts)],
            "aliases": [*sorted(self.aliases)],
        }


def first_state(house: DnsHouse, pihole: PretendPihole, now: datetime) -> PiholeState:
    """How a Pi-hole stands as the house file tells it."""
    fetched = now.timestamp() - pihole.lists_days_ago * 86400
    state = PiholeState(
        name=pihole.name,
        began=now.timestamp(),
        fetched=fetched,
        hosts=list(house.hosts),
        upstreams=list(house.upstreams),
    )
    for rule in house.rules:
        if rule.only in {None, pihole.name}:
            said = rule.model_dump(exclude={"only"})
            state.rules.append(RuleState.model_validate({**said, "id": len(state.rules) + 1}))
    for number, one in enumerate(house.lists, 1):
        state.lists.append(
            ListState.model_validate({**one.model_dump(), "id": number, "updated": int(fetched)})
        )
    return state
