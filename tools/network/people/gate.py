"""The gate: devices that are to be offline are put in a group of ours, for which every name is denied, on every Pi-hole.

What a Pi-hole kept of a device before is written into the comment of its entry, in the same request as the group is: so
nothing lies between the two, and it is put back exactly even where our own database was lost. A device that is
let through again gets its former groups, or no entry at all where it had none.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.holding import hold
from tools.network.devices import OURS
from tools.network.pihole import EVERYBODY

if TYPE_CHECKING:
    from tools.network.pihole import Pihole
    from tools.network.pihole_models import Client, Group, Rule

GROUP = "homeops-offline"
_GROUP_IS = "HomeOps: devices that are kept offline for now"
PATTERN = "^(.*)$"
"""Every name; spelt so that it is no one else's rule."""
_MARK = f"{OURS}: offline, before that "


class _Before(BaseModel):
    """What a Pi-hole kept of a client; `groups` is None where it kept nothing."""

    groups: list[str] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """How the gate stands after it was brought in line.

    `offline` are the devices that the Pi-holes which followed keep offline; `failed` says by Pi-hole why one did not.
    """

    offline: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict[str, str])


class Gate:
    """Keeps devices offline on all Pi-holes."""

    def __init__(self, piholes: "Sequence[Pihole]") -> None:
        self.piholes = piholes
        self._one_at_a_time = asyncio.Lock()

    async def settle(self, offline: Mapping[str, Collection[str]]) -> Settled:
        """Have exactly these devices offline, by MAC with their IP addresses; safe to repeat.

        A Pi-hole that does not answer does not keep the others from following.
        """
        hold("who is offline")
        wanted = {mac.casefold(): ips for mac, ips in offline.items()}
        async with self._one_at_a_time:
            told = await asyncio.gather(*(_try(each, wanted) for each in self.piholes))
        failed = {each.name: said for each, said in zip(self.piholes, told, strict=True) if said}
        return Settled(frozenset() if len(failed) == len(told) else frozenset(wanted), failed)


async def _try(pihole: "Pihole", wanted: Mapping[str, Collection[str]]) -> str:
    """What went wrong; nothing, where it followed."""
    try:
        await _settle(pihole, wanted)
    except HomeOpsError as error:
        return error.sentence
    return ""


async def _settle(pihole: "Pihole", offline: Mapping[str, Collection[str]]) -> None:
    groups, clients = await asyncio.gather(pihole.groups(), pihole.clients())
    ours = _ours(groups)
    if ours is None and not offline:
        return
    ours = await _prepare(pihole, groups, ours) if offline else ours
    held, entries = _held(clients, ours), {each.client.casefold(): each for each in clients}
    wanted = _keys(offline, [key for key, each in entries.items() if not _is_made_by_us(each)])
    for key in sorted(wanted - held.keys()):
        assert ours is not None
        entry = entries.get(key)
        await pihole.put_client(key if entry is None else entry.client, [ours], _remember(entry, groups))
    for key in sorted(held.keys() - wanted):
        await _let_through(pihole, held[key], groups)
    if wanted != held.keys() and (after := set(_held(await pihole.clients(), ours))) != wanted:
        raise Unavailable(
            f"{pihole.name} took that but shows {len(after)} devices offline; look at its clients."
        )
    if not wanted:
        await _clear_away(pihole, ours)


def _keys(offline: Mapping[str, Collection[str]], entries: Collection[str]) -> set[str]:
    """By what a Pi-hole is told of devices: their MACs, and each address for which it has an entry, also of a whole network.

    It looks for a client's address and network first, and for its MAC only where it finds neither.
    """
    return set(offline) | {
        ip for ips in offline.values() for ip in ips if any(_covers(each, ip) for each in entries)
    }


def _covers(entry: str, ip: str) -> bool:
    try:
        return ip_address(ip) in ip_network(entry, strict=False)
    except ValueError:
        return False


def _is_made_by_us(client: "Client") -> bool:
    before = _read_before(client)
    return before is not None and before.groups is None


async def _clear_away(pihole: "Pihole", ours: int | None) -> None:
    """Leave the Pi-hole as it was found: nobody is offline, so neither rule nor group is needed."""
    for rule in await _rules(pihole):
        others = [each for each in rule.groups if each != ours]
        if others:  # somebody uses it for more
            await pihole.add_rule("regex", "deny", PATTERN, comment=rule.comment, groups=others)
        else:
            await pihole.remove_rule("regex", "deny", PATTERN)
    await pihole.remove_group(GROUP)


async def _rules(pihole: "Pihole") -> "list[Rule]":
    wanted = ("regex", "deny", PATTERN)
    return [each for each in await pihole.rules() if (each.kind, each.type, each.domain) == wanted]


async def _prepare(pihole: "Pihole", groups: "Sequence[Group]", ours: int | None) -> int:
    """The group's id, with the group and its rule in place."""
    if ours is None:
        ours = await pihole.add_group(GROUP, _GROUP_IS)
    else:
        _check_switched_on(pihole, groups, ours)
    rules = await _rules(pihole)
    if not any(ours in each.groups and each.enabled for each in rules):
        others = {number for each in rules for number in each.groups}
        await pihole.add_rule("regex", "deny", PATTERN, comment=_GROUP_IS, groups=sorted({ours, *others}))
    return ours


def _check_switched_on(pihole: "Pihole", groups: "Sequence[Group]", ours: int) -> None:
    if not any(each.id == ours and each.enabled for each in groups):
        raise Mistake(f"The group {GROUP} is switched off on {pihole.name}; switch it on there.")


async def _let_through(pihole: "Pihole", client: "Client", groups: "Sequence[Group]") -> None:
    before = _read_before(client)
    since = {each for each in client.groups if each != _ours(groups)}  # put there while it was offline
    if before is None:  # somebody put it there by hand, or wrote over the comment
        ids, comment = since, client.comment
    elif before.groups is None:
        ids, comment = since | {EVERYBODY}, OURS
    else:
        ids, comment = since | {each.id for each in groups if each.name in before.groups}, before.comment
    if not ids or (comment == OURS and ids == {EVERYBODY}):
        await pihole.remove_client(client.client)
    else:
        await pihole.put_client(client.client, sorted(ids), comment)


def _remember(client: "Client | None", groups: "Sequence[Group]") -> str:
    if client is None:
        return f"{_MARK}{json.dumps({})}"
    names = [each.name for each in groups if each.id in client.groups]
    return f"{_MARK}{json.dumps({'groups': names, 'comment': client.comment})}"


def _read_before(client: "Client") -> _Before | None:
    mark, found, told = (client.comment or "").partition(_MARK)
    if not found or mark:
        return None
    try:
        return _Before.model_validate_json(told)
    except ValidationError:
        return None


def _ours(groups: "Sequence[Group]") -> int | None:
    return next((each.id for each in groups if each.name == GROUP), None)


def _held(clients: "Sequence[Client]", ours: int | None) -> "dict[str, Client]":
    return {each.client.casefold(): each for each in clients if ours is not None and ours in each.groups}
