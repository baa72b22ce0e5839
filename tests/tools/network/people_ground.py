"""The network with its family, for the tests of who is on it."""

import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from memory import household
from memory.people import Person, Role
from tests.tools.rig import Rig, changed_house, open_rig
from tests.tools.worlds import NOON
from tools.catalog import catalog
from tools.contract import Caller, Domain, Json
from tools.events import Noticed
from tools.farend import FarEnd
from tools.house import BUILT_IN_HOUSE, read_house
from tools.network.dns.fake.house import DnsHouse
from tools.network.dns.fake.log import judge
from tools.network.dns.fake.state import PiholeState
from tools.network.pihole import Pihole
from tools.simulation import Simulation, house_settings

FAMILY = {
    "Anna": Role.OWNER,
    "Ben": Role.ADULT,
    "Mia": Role.TEEN,
    "Leo": Role.CHILD,
}
LEO = Caller(Person("leo", "Leo", Role.CHILD), "ask:leo", "a test")
TABLET, PHONE, SPEAKER, NAS = (
    "fc:65:de:10:20:06",
    "5c:cb:99:10:20:04",
    "48:a6:b8:10:20:08",
    "00:11:32:10:20:0a",
)
STRANGER = "da:5f:42:10:20:0d"
EVENING = NOON.replace(hour=20, minute=30)
KEEP, WATCH, COUNT = "keep bedtimes and blocks", "watch who is on the network", "count what devices ask"
_STATES = TypeAdapter(dict[str, PiholeState])


@dataclass
class Net:
    """The network domain at work, and who was told what."""

    rig: Rig
    told: list[Noticed] = field(default_factory=list[Noticed])

    async def look(self) -> None:
        """One round of the jobs."""
        for job in (WATCH, KEEP):
            await self.rig.job(job)

    async def go_on(self, by: timedelta) -> None:
        """Time passes at both ends."""
        self.rig.world.clock.advance(by)
        self.rig.far.set_clock(self.rig.world.clock.now())
        await self.look()

    def piholes(self) -> dict[str, PiholeState]:
        """The Pi-holes as they stand at the far end."""
        return piholes_in(self.rig.far)

    def world(self) -> Json:
        """What people can see and change of the Pi-holes."""
        return self.rig.far.described()["network.dns"]

    def resolves(self, mac: str, domain: str = "example.org", pihole: str | None = None) -> bool:
        """Whether a device gets an answer, from that Pi-hole or else from any."""
        return resolves(self.piholes(), mac, domain, pihole)


def piholes_in(far: FarEnd) -> dict[str, PiholeState]:
    """The Pi-holes as they stand at a far end."""
    far.save()
    return _STATES.validate_python(far.remembered("network.dns"))


def resolves(
    states: dict[str, PiholeState], mac: str, domain: str = "example.org", pihole: str | None = None
) -> bool:
    device = next(each for each in _pretended().devices if each.mac == mac)
    asked = [state for name, state in states.items() if pihole in {None, name}]
    return any(judge(state, domain, device)[0] in {"CACHE", "FORWARDED"} for state in asked)


@cache
def _network() -> dict[str, Json]:
    part = read_house(BUILT_IN_HOUSE)["network"]
    assert isinstance(part, dict)
    return part


@cache
def _pretended() -> DnsHouse:
    return DnsHouse.model_validate(_network()["dns"])


@cache
def small_house() -> Path:
    """The built-in house with nothing but its Pi-holes and its people: it is ready in a fraction of the time."""

    def shrink(content: dict[str, Json]) -> None:
        settings = _network()["settings"]
        assert isinstance(settings, dict)
        kept: Json = {key: settings[key] for key in ("dns", "people")}
        for domain in content.keys() - {"house", "people"}:
            del content[domain]
        dns = _pretended().model_dump(mode="json", exclude={"habits"}, exclude_none=True)
        content["network"] = {"dns": dns, "settings": kept}

    return changed_house(BUILT_IN_HOUSE, Path(tempfile.mkdtemp(prefix="homeops-tests-")), shrink)


def by_hand(rig: Rig) -> Pihole:
    """The first Pi-hole, as whoever opens its web page changes it."""

    async def word() -> str:
        return "simulated"

    return Pihole(rig.world.http, "one", f"{rig.url}/network/dns/one", word)


def reconnected(rig: Rig) -> Domain:
    """The domain as another start of HomeOps makes it, with the same database and the same Pi-holes."""
    entry = next(each for each in catalog() if each.name == "network")
    told = house_settings(small_house(), Simulation(rig.url, 0))["network"]
    model: type[BaseModel] = entry.settings()
    return entry.connect(model.model_validate(told), rig.world)


@asynccontextmanager
async def open_net(
    folder: Path, now: datetime = NOON, change: Callable[[dict[str, Json]], None] | None = None
) -> AsyncGenerator[Net]:
    async with open_rig("network", folder, house=small_house(), now=now, change=change) as rig:
        async with rig.world.store.fenced() as session:
            for name, role in FAMILY.items():
                person = Person(name.lower(), name, role)
                await household.put(session, person, now, joined=True)
        net = Net(rig)

        async def hear(noticed: Noticed) -> None:
            net.told.append(noticed)

        rig.world.events.subscribe(Noticed, hear)
        await net.look()
        yield net
