"""The written list of domains. Nothing of a domain is imported until its settings are read or it is connected."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from tools.contract import Domain, World

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """A domain that HomeOps knows.

    Attributes:
        name: Its name, which is also its section of homeops.toml and the first part of its verbs' names.
        settings: Imports and returns the model of that section.
        connect: Makes the domain from its settings and what the house gives it.
        migrations: The folder of its Alembic revisions, if it has tables.
    """

    name: str
    settings: "Callable[[], type[BaseModel]]"
    connect: "Callable[[BaseModel, World], Domain]"
    migrations: Path | None = None


def catalog() -> tuple[Entry, ...]:
    """All domains, in the order in which they are told."""
    return (
        Entry("home", _home_settings, _connect_home),
        Entry("network", _network_settings, _connect_network, _HERE / "network" / "migrations" / "versions"),
        Entry("media", _media_settings, _connect_media, _HERE / "media" / "migrations" / "versions"),
        Entry("pc", _pc_settings, _connect_pc, _HERE / "pc" / "migrations" / "versions"),
        Entry("recall", _recall_settings, _connect_recall),
    )


def migrations() -> list[Path]:
    """The revisions of every domain; a database needs them whether a domain is configured or not."""
    return [entry.migrations for entry in catalog() if entry.migrations is not None]


def _home_settings() -> type[BaseModel]:
    from tools.home.settings import HomeSettings

    return HomeSettings


def _connect_home(settings: BaseModel, world: "World") -> "Domain":
    from tools.home import connect
    from tools.home.settings import HomeSettings

    assert isinstance(settings, HomeSettings)
    return connect(settings, world)


def _pc_settings() -> type[BaseModel]:
    from tools.pc.settings import PcSettings

    return PcSettings


def _connect_pc(settings: BaseModel, world: "World") -> "Domain":
    from tools.pc import connect
    from tools.pc.settings import PcSettings

    assert isinstance(settings, PcSettings)
    return connect(settings, world)


def _recall_settings() -> type[BaseModel]:
    from tools.recall.settings import RecallSettings

    return RecallSettings


def _connect_recall(settings: BaseModel, world: "World") -> "Domain":
    from tools.recall import connect
    from tools.recall.settings import RecallSettings

    assert isinstance(settings, RecallSettings)
    return connect(settings, world)


def _network_settings() -> type[BaseModel]:
    from tools.network.settings import NetworkSettings

    return NetworkSettings


def _connect_network(settings: BaseModel, world: "World") -> "Domain":
    from tools.network import connect
    from tools.network.settings import NetworkSettings

    assert isinstance(settings, NetworkSettings)
    return connect(settings, world)


def _media_settings() -> type[BaseModel]:
    from tools.media.settings import MediaSettings

    return MediaSettings


def _connect_media(settings: BaseModel, world: "World") -> "Domain":
    from tools.media import connect
    from tools.media.settings import MediaSettings

    assert isinstance(settings, MediaSettings)
    return connect(settings, world)
