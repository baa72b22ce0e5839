"""Own rules of the Pi-holes for everybody or for single devices: how they are changed, put back and read.

A rule for one device stands in a group of ours, "homeops:ID", to which the client belongs beside its own groups; "*" is
Pi-hole's group of everybody. An edit says which groups a rule gets and loses, so that edits of several people, and ends of
timed ones, do not undo each other; a `Was` is the whole rule, for putting back exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from memory.errors import Unavailable
from tools.network.devices import OURS, normal
from tools.network.pihole import EVERYBODY, Pihole
from tools.network.pihole_models import Client, Rule, RuleKind, RuleType

ALL = "*"
PREFIX = "homeops:"
Key = tuple[RuleType, RuleKind, str]


class RuleEdit(BaseModel):
    """What a rule gains and loses, as groups by name; one without groups is removed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    type: RuleType
    kind: RuleKind
    domain: str
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    comment: str = OURS

    @property
    def key(self) -> Key:
        """Which rule it is about."""
        return (self.type, self.kind, self.domain)


class Was(BaseModel):
    """How a rule stood; `groups` is None where there was none."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    type: RuleType
    kind: RuleKind
    domain: str
    groups: tuple[str, ...] | None = None
    comment: str | None = None
    enabled: bool = True

    @property
    def key(self) -> Key:
        """Which rule it is about."""
        return (self.type, self.kind, self.domain)


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one Pi-hole as they are, with groups by name; `uncovered` are groups of clients that "*" does not reach."""

    rules: Mapping[Key, Was]
    uncovered: tuple[str, ...]
    ids: Mapping[str, int]

    def was(self, key: Key) -> Was:
        """How a rule stands, also one that is not there."""
        return self.rules.get(key) or Was(type=key[0], kind=key[1], domain=key[2])


def device_group(device: str) -> str:
    """The group of ours for a device, by its id."""
    return f"{PREFIX}{device}"


def group_device(group: str) -> str | None:
    """The device of a group, if it is one of ours."""
    return group.removeprefix(PREFIX) if group.startswith(PREFIX) else None


async def read_book(pihole: Pihole) -> Book:
    """The rules of a Pi-hole."""
    groups = {each.id: ALL if each.id == EVERYBODY else each.name for each in await pihole.groups()}
    clients = await pihole.clients()
    rules = [_was(each, groups) for each in await pihole.rules()]
    outside = {
        groups.get(group, "") for each in clients if EVERYBODY not in each.groups for group in each.groups
    }
    uncovered = tuple(sorted(each for each in outside if each and not each.startswith("homeops")))
    return Book(
        {each.key: each for each in rules}, uncovered, {name: number for number, name in groups.items()}
    )


def inverse_edits(edits: Sequence[RuleEdit], book: Book) -> tuple[RuleEdit, ...]:
    """What takes back exactly what these edits change in the rules as they are."""
    found: list[RuleEdit] = []
    for each in edits:
        had = set(book.was(each.key).groups or ())
        gained, lost = tuple(x for x in each.add if x not in had), tuple(x for x in each.drop if x in had)
        if gained or lost:
            comment = book.was(each.key).comment or OURS
            found.append(
                RuleEdit(
                    type=each.type, kind=each.kind, domain=each.domain, add=lost, drop=gained, comment=comment
                )
            )
    return tuple(found)


async def edit_rules(pihole: Pihole, edits: Sequence[RuleEdit]) -> None:
    """Carry out edits, and see that they are there; carried out twice they change no more.

    Raises:
        Unavailable: It does not answer, or does not show them.
    """
    try:
        await _edit(pihole, edits)
    except Unavailable:
        if not _is_so(await read_book(pihole), edits):  # an answer may be lost although all was done
            raise
    if not _is_so(await read_book(pihole), edits):
        raise Unavailable(f"{pihole.name} took the change but does not show it; try again in a minute.")
    await prune(pihole)


async def restore_rules(pihole: Pihole, wanted: Sequence[Was]) -> None:
    """Make these rules exactly as they were."""
    book = await read_book(pihole)
    for each in wanted:
        if book.was(each.key) == each:
            continue
        if each.groups is None:
            await pihole.remove_rule(each.kind, each.type, each.domain)
            continue
        ids = await _ids(pihole, book, each.groups)
        await pihole.add_rule(
            each.kind, each.type, each.domain, comment=each.comment, groups=ids, enabled=each.enabled
        )
    now = await read_book(pihole)
    if any(now.was(each.key) != each for each in wanted):
        raise Unavailable(f"{pihole.name} took the rules back but does not show them; try again in a minute.")
    await prune(pihole)


