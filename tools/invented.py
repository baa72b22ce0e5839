"""The written list of what can be pretended: by part of the house file, its form and the servers that are made of it.

Nothing of a domain's fakes is imported before it is wanted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, JsonValue

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


@dataclass(frozen=True, slots=True)
class Pretender:
    """The form of a part of the house file, and what makes the routes of its servers from it."""

    house: type[BaseModel]
    routes: "Callable[[JsonValue, ZoneInfo, FarEnd], Sequence[BaseRoute]]"


def _pc() -> Pretender:
    from tools.pc.fake import pc_routes
    from tools.pc.pretend_house import PcHouse

    return Pretender(PcHouse, lambda part, zone, far: pc_routes(PcHouse.model_validate(part), zone, far))


def _home() -> Pretender:
    from tools.home.fake import home_routes
    from tools.home.pretend_house import HomeHouse

    return Pretender(
        HomeHouse, lambda part, zone, far: home_routes(HomeHouse.model_validate(part), zone, far)
    )


def _network() -> Pretender:
    from tools.network.fake import NetworkHouse, network_routes

    return Pretender(
        NetworkHouse, lambda part, zone, far: network_routes(NetworkHouse.model_validate(part), zone, far)
    )


def _media() -> Pretender:
    from tools.media.fake import MediaHouse, media_routes

    return Pretender(
        MediaHouse, lambda part, zone, far: media_routes(MediaHouse.model_validate(part), zone, far)
    )


PRETENDERS: Mapping[str, Callable[[], Pretender]] = {
    "pc": _pc,
    "home": _home,
    "network": _network,
    "media": _media,
}
