"""One model provider: its settings, and the client that is made when it is first asked."""

import asyncio
import importlib
import ipaddress
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from memory.errors import Misconfigured

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model

Secrets = Callable[[str], Awaitable[str]]
"""Turns a secret reference ("env:OPENAI_API_KEY") into the secret; raises Misconfigured."""

VENDORS = ("openai", "ollama", "anthropic", "google")
OLLAMA_URL = "http://127.0.0.1:11434/v1"
OPENAI_URL = "https://api.openai.com/v1"
USUAL_KEYS = {
    "openai": "env:OPENAI_API_KEY",
    "anthropic": "env:ANTHROPIC_API_KEY",
    "google": "env:GOOGLE_API_KEY",
}
CONNECT_SECONDS = 5.0


class ProviderSettings(BaseModel):
    """A model and where it is served; in the settings also written short: "openai:qwen3@http://nas:11434/v1".

    Attributes:
        model: "vendor:name". The vendor openai with `base_url` means any OpenAI-compatible server (Ollama,
            llama.cpp, vLLM, LM Studio).
        base_url: Where the server is, if not at the vendor's own address.
        key: A secret reference; without one, the vendor's usual environment variable is asked, but only for the
            vendor's own address: its key is never sent elsewhere.
        deadline_seconds: Longest silence: to the first token and between tokens, or to the whole answer when it is
            not streamed.
        total_seconds: Longest time for a streamed answer as a whole.
        price_in_usd_per_million: Price of a million tokens in; servers at home count as free without it.
        price_out_usd_per_million: The same for tokens out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    base_url: str | None = None
    key: str | SecretStr | None = None
    deadline_seconds: float = Field(default=20, gt=0, le=600)
    total_seconds: float = Field(default=60, gt=0, le=900)
    price_in_usd_per_million: Decimal | None = Field(default=None, ge=0)
    price_out_usd_per_million: Decimal | None = Field(default=None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        model, at, rest = given.partition("@http")
        return {"model": model, "base_url": f"http{rest}"} if at else {"model": model}

    @field_validator("model")
    @classmethod
    def _known_vendor(cls, value: str) -> str:
        vendor, _, name = value.partition(":")
        if vendor not in VENDORS or not name:
            raise ValueError(f"is no model; write vendor:name with one of {', '.join(VENDORS)}")
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("is no web address; write one such as http://127.0.0.1:11434/v1")
        return value.rstrip("/")

    @property
    def vendor(self) -> str:
        """Who makes the server's protocol."""
        return self.model.partition(":")[0]

    @property
    def model_name(self) -> str:
        """The model's name at its vendor."""
        return self.model.partition(":")[2]

    @property
    def url(self) -> str | None:
        """Where requests go, with the /v1 that OpenAI-compatible servers want; None for a vendor's own address."""
        if self.vendor not in {"openai", "ollama"}:
            return self.base_url
        if self.base_url is None:
            return OLLAMA_URL if self.vendor == "ollama" else None
        return self.base_url if urlsplit(self.base_url).path else f"{self.base_url}/v1"

    @property
    def label(self) -> str:
        """How this provider is called in a sentence: "gpt-5-mini", "qwen3 at nas:11434"."""
        return f"{self.model_name} at {self.place}" if self.url else self.model_name

    @property
    def place(self) -> str:
        """Host and port of the server, "" for a vendor's own address."""
        parts = urlsplit(self.url or "")
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""

    @property
    def at_home(self) -> bool:
        """Whether the server is on this machine or this network."""
        host = urlsplit(self.url).hostname if self.url else None
        if not host:
            return False
        try:
            return not ipaddress.ip_address(host).is_global
        except ValueError:
            return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal"))

    @property
    def priced(self) -> bool:
        """Whether the settings say what it costs."""
        return self.price_in_usd_per_million is not None or self.price_out_usd_per_million is not None

    @property
    def free(self) -> bool:
        """Whether its answers cost nothing."""
        return not self.priced and (self.at_home or self.vendor == "ollama")


