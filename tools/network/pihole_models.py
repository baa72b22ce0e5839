"""What a Pi-hole tells; field names are those of its API (v6)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.trust import Untrusted

RuleType = Literal["allow", "deny"]
RuleKind = Literal["exact", "regex"]
BlockingState = Literal["enabled", "disabled", "failed", "unknown"]

BLOCKED_STATUSES = frozenset(
    {
        "GRAVITY",
        "REGEX",
        "DENYLIST",
        "EXTERNAL_BLOCKED_IP",
        "EXTERNAL_BLOCKED_NULL",
        "EXTERNAL_BLOCKED_NXRA",
        "EXTERNAL_BLOCKED_EDE15",
        "GRAVITY_CNAME",
        "REGEX_CNAME",
        "DENYLIST_CNAME",
        "SPECIAL_DOMAIN",
    }
)
"""What the query log says of a question that was not let through."""


class Fact(BaseModel):
    """Something that a Pi-hole said; what it says beyond that is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Blocking(Fact):
    """Whether it blocks; `timer` are the seconds until that turns round by itself."""

    blocking: BlockingState
    timer: float | None = None


class QueriesCounted(Fact):
    """The questions of the last 24 hours."""

    total: int
    blocked: int
    percent_blocked: float
    unique_domains: int = 0


class ClientsCounted(Fact):
    """Who asked in the last 24 hours."""

    active: int
    total: int


class GravityCounted(Fact):
    """What is on the lists; `last_update` in seconds since 1970, 0 if never."""

    domains_being_blocked: int
    last_update: int = 0


class Summary(Fact):
    """The figures of the last 24 hours."""

    queries: QueriesCounted
    clients: ClientsCounted
    gravity: GravityCounted


class TopClient(Fact):
    """Who asked how often."""

    ip: Untrusted
    name: Untrusted | None = None
    count: int


class TopDomain(Fact):
    """What was asked for how often."""

    domain: Untrusted
    count: int


class Asker(Fact):
    """Who asked a question."""

    ip: Untrusted
    name: Untrusted | None = None


class Query(Fact):
    """One question of the log; `time` in seconds since 1970, `list_id` the list or rule that blocked it."""

    id: int
    time: float
    type: Untrusted
    status: Untrusted | None
    domain: Untrusted
    client: Asker
    list_id: int | None = None
    upstream: Untrusted | None = None
    cname: Untrusted | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether it was not let through."""
        return self.status in BLOCKED_STATUSES


class Rule(Fact):
    """An entry of the Pi-hole's own lists of domains; it holds for the clients of its groups."""

    domain: Untrusted
    type: RuleType
    kind: RuleKind
    comment: Untrusted | None = None
    groups: tuple[int, ...] = ()
    enabled: bool = True
    id: int = 0


class Group(Fact):
    """A group of clients; number 0 is everybody who is in no other."""

    name: Untrusted
    comment: Untrusted | None = None
    enabled: bool = True
    id: int


class Client(Fact):
    """A client of which the Pi-hole keeps groups: by MAC, IP, subnet, name or interface."""

    client: Untrusted
    name: Untrusted | None = None
    comment: Untrusted | None = None
    groups: tuple[int, ...] = ()
    id: int = 0


class DomainList(Fact):
    """A list that it subscribes to; `number` counts its domains, `status` is 3 or 4 where it could not be fetched."""

    address: Untrusted
    comment: Untrusted | None = None
    groups: tuple[int, ...] = ()
    enabled: bool = True
    id: int
    type: Literal["block", "allow"]
    number: int = 0
    date_updated: int = 0
    status: int = 0


class ListHit(DomainList):
    """A subscribed list with the entry on it that was found."""

    domain: Untrusted


class Found(Fact):
    """What a search for a domain finds: own rules, and lists."""

    domains: tuple[Rule, ...] = ()
    gravity: tuple[ListHit, ...] = ()


class SeenAddress(Fact):
    """An address of a device; `name` is what it calls itself; `lastSeen` in seconds since 1970."""

    ip: Untrusted
    name: Untrusted | None = None
    lastSeen: int = 0  # noqa: N815 - Pi-hole's word


class SeenDevice(Fact):
    """A device that was seen on the network; times in seconds since 1970, `hwaddr` its MAC or "ip-…" where unknown."""

    id: int
    hwaddr: Untrusted
    interface: Untrusted = ""
    firstSeen: int = 0  # noqa: N815
    lastQuery: int = 0  # noqa: N815
    numQueries: int = 0  # noqa: N815
    macVendor: Untrusted | None = None  # noqa: N815
    ips: tuple[SeenAddress, ...] = ()


class Gateway(Fact):
    """The way out of the network."""

    family: Untrusted
    interface: Untrusted
    address: Untrusted
    local: tuple[Untrusted, ...] = ()


class Message(Fact):
    """A complaint of the Pi-hole about itself."""

    id: int
    timestamp: float
    type: Untrusted
    plain: Untrusted
