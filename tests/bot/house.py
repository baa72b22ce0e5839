"""The real house over pretend far ends: a pretend PC on a loopback port, and a scripted model where one is asked for."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import open_house
from bot.local import LocalHouse
from bot.platforms import Connect, no_platforms
from bot.report import Report
from bot.settings import load_settings
from memory.messages import Inbound
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Json
from tools.farend import FarEnd
from tools.home.pretend_state import HomeState
from tools.house import BUILT_IN_HOUSE
from tools.pc.pretend_state import PcState
from tools.simulation import Simulation, house_settings

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
PEOPLE: list[Json] = [
    {"name": "Anna", "role": "owner"},
    {"name": "Ben", "role": "adult"},
    {"name": "Mia", "role": "teen"},
    {"name": "Leo", "role": "child"},
]
OURS = "ask:anna"
"""The conversation of whoever asks without naming another."""


@dataclass
class House:
    """An open house, and the far end of its wires."""

    local: LocalHouse
    far: FarEnd
    reports: list[Report] = field(default_factory=list[Report])

    async def says(self, text: str, by: str = "Anna", conversation: str = "anna") -> Report:
        """Say something and wait for the answer."""
        self.reports.append(await self.local.ask(text, person=by, conversation=conversation))
        return self.reports[-1]

    async def presses(self, choice_id: str, by: str = "Anna", conversation: str = "anna") -> Report:
        """Press a button by its id, as a platform tells it."""
        person = self.local.people.named(by)
        event_id = f"press-{len(self.reports)}"
        inbound = Inbound(
            "ask", event_id, f"ask:{conversation}", person.id, "", self.local.clock.now(), choice_id
        )
        self.reports.append(await self.local.parts.intake.answer_to(inbound))
        return self.reports[-1]

    def pc(self) -> PcState:
        """The PC as it stands at the far end."""
        return pc_of(self.far)

    def home(self) -> HomeState:
        """The home as it stands at the far end."""
        self.far.save()
        return HomeState.model_validate(self.far.remembered("home"))

    def shows(self, key: str) -> str:
        """How a device of the home stands, by its entity id."""
        return self.home().entities[key].state

    def written(self) -> list[str]:
        """What the PC was asked to change, in order."""
        return [write.verb for write in self.far.writes]


@dataclass
class Place:
    """Where a house can be opened again and again."""

    data: Path
    far: FarEnd
    pc_url: str
    file: Path = BUILT_IN_HOUSE

    def home_settings(self) -> dict[str, Json]:
        """The settings with which a house reaches the pretend home here."""
        return house_settings(self.file, Simulation(self.pc_url, 0))["home"]

    def all_settings(self) -> dict[str, Json]:
        """The settings of every domain that is pretended here, but the PC's, which are there anyway."""
        told = house_settings(self.file, Simulation(self.pc_url, 0))
        return {name: settings for name, settings in told.items() if name != "pc"}

    def pc(self) -> PcState:
        """The PC as it stands at the far end."""
        return pc_of(self.far)

    @asynccontextmanager
    async def open(
        self,
        brain: OpenAIServer | None = None,
        now: datetime | None = NOON,
        connect: Connect = no_platforms,
        **given: Json,
    ) -> AsyncGenerator[House]:
        """Open the house, with `brain` as its model."""
        usual: list[Json] = [] if brain is None else [f"openai:scripted@{brain.base_url}"]
        chain = given.pop("chain", usual)
        settings = settings_of(self.data, self.pc_url, {"brain": {"chain": chain}, **given})
        read = load_settings(None, {"HOMEOPS_CONFIG": settings})
        async with open_house(read, now=now, connect=connect) as local:
            yield House(local, self.far)


def pc_of(far: FarEnd) -> PcState:
    far.save()
    return PcState.model_validate(far.remembered("pc"))


def settings_of(data: Path, pc_url: str, given: Mapping[str, Json]) -> str:
    """Write a settings file and return its path."""
    pc = house_settings(BUILT_IN_HOUSE, Simulation(pc_url, 0))["pc"]
    everything: dict[str, Json] = {
        "data": str(data),
        "house": {"name": "The Larks", "zone": "Europe/London"},
        "people": PEOPLE,
        "pc": pc,
        **given,
    }
    file = data.parent / "homeops.toml"
    file.write_text("\n".join(f"{key} = {as_toml(value)}" for key, value in everything.items()))
    return str(file)


def as_toml(value: Json) -> str:
    """A value in TOML, on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f'"{key}" = {as_toml(each)}' for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(as_toml(each) for each in value) + "]"
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)
