"""What the pretend line answers."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tools.network.speed.fake import How, SpeedHouse
from tools.network.speed.fake.weather import Change, Weather

if TYPE_CHECKING:
    from tools.farend import FarEnd

SUBJECT = "network.speed"
PAST = timedelta(days=28)
STEP = timedelta(minutes=10)
TRANSFER_STEP = timedelta(hours=3)
_CHUNK = 32_768
_LARGEST = 100_000_000


class _Behave(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    how: How


class _Changed(BaseModel):
    at: AwareDatetime
    how: How


class _State(BaseModel):
    began: AwareDatetime
    changes: list[_Changed] = []


class Routes:
    """All of it."""

    def __init__(self, house: SpeedHouse, zone: ZoneInfo, far: "FarEnd") -> None:
        try:
            self._state = TypeAdapter(_State).validate_python(far.remembered(SUBJECT))
        except ValidationError:
            self._state = _State(began=far.now())
        self._house = house
        self._far = far
        self._weather = Weather(house, zone, self._state.began)
        self._weather.changes = [Change(each.at, each.how) for each in self._state.changes]
        far.remember(SUBJECT, lambda: self._state.model_dump(mode="json"))

    def routes(self) -> list[Route]:
        """The paths."""
        base = "/network/speed"
        return [
            Route(f"{base}/ping/{{name}}", self._ping),
            Route(f"{base}/past", self._past),
            Route(f"{base}/download", self._download),
            Route(f"{base}/behave", self._behave, methods=["POST"]),
        ]

    async def _ping(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        target = next((each for each in self._house.targets if each.name == name), None)
        if target is None:
            return JSONResponse({"error": "no such target"}, 404)
        now = self._far.now()
        return JSONResponse(
            {"ms": self._weather.milliseconds(target, now), "lost": self._weather.lost(target, now)}
        )

    async def _behave(self, request: Request) -> Response:
        how = _Behave.model_validate_json(await request.body()).how
        now = self._far.now()
        self._state.changes.append(_Changed(at=now, how=how))
        self._weather.changes.append(Change(now, how))
        self._far.save()
        return JSONResponse({"how": how})

    async def _past(self, request: Request) -> Response:
        series = request.query_params.get("series", "")
        rows = await asyncio.to_thread(self._rows, series, self._far.now())
        return JSONResponse(rows)

    def _rows(self, series: str, now: datetime) -> JsonValue:
        """A month of one series, up to the present."""
        step = TRANSFER_STEP if series == "speed.download.mbit" else STEP
        seconds = step.total_seconds()
        first = datetime.fromtimestamp((now - PAST).timestamp() // seconds * seconds + seconds, now.tzinfo)
        times = [first + n * step for n in range(int((now - first) / step) + 1)]
        rows: list[JsonValue] = []
        for at in times:
            value = self._value(series, at)
            if value is not None:
                rows.append([at.isoformat(), value])
        return rows

    def _value(self, series: str, at: datetime) -> float | None:
        weather = self._weather
        if series == "speed.download.mbit":
            return weather.rate(at) or None
        for target in self._house.targets:
            if series == f"speed.{target.name}.ms":
                return weather.milliseconds(target, at)
            if series == f"speed.{target.name}.lost":
                return weather.lost(target, at)
        for name in self._house.resolvers:
            if series == f"speed.dns.{name}.ms":
                return weather.lookup(name, at)
        return None

    async def _download(self, request: Request) -> Response:
        size = min(int(request.query_params.get("bytes", "2000000")), _LARGEST)
        rate = self._weather.rate(self._far.now())
        if rate <= 0:
            while (await request.receive())["type"] != "http.disconnect":
                pass
        return StreamingResponse(_paced(size, rate), headers={"content-length": str(size)})


async def _paced(size: int, mbit: float) -> AsyncGenerator[bytes]:
    """So many bytes at a rate; late ones are made up for."""
    loop = asyncio.get_running_loop()
    begun, sent = loop.time(), 0
    while sent < size:
        count = min(_CHUNK, size - sent)
        sent += count
        await asyncio.sleep(max(0.0, begun + sent * 8 / (mbit * 1e6) - loop.time()))
        yield bytes(count)
