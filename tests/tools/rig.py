"""A connected domain and its pretend servers, driven as the door drives it."""

import asyncio
import tomllib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from bot.verbs import Verbs
from memory.people import Person, Role
from tests.bot.house import as_toml
from tests.tools.worlds import NOON, open_world
from tools.catalog import catalog
from tools.contract import Args, Call, Caller, Domain, Done, Json, Risk, World
from tools.farend import Behaviour, FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.simulation import Simulation, house_settings, make_app

ANNA = Caller(Person("anna", "Anna", Role.OWNER), "ask:anna", "a test")


@dataclass
class Rig:
    """A connected domain; verbs are named without their domain."""

    domain: Domain
    verbs: Verbs
    far: FarEnd
    url: str
    world: World

    async def admit(self, name: str, args: Mapping[str, Json], caller: Caller = ANNA) -> Args:
        """The arguments as the door sees them: checked, names resolved."""
        bound = self.verbs[f"{self.domain.name}_{name}"]
        checked: Args = bound.check_args(Call(bound.name, args), caller)
        return dict(await bound.verb.resolve(checked)) if bound.verb.resolve is not None else checked

    async def run(self, name: str, caller: Caller = ANNA, /, **args: Json) -> object:
        """Run a verb."""
        return await self._run(name, args, caller)

    async def _run(self, name: str, args: Mapping[str, Json], caller: Caller) -> object:
        return await self.verbs[f"{self.domain.name}_{name}"].run(await self.admit(name, args, caller))

    async def do(self, name: str, caller: Caller = ANNA, /, **args: Json) -> Done:
        """Run a verb that changes something."""
        done = await self.run(name, caller, **args)
        assert isinstance(done, Done)
        return done

    async def ask(self, name: str, caller: Caller = ANNA, /, **args: Json) -> str:
        """Run a verb that looks; its chat answer."""
        return str(await self.run(name, caller, **args))

    async def risk(self, name: str, **args: Json) -> Risk:
        """How risky a call is."""
        verb = self.verbs[f"{self.domain.name}_{name}"].verb
        checked = await self.admit(name, args)
        return verb.escalate(checked) if verb.escalate is not None else verb.risk

    async def card(self, name: str, **args: Json) -> str:
        """What a person would be asked."""
        verb = self.verbs[f"{self.domain.name}_{name}"].verb
        assert verb.card is not None
        return await verb.card(await self.admit(name, args))

    async def observe(self, name: str, **args: Json) -> Json:
        """How what a call is about stands."""
        verb = self.verbs[f"{self.domain.name}_{name}"].verb
        assert verb.observe is not None
        return await verb.observe(await self.admit(name, args))

    async def undo(self, done: Done) -> Done:
        """Run the inverse, as plain data through the same checks."""
        assert isinstance(done.inverse, Call), done.inverse
        name = done.inverse.verb.removeprefix(f"{self.domain.name}_")
        back = await self._run(name, done.inverse.args, ANNA)
        assert isinstance(back, Done)
        return back

    async def job(self, name: str) -> None:
        """Run one of the domain's jobs once."""
        await next(each for each in self.domain.jobs if each.name == name).run()

    def misbehave(self, **how: Json) -> None:
        """Queue a bad day (see `tools.farend.Behaviour`)."""
        self.far.behaviours.append(Behaviour.model_validate(how))


def changed_house(house: Path, folder: Path, change: Callable[[dict[str, Json]], None]) -> Path:
    """A house file in `folder` that is like `house` but for what `change` does to its content."""
    content = TypeAdapter(dict[str, Json]).validate_python(tomllib.loads(house.read_text("utf-8")))
    change(content)
    changed = folder / "house.toml"
    changed.write_text("\n".join(f"{key} = {as_toml(each)}" for key, each in content.items()), "utf-8")
    return changed


@asynccontextmanager
async def open_rig(
    domain: str,
    folder: Path,
    *,
    house: Path = BUILT_IN_HOUSE,
    now: datetime = NOON,
    change: Callable[[dict[str, Json]], None] | None = None,
) -> AsyncGenerator[Rig]:
    """Connect a domain to the pretend servers of a house.

    Args:
        domain: Its name.
        folder: For the data, and for the house file if it is changed.
        house: The house file.
        now: What time it is there.
        change: Changes the house file's content first, such as `content["network"]["settings"]`.
    """
    if change is not None:
        house = await asyncio.to_thread(changed_house, house, folder, change)
    far = FarEnd(now=now)
    entry = next(each for each in catalog() if each.name == domain)
    async with served(Misbehaving(make_app(house, far), far)) as url, open_world(folder, now) as world:
        told = house_settings(house, Simulation(url, 0))[domain]
        model: type[BaseModel] = entry.settings()
        connected = entry.connect(model.model_validate(told), world)
        try:
            yield Rig(connected, Verbs([connected]), far, url, world)
        finally:
            if connected.close is not None:
                await connected.close()
