"""The home's verbs as the door runs them, over a pretend Home Assistant whose state can be looked at and moved."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from bot.verbs import Verbs
from memory.clock import Clock
from memory.db import Store
from memory.later import Later
from memory.migrate import migrate
from memory.people import Person, Role
from memory.recall import Recall
from memory.samples import Samples
from tools.contract import Args, Call, Caller, Domain, Done, Json, Risk, World
from tools.directory import Directory
from tools.events import Events
from tools.farend import Behaviour, FarEnd
from tools.home import connect
from tools.home.homeassistant import HomeAssistant
from tools.home.models import Home
from tools.home.pretend_state import HomeState
from tools.home.settings import HomeSettings

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
USUAL: dict[str, Json] = {"free_scripts": ["script.good_night"], "follow_seconds": 0.8}
ANNA = Caller(Person("anna", "Anna", Role.OWNER), "test", "a test")


@dataclass
class Rig:
    """A connected home and its far end."""

    domain: Domain
    verbs: Verbs
    far: FarEnd
    url: str
    http: httpx2.AsyncClient
    store: Store
    world: World

    async def admit(self, name: str, args: Mapping[str, Json]) -> Args:
        """The arguments as the door sees them: checked, names resolved."""
        bound = self.verbs[f"home_{name}"]
        checked: Args = bound.check_args(Call(bound.name, args), ANNA)
        return dict(await bound.verb.resolve(checked)) if bound.verb.resolve is not None else checked

    async def do(self, name: str, **args: Json) -> Done:
        """Run a verb that changes something."""
        done = await self.verbs[f"home_{name}"].run(await self.admit(name, args))
        assert isinstance(done, Done)
        return done

    async def ask(self, name: str, **args: Json) -> str:
        """Run a verb that looks; its chat answer."""
        return str(await self.verbs[f"home_{name}"].run(await self.admit(name, args)))

    async def risk(self, name: str, **args: Json) -> Risk:
        """How risky a call is."""
        verb = self.verbs[f"home_{name}"].verb
        checked = await self.admit(name, args)
        return verb.escalate(checked) if verb.escalate is not None else verb.risk

    async def card(self, name: str, **args: Json) -> str:
        """What a person would be asked."""
        verb = self.verbs[f"home_{name}"].verb
        assert verb.card is not None
        return await verb.card(await self.admit(name, args))

    async def observe(self, name: str, **args: Json) -> Json:
        """How what a call is about stands."""
        verb = self.verbs[f"home_{name}"].verb
        assert verb.observe is not None
        return await verb.observe(await self.admit(name, args))

    async def undo(self, done: Done) -> Done:
        """Run the inverse, as plain data through the same checks."""
        assert isinstance(done.inverse, Call), done.inverse
        return await self.do(done.inverse.verb.removeprefix("home_"), **done.inverse.args)

    def state(self) -> HomeState:
        """The home at the far end."""
        self.far.save()
        return HomeState.model_validate(self.far.remembered("home"))

    def shows(self, key: str) -> str:
        """The state of one entity at the far end."""
        return self.state().entities[key].state

    def attribute(self, key: str, name: str) -> Json:
        """An attribute of one entity at the far end."""
        return self.state().entities[key].attributes.get(name)

    async def replace(self, state: HomeState) -> None:
        """Make the home what it is told to be, as if somebody else did."""
        answer = await self.http.put(f"{self.url}/home/_state", content=state.model_dump_json())
        answer.raise_for_status()
        await self.seen()

    async def somebody(self, service: str, entity: str, **data: Json) -> None:
        """Somebody else calls a service of Home Assistant."""
        answer = await self.http.post(
            f"{self.url}/home/api/services/{service.replace('.', '/')}",
            json={"entity_id": entity, **data},
            headers={"Authorization": "Bearer simulated"},
        )
        answer.raise_for_status()
        await self.seen()

    @property
    def client(self) -> HomeAssistant:
        """The domain's own client."""
        client = getattr(self.domain.close, "__self__", None)
        assert isinstance(client, HomeAssistant)
        return client

    async def seen(self) -> None:
        """Wait until HomeOps has heard of everything."""
        state = self.state()

        def up_to_date(home: Home) -> bool:
            return all(
                key in home.devices
                and home.devices[key].state == each.state
                and home.devices[key].attributes == each.attributes
                for key, each in state.entities.items()
            )

        await self.client.wait_until(up_to_date, 2)

    def misbehave(self, **how: Json) -> None:
        """Queue a bad day."""
        self.far.behaviours.append(Behaviour.model_validate(how))


@asynccontextmanager
async def open_rig(
    http: httpx2.AsyncClient, at: str, far: FarEnd, folder: Path, **settings: Json
) -> AsyncGenerator[Rig]:
    """Connect the domain to the pretend Home Assistant at `at`."""
    is_new = not (folder / "homeops.db").exists()
    store = await Store.open(None, folder)
    if is_new:
        await migrate(store)

    async def secrets(reference: str) -> str:
        return reference

    clock = Clock(LONDON, NOON)
    memory = Recall(store, clock, folder / "memory")
    world = World(
        clock, http, store, Samples(store), Events(), secrets, folder, memory, Later(store), Directory()
    )
    domain = connect(
        HomeSettings.model_validate({**USUAL, "simulation": at, **settings}),
        world,
    )
    assert domain.close is not None
    try:
        yield Rig(domain, Verbs([domain]), far, at, http, store, world)
    finally:
        await domain.close()
        await memory.close()
        await memory.close()
        await store.close()
