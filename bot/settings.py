"""All configuration, read once: defaults → homeops.toml → environment (HOMEOPS_…, nested by __) → command line."""

import json
import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)

from bot.brains.providers import ProviderSettings
from bot.channels.discord.settings import DiscordSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.setting_errors import explain, known_locale, say_where
from bot.voice.settings import VoiceSettings
from bot.web.settings import ApiSettings
from memory.errors import Misconfigured
from memory.people import Role
from memory.retention import Keeping
from tools.catalog import catalog
from tools.contract import Json

PREFIX = "HOMEOPS_"
NOT_SETTINGS = {"HOMEOPS_CONFIG", "HOMEOPS_FAILPOINT", "HOMEOPS_REQUIRE_REAL", "HOMEOPS_TEST_POSTGRES"}


class Section(BaseModel):
    """A table of the settings file; a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class House(Section):
    """What the household is: its name, time zone (IANA), locale (Babel) and currency (ISO 4217)."""

    name: str = "Home"
    zone: str = ""
    locale: str = "en_GB"
    currency: str = "EUR"

    @field_validator("locale")
    @classmethod
    def _spoken_somewhere(cls, value: str) -> str:
        return value if value == "en_GB" else known_locale(value)

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError("is no time zone; write one such as Europe/Berlin") from error
        return value


def _known_role(value: str) -> str:
    if value.upper() not in Role.__members__:
        raise ValueError(f"is no role; write one of {', '.join(role.spoken for role in Role)}")
    return value.lower()


class PersonSettings(Section):
    """Someone of the household as the first start finds them; from then on people live in the database.

    `rooms` are their own (a guest's: those where they may do something), `until` is when a guest's visit ends,
    `accounts` are their ids by channel: {telegram = "4711"}.
    """

    name: str = Field(min_length=1, max_length=60)
    role: str = "adult"
    rooms: tuple[str, ...] = ()
    until: AwareDatetime | None = None
    accounts: dict[str, str] = Field(default_factory=dict[str, str])

    @field_validator("role")
    @classmethod
    def _known(cls, value: str) -> str:
        return _known_role(value)


class Rule(Section):
    """Something that is forbidden: to a person (by name), a role, on a channel, a verb (`*` stands for any letters).

    What is left out is any; a rule tightens what roles allow and never widens it.
    """

    verb: str = Field(default="*", min_length=1)
    person: str = ""
    role: str | None = None
    channel: str = ""

    @field_validator("person")
    @classmethod
    def _plain(cls, value: str) -> str:
        return value.casefold().strip()

    @field_validator("role")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        return None if value is None else _known_role(value)

    @model_validator(mode="after")
    def _says_whom(self) -> Self:
        if not self.person and not self.channel and self.role is None and self.verb == "*":
            raise ValueError("would forbid everything to everybody; name a person, role, channel or verb")
        return self


class Rules(Section):
    """What the household forbids beyond what roles do."""

    deny: tuple[Rule, ...] = ()


class Brain(Section):
    """Which models answer, in order; the offline brain always comes last."""

    chain: tuple[ProviderSettings, ...] = ()
    daily_cap_usd: Decimal = Field(default=Decimal("0.50"), ge=0)


class Limits(Section):
    """How much one message may take: seconds, model requests, verb calls, bytes."""

    turn_seconds: float = Field(default=120, gt=0, le=900)
    requests: int = Field(default=8, ge=1, le=50)
    calls: int = Field(default=16, ge=1, le=100)
    message_bytes: int = Field(default=16_000, ge=100, le=1_000_000)


class Keep(Section):
    """How many days things are kept; what is still pending, or can still be undone, is kept whatever is set here.

    `messages_days`: what was said. `changes_days`: what was changed and who allowed it. `samples_days`: measurements, of
    which every single one is kept for `every_sample_days`, then one an hour.
    """

    messages_days: int = Field(default=90, ge=7, le=36_500)
    changes_days: int = Field(default=400, ge=30, le=36_500)
    samples_days: int = Field(default=400, ge=7, le=36_500)
    every_sample_days: int = Field(default=30, ge=1, le=36_500)

    def keeping(self) -> Keeping:
        """The same as spans of time."""
        return Keeping(
            messages=timedelta(days=self.messages_days),
            changes=timedelta(days=self.changes_days),
            samples=timedelta(days=self.samples_days),
            every_sample=timedelta(days=self.every_sample_days),
        )


class Settings(Section):
    """Everything that the household configured. The sections of domains are added from the catalog."""

    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("homeops")))
    database: str | None = None
    house: House = House()
    people: tuple[PersonSettings, ...] = ()
    brain: Brain = Brain()
    limits: Limits = Limits()
    keep: Keep = Keep()
    rules: Rules = Rules()
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()
    voice: VoiceSettings = VoiceSettings()
    api: ApiSettings = ApiSettings()

    def domain(self, name: str) -> BaseModel:
        """The section of the domain `name`."""
        section = getattr(self, name)
        assert isinstance(section, BaseModel)
        return section


def settings_path(environ: Mapping[str, str]) -> Path:
    """Which settings file is read: HOMEOPS_CONFIG, else ./homeops.toml, else the user's own."""
    if chosen := environ.get("HOMEOPS_CONFIG"):
        return Path(chosen)
    here = Path("homeops.toml")
    return here if here.exists() else Path(platformdirs.user_config_dir("homeops")) / "homeops.toml"


def load_settings(
    path: Path | None = None,
    environ: Mapping[str, str] | None = None,
    given: Mapping[str, Json] | None = None,
) -> Settings:
    """Read the settings from all their places; later places win.

    Args:
        path: The settings file; by default `settings_path`. A named file must exist.
        environ: The environment; by default this process's.
        given: What the command line says.

    Raises:
        Misconfigured: With the file, line and key, and the nearest known key.
    """
    environ = os.environ if environ is None else environ
    must_exist = path is not None or "HOMEOPS_CONFIG" in environ
    file = path or settings_path(environ)
    text, from_file = _read_file(file, must_exist=must_exist)
    merged = _merge(_merge(from_file, _from_environ(environ)), dict(given or {}))
    try:
        return _model().model_validate(merged)
    except ValidationError as error:
        raise Misconfigured(explain(error, _model(), say_where(file, text, environ))) from error


def _model() -> type[Settings]:
    sections: dict[str, Any] = {entry.name: (entry.settings(), entry.settings()()) for entry in catalog()}
    return create_model("Settings", __base__=Settings, **sections)


def _read_file(file: Path, *, must_exist: bool) -> tuple[str, dict[str, Json]]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if must_exist:
            raise Misconfigured(f"The settings file {file} does not exist; check its name.") from error
        return "", {}
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"The settings file {file} can't be read as text; check its rights and encoding."
        ) from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(
            f"The settings file {file} is not valid TOML: {error}. Mend that line."
        ) from error


def _from_environ(environ: Mapping[str, str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in environ.items():
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            keys = name.removeprefix(PREFIX).lower().split("__")
            nested: Json = _as_value(value)
            for key in reversed(keys):
                nested = {key: nested}
            assert isinstance(nested, dict)
            found = _merge(found, nested)
    return found


def _as_value(text: str) -> Json:
    """JSON where it is a list or table, else the text; pydantic turns text into numbers and truth values."""
    if text.startswith(("[", "{")):
        try:
            value: Json = json.loads(text)
        except json.JSONDecodeError:
            return text
        return value
    return text


def _merge(below: dict[str, Json], above: dict[str, Json]) -> dict[str, Json]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged
