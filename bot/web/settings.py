"""What the household configured of the API: `[api]` in the settings file."""

from pydantic import BaseModel, ConfigDict, Field


class WebhookSettings(BaseModel):
    """A sender of webhooks; `secret` is a reference to what it signs with, of 24 characters at least."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: str = Field(min_length=1)


class ApiSettings(BaseModel):
    """The HTTP API; without a `port` there is none.

    Attributes:
        port: Where it listens.
        host: On which address; others than this machine's own take `hosts` too.
        hosts: By which names it is called, beside this machine's own; any other Host is refused.
        origins: From which web pages browsers may call it, such as "https://wall.example"; no others.
        requests_per_minute: How often one client may call.
        messages_per_minute: How many messages one client may send.
        failures_per_minute: How often one address may show a token that is not good.
        sockets: How many may listen to events at once; `sockets_per_client` of them for one client.
        body_bytes: How long a request may be.
        access_minutes: How long an access token lasts.
        webhooks: Who may send webhooks, by the name in their address.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: int | None = Field(default=None, ge=0, le=65_535)
    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    requests_per_minute: int = Field(default=1_200, ge=1)
    messages_per_minute: int = Field(default=60, ge=1)
    failures_per_minute: int = Field(default=20, ge=1)
    sockets: int = Field(default=200, ge=1, le=10_000)
    sockets_per_client: int = Field(default=20, ge=1, le=10_000)
    body_bytes: int = Field(default=256_000, ge=1_000, le=10_000_000)
    access_minutes: float = Field(default=15, gt=0, le=15)
    webhooks: dict[str, WebhookSettings] = Field(default_factory=dict[str, WebhookSettings])