async def prune(pihole: Pihole) -> None:
    """Remove groups of ours for which no rule is left, and clients that were noted for them alone."""
    used = {group for each in await pihole.rules() for group in each.groups}
    idle = {
        each.id: each.name
        for each in await pihole.groups()
        if each.name.startswith(PREFIX) and each.id not in used
    }
    if not idle:
        return
    for each in await pihole.clients():
        left = [group for group in each.groups if group not in idle]
        if len(left) == len(each.groups):
            continue
        if left in ([], [EVERYBODY]) and each.comment == OURS:
            await pihole.remove_client(each.client)
        else:
            await pihole.put_client(each.client, left, each.comment)
    for name in idle.values():
        await pihole.remove_group(name)


async def _edit(pihole: Pihole, edits: Sequence[RuleEdit]) -> None:
    book = await read_book(pihole)
    for each in edits:
        was = book.was(each.key)
        wanted = (set(was.groups or ()) | set(each.add)) - set(each.drop)
        if not wanted:
            if was.groups is not None:
                await pihole.remove_rule(each.kind, each.type, each.domain)
            continue
        if wanted != set(was.groups or ()) or (each.add and not was.enabled):
            ids = await _ids(pihole, book, sorted(wanted))
            comment = each.comment if was.groups is None else was.comment
            await pihole.add_rule(each.kind, each.type, each.domain, comment=comment, groups=ids)


def _is_so(book: Book, edits: Sequence[RuleEdit]) -> bool:
    for each in edits:
        had = set(book.was(each.key).groups or ())
        if not set(each.add) <= had or (set(each.drop) - set(each.add)) & had:
            return False
    return True


async def _ids(pihole: Pihole, book: Book, names: Sequence[str]) -> list[int]:
    """The ids of groups by name; one of ours is made, with its device in it."""
    found: list[int] = []
    for name in names:
        device = group_device(name)
        if device is not None:
            id = book.ids.get(name)  # noqa: A001 - Pi-hole's word
            id = await pihole.add_group(name, f"{OURS}: rules for one device") if id is None else id  # noqa: A001
            await _enrol(pihole, device, id)
            found.append(id)
        elif name in book.ids:
            found.append(book.ids[name])
        else:
            found.append(await pihole.add_group(name))
    return found


async def _enrol(pihole: Pihole, device: str, group: int) -> None:
    """See that a device is in a group, beside those that it is in."""
    clients = {normal(each.client): each for each in await pihole.clients()}
    keys = [device]
    for each in await pihole.devices():
        ips = [normal(one.ip) for one in each.ips]
        if normal(each.hwaddr) == device or device in ips:
            keys += [*ips, *(one.name.casefold() for one in each.ips if one.name)]
    # An address counts before a MAC, and a MAC before a name: so the real one looks its clients up.
    order = [
        *(key for key in keys[1:] if _is_address(key)),
        device,
        *(key for key in keys[1:] if not _is_address(key)),
    ]
    own = next((clients[key] for key in order if key in clients), None)
    if own is None:
        await pihole.put_client(device, [EVERYBODY, group], OURS)
    elif group not in own.groups:
        await _join(
            pihole, own, device, group, by_name=not _is_address(own.client) and normal(own.client) != device
        )


async def _join(pihole: Pihole, own: Client, device: str, group: int, *, by_name: bool) -> None:
    groups = sorted({*own.groups, group})
    if by_name:  # an entry by MAC takes the place of one by name, so that it needs the same groups
        await pihole.put_client(device, groups, OURS)
    else:
        await pihole.put_client(own.client, groups, own.comment)


def _is_address(key: str) -> bool:
    return key.replace(".", "").isdigit() or ("." not in key and key.count(":") > 1 and key.count(":") != 5)


def _was(rule: Rule, groups: Mapping[int, str]) -> Was:
    names = tuple(sorted(groups[each] for each in rule.groups if each in groups))
    return Was(
        type=rule.type,
        kind=rule.kind,
        domain=rule.domain,
        groups=names,
        comment=rule.comment,
        enabled=rule.enabled,
    )
