"""Why a Pi-hole blocks a domain or lets it through."""

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.network.dns.wanted import join_names
from tools.network.pihole import EVERYBODY, Pihole
from tools.network.pihole_models import Client, Found
from tools.network.rules import Book, Was, read_book
from tools.trust import Ours, Untrusted

OFFLINE = "homeops-offline"
Why = Literal["list", "rule", "offline", "allowed", "paused", "passes"]


class Verdict(BaseModel):
    """What one Pi-hole says to a domain, and which list or rule says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    pihole: Ours
    why: Why
    by: Untrusted = ""

    @property
    def blocks(self) -> bool:
        """Whether it is kept from who asked."""
        return self.why in {"list", "rule", "offline"}

    def say(self, domain: str, who: str) -> str:
        """In words, without the Pi-hole."""
        match self.why:
            case "list":
                return f"{domain} is blocked for {who}: it is on the list “{self.by}”"
            case "rule":
                return f"{domain} is blocked for {who} by your own rule “{self.by}”"
            case "offline":
                return f"{domain} is blocked because {who} is offline now (a bedtime, or somebody cut it off)"
            case "allowed":
                return f"{domain} is allowed for {who} by your own rule “{self.by}”"
            case "paused":
                return f"{domain} is let through: blocking is paused"
            case _:
                return f"{domain} is not blocked for {who}"


class LastAsked(BaseModel):
    """The last time that somebody asked for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    device: Untrusted
    domain: Untrusted
    at: AwareDatetime
    blocked: bool


class Explained(BaseModel):
    """Why something is blocked or not, on each Pi-hole, and what the log says."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    domain: Untrusted
    who: Untrusted
    verdicts: tuple[Verdict, ...]
    until: AwareDatetime | None = None
    last: LastAsked | None = None
    also_blocked: tuple[Untrusted, ...] = ()
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        said: dict[str, list[str]] = {}
        for each in self.verdicts:
            said.setdefault(each.say(self.domain, self.who), []).append(each.pihole)
        one = len(said) == 1
        lines = [text + ("." if one else f" on {join_names(names)}.") for text, names in said.items()]
        if self.until is not None:
            lines.append(f"That ends {self.until:%a %H:%M}.")
        if self.also_blocked:
            lines.append(f"Blocked below it today: {join_names(self.also_blocked)}.")
        lines.append(self._log())
        return "\n".join(lines + ([f"({join_names(self.silent)} did not answer.)"] if self.silent else []))

    def _log(self) -> str:
        if self.last is None:
            return "Nobody asked for it in the last 24 hours."
        did = "was refused" if self.last.blocked else "got an answer"
        more = (
            ""
            if self.last.blocked or any(each.blocks for each in self.verdicts)
            else ", so the trouble is elsewhere"
        )
        return (
            f"{self.last.device} last asked for {self.last.domain} at {self.last.at:%H:%M} and {did}{more}."
        )


async def judge(pihole: Pihole, domain: str, devices: Sequence[Sequence[str]]) -> Verdict:
    """What a Pi-hole says to a domain.

    Args:
        pihole: The one that is asked.
        domain: What for.
        devices: The devices that ask, each by its MAC and addresses; nobody in particular if empty.
    """
    book, found, clients = await read_book(pihole), await pihole.search(domain), await pihole.clients()
    blocking = (await pihole.blocking()).blocking == "enabled"
    enabled = {each.id for each in await pihole.groups() if each.enabled}
    names = {number: name for name, number in book.ids.items()}
    verdicts: list[Verdict] = []
    for keys in devices or [()]:
        groups = _groups(clients, keys) & enabled
        why, by = _judge(
            book, found, domain, groups, {names.get(each, "") for each in groups}, blocking=blocking
        )
        verdicts.append(Verdict(pihole=pihole.name, why=why, by=by))
    return next((each for each in verdicts if each.blocks), verdicts[0])


def _judge(
    book: Book, found: Found, domain: str, ids: set[int], groups: set[str], *, blocking: bool
) -> tuple[Why, str]:
    rules = [
        each
        for each in book.rules.values()
        if each.enabled and groups & set(each.groups or ()) and fits(each, domain)
    ]
    for each in rules:
        if each.type == "allow":
            return "allowed", each.domain
    if not blocking:
        return "paused", ""
    for each in sorted(rules, key=lambda rule: rule.kind):
        return (
            ("offline", "") if OFFLINE in (each.groups or ()) and OFFLINE in groups else ("rule", each.domain)
        )
    hits = [each for each in found.gravity if each.enabled and ids & set(each.groups)]
    if hits and not any(each.type == "allow" for each in hits):
        return "list", hits[0].comment or hits[0].address
    return "passes", ""


def _groups(clients: Sequence[Client], keys: Sequence[str]) -> set[int]:
    """The groups of a device: by address first, as the Pi-hole looks it up."""
    by_key = {each.client.casefold(): each for each in clients}
    own = next((by_key[key] for key in [*keys[1:], *keys[:1]] if key in by_key), None)
    return set(own.groups) if own is not None else {EVERYBODY}


def fits(rule: Was, domain: str) -> bool:
    """Whether a rule means a domain."""
    if rule.kind == "exact":
        return rule.domain == domain
    try:
        return re.search(rule.domain.partition(";")[0], domain, re.IGNORECASE) is not None
    except re.error:
        return False
