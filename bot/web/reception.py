"""What the routes of the API work with, and who is calling."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from bot.channels.api import Api
from bot.channels.contract import Receive
from bot.house import Status
from bot.web.access import Passes
from bot.web.clients import Clients
from bot.web.figures import Figures
from bot.web.quota import Quota
from bot.web.settings import ApiSettings
from bot.web.snapshot import Snapshot
from bot.web.webhooks import Webhooks
from memory.clock import Clock
from memory.db import Store
from memory.tokens import Client


@dataclass(frozen=True, slots=True)
class Backstage:
    """The parts of the house that the API needs."""

    store: Store
    clock: Clock
    receive: Receive
    status: Callable[[], Awaitable[Status]]
    channel: Api
    clients: Clients


class Reception:
    """Everything behind the API's doors."""

    def __init__(self, settings: ApiSettings, backstage: Backstage, webhooks: Webhooks) -> None:
        self.settings = settings
        self.store = backstage.store
        self.clock = backstage.clock
        self.receive = backstage.receive
        self.channel = backstage.channel
        self.clients = backstage.clients
        self.webhooks = webhooks
        self.passes = Passes(backstage.clock, settings.access_minutes)
        self.snapshot = Snapshot(backstage.status, backstage.clock)
        self.figures = Figures(backstage.channel)
        self.calls = Quota("calls", settings.requests_per_minute)
        self.said = Quota("messages", settings.messages_per_minute)
        self.knocks = Quota("knocks", settings.failures_per_minute)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request or WebSocket: who calls (None where nobody need say), and until when the access token is good."""

    reception: Reception
    address: str
    client: Client | None = None
    until: float = 0.0


def visit_of(connection: HTTPConnection) -> Visit:
    """The visit that a request is part of."""
    visit = connection.scope["visit"]
    assert isinstance(visit, Visit), "nobody gets past the gate without one"
    return visit
