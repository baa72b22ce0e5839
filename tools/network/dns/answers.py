"""What is told of blocking, rules and names, in words for a phone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.network.dns.wanted import join_names
from tools.trust import Ours, Untrusted

MOST_LINES = 10
Blocks = Literal["blocking", "paused", "off", "broken", "silent"]


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PiholeStands(Noun):
    """How one Pi-hole stands; `until` is when a pause ends; `why` is what is wrong with a silent one."""

    name: Ours
    blocks: Blocks
    until: AwareDatetime | None = None
    queries: int = 0
    blocked: int = 0
    on_lists: int = 0
    why: Ours = ""

    def __str__(self) -> str:
        match self.blocks:
            case "silent":
                return self.why
            case "paused":
                return f"{self.name}: blocking is paused until {self.until:%H:%M}."
            case "off":
                return f"{self.name}: blocking is off until somebody resumes it."
            case "broken":
                return f"{self.name}: blocking does not work; look at its web page."
            case _:
                return f"{self.name}: blocking, {self.on_lists:,} domains on its lists."


class BlockingShown(Noun):
    """How all Pi-holes stand, with the share of today's questions that was blocked."""

    piholes: tuple[PiholeStands, ...]

    @property
    def percent(self) -> float | None:
        """Share blocked, 0 to 100."""
        total = sum(each.queries for each in self.piholes)
        return 100 * sum(each.blocked for each in self.piholes) / total if total else None

    def __str__(self) -> str:
        lines = [str(each) for each in self.piholes]
        if self.percent is not None:
            total = sum(each.queries for each in self.piholes)
            lines.append(f"In the last 24 hours {self.percent:.0f} % of {total:,} questions were blocked.")
        return "\n".join(lines)


class Counted(Noun):
    """A device or a domain, and how often."""

    name: Untrusted
    count: int


class TopsShown(Noun):
    """What comes most often in the last 24 hours; `what` names devices too, which may have named themselves."""

    what: Untrusted
    rows: tuple[Counted, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.what}: nothing in the last 24 hours."
        lines = [f"{number}. {each.name}: {each.count:,}" for number, each in enumerate(self.rows, 1)]
        return "\n".join([f"{self.what}, last 24 hours:", *lines[:MOST_LINES], *left_out(self.silent)])


class RuleShown(Noun):
    """An own rule; `who` is empty where it is for everyone, `where` names the Pi-holes that have it, if not all do."""

    blocks: bool
    domain: Untrusted
    pattern: bool = False
    who: tuple[Untrusted, ...] = ()
    until: AwareDatetime | None = None
    enabled: bool = True
    where: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        parts = ["blocked" if self.blocks else "allowed"]
        if self.who:
            parts.append(f"for {join_names(self.who)}")
        if self.until:
            parts.append(f"until {self.until:%a %H:%M}")
        if not self.enabled:
            parts.append("(switched off)")
        if self.where:
            parts.append(f"(only on {join_names(self.where)})")
        return f"{self.domain}: {' '.join(parts)}"


class RulesShown(Noun):
    """The family's own blocks and allowances."""

    rules: tuple[RuleShown, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        if not self.rules:
            return "\n".join(["There are no blocks or allowances of your own.", *left_out(self.silent)])
        lines = [str(each) for each in self.rules[:MOST_LINES]]
        more = [f"… and {len(self.rules) - MOST_LINES} more."] if len(self.rules) > MOST_LINES else []
        return "\n".join([*lines, *more, *left_out(self.silent)])


class RulesChanged(Noun):
    """What is blocked or allowed now."""

    what: Untrusted
    blocked: bool
    who: Untrusted = "everyone"
    until: Ours = ""
    done: tuple[Ours, ...]
    missing: tuple[Ours, ...] = ()
    but: Untrusted = ""

    def __str__(self) -> str:
        verb = "blocked" if self.blocked else "allowed"
        first = f"{self.what} is {verb} for {self.who}{self.until}{said_where(self.done)}."
        return " ".join(filter(None, [first, self.but, *owed_to(self.missing)]))


class PutBack(Noun):
    """Something is as it was before; `words` says what."""

    words: Ours
    done: tuple[Ours, ...]
    missing: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        return " ".join([f"{self.words}{said_where(self.done)}.", *owed_to(self.missing)])


class NamesShown(Noun):
    """The names of the house."""

    names: tuple["LocalNameShown", ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        if not self.names:
            return "\n".join(["There are no local names.", *left_out(self.silent)])
        lines = [str(each) for each in self.names[:MOST_LINES]]
        more = [f"… and {len(self.names) - MOST_LINES} more."] if len(self.names) > MOST_LINES else []
        return "\n".join([*lines, *more, *left_out(self.silent)])


class LocalNameShown(Noun):
    """A name of the house and where it leads."""

    name: Untrusted
    ip: Untrusted
    where: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        only = f" (only on {join_names(self.where)})" if self.where else ""
        return f"{self.name} is {self.ip}{only}"


class NameChanged(Noun):
    """A name of the house came or went."""

    name: Untrusted
    ip: Untrusted
    present: bool
    done: tuple[Ours, ...]
    missing: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        now = f"{self.name} now leads to {self.ip}" if self.present else f"{self.name} leads nowhere any more"
        return " ".join([f"{now}{said_where(self.done)}.", *owed_to(self.missing)])


class ListShown(Noun):
    """A blocklist."""

    name: Untrusted
    number: int
    enabled: bool
    blocks: bool
    fetched: datetime | None = None
    failing: bool = False

    def __str__(self) -> str:
        parts = [f"{self.number:,} domains"]
        parts += [] if self.blocks else ["allows them"]
        parts += [] if self.enabled else ["switched off"]
        parts += ["can't be fetched"] if self.failing else []
        fetched = f", fetched {self.fetched:%d %b}" if self.fetched else ""
        return f"{self.name}: {', '.join(parts)}{fetched}"


class ListsShown(Noun):
    """The lists that a Pi-hole subscribes to."""

    lists: tuple[ListShown, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        lines = [str(each) for each in self.lists[:MOST_LINES]] or ["There are no blocklists."]
        return "\n".join([*lines, *left_out(self.silent)])


class ListsFetched(Noun):
    """Lists were fetched afresh: how many domains each Pi-hole has now."""

    now: tuple[tuple[Ours, int], ...]
    failed: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        lines = [f"{name} fetched its lists: {number:,} domains." for name, number in self.now]
        return "\n".join([*lines, *self.failed])


class BlockingSwitched(Noun):
    """Blocking was paused or resumed."""

    paused: bool
    until: Ours = ""
    done: tuple[Ours, ...]
    failed: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        first = f"Blocking is paused{self.until}" if self.paused else "Blocking is on again"
        return " ".join([f"{first}{said_where(self.done)}.", *self.failed])


def said_where(done: Sequence[str]) -> str:
    """On which Pi-holes, where there is more than one."""
    return " on both Pi-holes" if len(done) == 2 else f" on {join_names(done)}" if done else ""


def owed_to(missing: Sequence[str]) -> list[str]:
    """That some did not answer, and that they will get it."""
    if not missing:
        return []
    do, they, get = ("does", "it", "gets") if len(missing) == 1 else ("do", "they", "get")
    return [f"{join_names(missing)} {do} not answer; {they} {get} this as soon as {they} {do}."]


def left_out(silent: Sequence[str]) -> list[str]:
    """That some did not answer a question."""
    return [f"({join_names(silent)} did not answer.)"] if silent else []
