"""What the API needs of a house that runs in this process, put together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.local import LocalHouse
from bot.secrets import Secrets
from bot.web.api import Opened, serve_api
from bot.web.clients import Clients
from bot.web.reception import Backstage, Reception
from bot.web.webhooks import Webhooks, read_secrets


def clients_of(house: LocalHouse) -> Clients:
    """Who may use the API of `house`."""
    return Clients(house.parts.store, house.people, house.clock, house.parts.api.send_away)


async def receive_guests(house: LocalHouse, clients: Clients) -> Reception:
    """Everything behind the API's doors, for `house`.

    Raises:
        Misconfigured: A webhook's secret is missing, or could be guessed.
    """
    settings, parts = house.settings.api, house.parts
    secrets = await read_secrets(settings.webhooks, Secrets())
    backstage = Backstage(parts.store, house.clock, parts.intake.receive, house.status, parts.api, clients)
    return Reception(settings, backstage, Webhooks(parts.store, house.clock, parts.events, secrets))


@asynccontextmanager
async def open_api(house: LocalHouse, clients: Clients) -> AsyncGenerator[Opened | None]:
    """Serve the API of `house` while the block runs, if a port is set.

    Raises:
        Misconfigured: The address or a webhook's secret can't be so.
        Unavailable: The port is taken.
    """
    if house.settings.api.port is None:
        yield None
        return
    async with serve_api(await receive_guests(house, clients)) as opened:
        yield opened
