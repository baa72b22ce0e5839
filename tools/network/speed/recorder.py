"""What was measured of the line so far: our own samples, and before them what a simulated house says that it was."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from tools.network.speed.models import Usual
from tools.network.speed.usual import Point, find_usual

if TYPE_CHECKING:
    from tools.contract import World

PAST = timedelta(days=28)
RECENT = timedelta(hours=2)
"""What is happening now is no part of what is usual."""
_KEPT = timedelta(minutes=10)
_POINTS = TypeAdapter(list[tuple[AwareDatetime, float]])


class Recorder:
    """Keeps and reads measurements."""

    def __init__(self, world: "World", simulation: str | None) -> None:
        self._samples = world.samples
        self._http = world.http
        self.now = world.clock.now
        self.zone = world.clock.zone
        self._simulation = simulation
        self._told: dict[str, tuple[datetime, list[Point]]] = {}
        self._usual: dict[tuple[str, int], tuple[datetime, Usual | None]] = {}

    async def keep(self, values: dict[str, float]) -> None:
        """Keep what was measured just now."""
        now = self.now()
        await self._samples.keep([(series, now, value) for series, value in values.items()])

    async def read(self, series: str, start: datetime, end: datetime) -> list[Point]:
        """What is known of a series, oldest first."""
        ours = await self._samples.between(series, start, end)
        if self._simulation is None:
            return ours
        first = ours[0][0] if ours else end
        return [point for point in await self._tell(series) if start <= point[0] < first] + ours

    async def ours(self, series: str, length: timedelta) -> list[Point]:
        """What we measured ourselves in the last `length`."""
        now = self.now()
        return await self._samples.between(series, now - length, now + timedelta(seconds=1))

    async def usual(self, series: str) -> Usual | None:
        """What is usual at this hour of the day."""
        now = self.now().astimezone(self.zone)
        known = self._usual.get((series, now.hour))
        if known is not None and timedelta(0) <= now - known[0] < _KEPT:
            return known[1]
        points = await self.read(series, now - PAST, now - RECENT)
        found = find_usual(points, now.hour, self.zone)
        self._usual = {key: one for key, one in self._usual.items() if key[1] == now.hour}
        self._usual[series, now.hour] = (now, found)
        return found

    async def _tell(self, series: str) -> list[Point]:
        """The past of a simulated house."""
        import httpx2

        now = self.now()
        known = self._told.get(series)
        if known is not None and timedelta(0) <= now - known[0] < _KEPT:
            return known[1]
        try:
            answer = await self._http.get(
                f"{self._simulation}/network/speed/past", params={"series": series}, timeout=5
            )
            points: list[Point] = [(at, value) for at, value in _POINTS.validate_json(answer.content)]
        except (httpx2.HTTPError, ValidationError):
            return []
        self._told[series] = (now, points)
        return points
