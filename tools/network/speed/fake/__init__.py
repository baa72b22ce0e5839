"""The pretend line of the simulated house, as the house file's `[network.speed]` tells it.

GET /network/speed/ping/NAME tells how a target answers now, /network/speed/past?series=… how something was in the last month,
/network/speed/download gives bytes at the pretended rate. POST /network/speed/behave {"how": "slow_line"} changes how it is from
now on.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd

How = Literal["well", "slow_line", "wifi", "away"]
"""How the line is: as always; slow beyond the router; slow in the house; away beyond the router."""


class _Pretended(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class PretendTarget(_Pretended):
    """Something that answers: `name` is what follows "sim:" and what series are called by; usually in `ms`."""

    name: str
    ms: float = Field(gt=0)
    where: Literal["home", "internet"] = "internet"


class PretendSpell(_Pretended):
    """A time when the line was otherwise: so many days before the house began, from `at` on (HH:MM), for `minutes`."""

    how: How
    days_ago: int = Field(ge=0, le=28)
    at: str = Field(pattern=r"^\d\d:\d\d$")
    minutes: int = Field(ge=1, le=1440)


class PretendNow(_Pretended):
    """How the line is when the house begins: since so many minutes, for so many hours from then on."""

    how: How = "well"
    since_minutes: int = Field(default=45, ge=0)
    for_hours: float = Field(default=12, ge=0)


class SpeedHouse(_Pretended):
    """What the house file says of it; times in ms, rates in Mbit/s."""

    targets: tuple[PretendTarget, ...] = ()
    resolvers: dict[str, float] = {}
    """By the name of a resolver: how long it takes as a rule."""
    download_mbit: float = Field(default=94, gt=0)
    now: PretendNow = PretendNow()
    spells: tuple[PretendSpell, ...] = ()


def speed_routes(house: SpeedHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from tools.network.speed.fake.routes import Routes

    return Routes(house, zone, far).routes() if house.targets else ()
