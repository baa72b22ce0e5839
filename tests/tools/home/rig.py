"""The home's verbs as the door runs them, over a pretend Home Assistant whose state can be looked at and moved."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from bot.verbs import Verbs
from memory.db import Store
from tests.tools.rig import Rig as DomainRig
from tests.tools.worlds import open_world
from tools.contract import Json
from tools.farend import FarEnd
from tools.home import connect
from tools.home.homeassistant import HomeAssistant
from tools.home.models import Home
from tools.home.pretend_state import HomeState
from tools.home.settings import HomeSettings

USUAL: dict[str, Json] = {"free_scripts": ["script.good_night"], "follow_seconds": 0.8}


class Rig(DomainRig):
    """A connected home and its far end."""

    @property
    def http(self) -> httpx2.AsyncClient:
        """The house's client."""
        return self.world.http

    @property
    def store(self) -> Store:
        """The house's database."""
        return self.world.store

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


@asynccontextmanager
async def open_rig(at: str, far: FarEnd, folder: Path, **settings: Json) -> AsyncGenerator[Rig]:
    """Connect the domain to the pretend Home Assistant at `at`."""
    async with open_world(folder) as world:
        domain = connect(HomeSettings.model_validate({**USUAL, "simulation": at, **settings}), world)
        assert domain.close is not None
        try:
            yield Rig(domain, Verbs([domain]), far, at, world)
        finally:
            await domain.close()