class Provider:
    """A provider whose client is made at first use (importing a vendor's SDK costs a second or more)."""

    def __init__(self, settings: ProviderSettings, secrets: Secrets) -> None:
        self.settings = settings
        self.name = settings.label
        self._secrets = secrets
        self._lock = asyncio.Lock()
        self._http: httpx2.AsyncClient | None = None
        self._model: Model | None = None

    async def model(self) -> "Model":
        """The model, ready to be asked.

        Raises:
            Misconfigured: A key or a vendor's package is missing.
        """
        async with self._lock:
            if self._model is None:
                self._http = self._http or _http_client(self.settings)
                self._model = await build_model(self.settings, self._secrets, self._http)
            return self._model

    def forget_key(self) -> None:
        """Look the key up afresh for the next request: the present one was refused."""
        self._model = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


async def build_model(settings: ProviderSettings, secrets: Secrets, http: "httpx2.AsyncClient") -> "Model":
    """Make the client of one provider, with no retries of its own.

    Args:
        settings: Which model, and where.
        secrets: Resolves the key.
        http: Carries the requests; it stays the caller's to close.

    Raises:
        Misconfigured: The key can't be found, or the vendor's package is not installed (with the command).
    """
    key = await _resolve_key(settings, secrets)
    module = f"pydantic_ai.models.{'openai' if settings.vendor == 'ollama' else settings.vendor}"
    try:
        await asyncio.to_thread(importlib.import_module, module)  # seconds of CPU: not on the event loop
    except ImportError as error:
        raise Misconfigured(
            f"{settings.model} needs a package that is not installed; in HomeOps' folder run: "
            f".venv/bin/python -m pip install -e '.[{settings.vendor}]'"
        ) from error
    if settings.vendor == "anthropic":
        return _anthropic(settings, key, http)
    if settings.vendor == "google":
        return _google(settings, key, http)
    return _openai(settings, key, http)


async def _resolve_key(settings: ProviderSettings, secrets: Secrets) -> str | None:
    if isinstance(settings.key, SecretStr):
        return settings.key.get_secret_value()
    reference = settings.key
    if reference is None and settings.base_url is None:
        reference = USUAL_KEYS.get(settings.vendor)
    return None if reference is None else await secrets(reference)


def _http_client(settings: ProviderSettings) -> "httpx2.AsyncClient":
    import httpx2

    # A proxy for the world must not be asked for a server at home.
    return httpx2.AsyncClient(timeout=_timeout(settings), trust_env=not settings.at_home)


def _timeout(settings: ProviderSettings) -> "httpx2.Timeout":
    import httpx2

    return httpx2.Timeout(settings.total_seconds, connect=min(CONNECT_SECONDS, settings.deadline_seconds))


def _openai(settings: ProviderSettings, key: str | None, http: "httpx2.AsyncClient") -> "Model":
    from openai import AsyncOpenAI
    from pydantic_ai.models.ollama import OllamaModel
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.ollama import OllamaProvider
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    client = AsyncOpenAI(
        # Both are always given, or the SDK would take them from the environment.
        base_url=settings.url or OPENAI_URL,
        api_key=key or "none",
        http_client=http,
        max_retries=0,
        timeout=_timeout(settings),
    )
    # Without a finish reason, a stream that was cut looks like one that ended.
    profile = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
    name = settings.model_name
    if settings.vendor == "ollama":
        return OllamaModel(name, provider=OllamaProvider(openai_client=client), profile=profile)
    if settings.base_url is None:
        return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client), profile=profile)
    provider = OpenAICompatibleProvider(settings.place, openai_client=client)
    return OpenAIChatModel(name, provider=provider, profile=profile)


def _anthropic(settings: ProviderSettings, key: str | None, http: "httpx2.AsyncClient") -> "Model":
    # By name, for the package is an extra and pyright checks without it.
    sdk = importlib.import_module("anthropic")
    models = importlib.import_module("pydantic_ai.models.anthropic")
    providers = importlib.import_module("pydantic_ai.providers.anthropic")
    client = sdk.AsyncAnthropic(
        api_key=key or "none",
        base_url=settings.base_url,
        http_client=http,
        max_retries=0,
        timeout=settings.total_seconds,
    )
    return models.AnthropicModel(
        settings.model_name, provider=providers.AnthropicProvider(anthropic_client=client)
    )


def _google(settings: ProviderSettings, key: str | None, http: "httpx2.AsyncClient") -> "Model":
    models = importlib.import_module("pydantic_ai.models.google")
    providers = importlib.import_module("pydantic_ai.providers.google")
    provider = providers.GoogleProvider(api_key=key or "none", http_client=http, base_url=settings.base_url)
    return models.GoogleModel(settings.model_name, provider=provider)
