"""Simulated households that are gone without a trace once they were measured."""

import os
import tempfile
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from pydantic import TypeAdapter

from bot.app import open_house
from bot.local import LocalHouse
from bot.settings import load_settings
from memory import effects
from memory.people import Person
from tools.contract import Call, Caller, Json
from tools.house import BUILT_IN_HOUSE
from tools.pc.pretend_state import PcState
from tools.pc.settings import PcSettings

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
"""What time it is in the households that the labelled sets speak about."""
SECOND_HOUSE = Path(__file__).parent / "houses" / "second.toml"
_STATE = TypeAdapter(PcState)


@contextmanager
def empty_folder() -> Generator[Path]:
    """A data folder whose settings name nothing but this PC, so that nobody's own settings are read."""
    with tempfile.TemporaryDirectory(prefix="homeops-bench-") as name:
        folder = Path(name)
        (folder / "homeops.toml").write_text("[pc]\n")
        yield folder


def environment(data: Path) -> dict[str, str]:
    """The environment of a `homeops` of its own whose data lie in `data`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HOMEOPS_")}
    own = {"HOMEOPS_DATA": str(data), "HOMEOPS_CONFIG": str(data / "homeops.toml"), "TERM": "xterm-256color"}
    return {**kept, **own}


@dataclass(frozen=True, slots=True)
class Opened:
    """An open house with the pretend PC at `url`."""

    house: LocalHouse
    http: httpx2.AsyncClient
    url: str

    @property
    def owner(self) -> Person:
        """Who speaks."""
        return self.house.people.owner

    async def pc_state(self) -> PcState:
        """The whole state of the pretend PC."""
        answer = await self.http.get(f"{self.url}/pc/_state")
        return _STATE.validate_json(answer.content)

    async def state(self) -> dict[str, str]:
        """The whole state of everything pretended, as JSON, by domain."""
        answers = {name: await self.http.get(f"{self.url}/{name}/_state") for name in ("pc", "home")}
        return {name: answer.text for name, answer in answers.items() if answer.is_success}

    async def put_back(self, conversation: str) -> None:
        """Undo what was changed in a conversation, newest first."""
        async with self.house.parts.store.reading() as session:
            changes = await effects.undoable(session, datetime.min.replace(tzinfo=UTC))
        caller = Caller(self.owner, "bench:reset", "the next sentence starts from the same house")
        for change in changes:
            if change.conversation == conversation:
                call = Call("household_undo_change", {"change": change.key})
                await self.house.parts.mind.door.run(call, caller, key=f"back:{change.key}")

    async def reset(self, state: Mapping[str, str]) -> None:
        """Leave gaming mode, and make everything pretended what it was."""
        caller = Caller(self.owner, "bench:reset", "the next sentence starts from the same house")
        key = f"reset:{os.urandom(8).hex()}"
        await self.house.parts.mind.door.run(Call("pc_stop_gaming_mode"), caller, key=key)
        for name, content in state.items():
            answer = await self.http.put(f"{self.url}/{name}/_state", content=content)
            answer.raise_for_status()


@asynccontextmanager
async def open_simulated(
    house_file: Path = BUILT_IN_HOUSE, now: datetime = NOW, given: Mapping[str, Json] | None = None
) -> AsyncGenerator[Opened]:
    """Open a simulated household in a folder of its own, with `given` as settings; its simulation ends with it."""
    with empty_folder() as folder:
        settings = load_settings(folder / "homeops.toml", {}, {"data": str(folder), **(given or {})})
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as http:
            url = ""
            try:
                async with open_house(settings, house_file=house_file, now=now) as house:
                    pc = house.settings.domain("pc")
                    assert isinstance(pc, PcSettings)
                    assert pc.simulation is not None
                    url = pc.simulation
                    yield Opened(house, http, url)
            finally:
                if url:
                    await http.post(f"{url}/stop")
