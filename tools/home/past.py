"""What Home Assistant remembers: states over time, statistics, and who did what."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from memory.errors import Unavailable
from tools.contract import Json
from tools.home.homeassistant import HomeAssistant
from tools.home.line import NONSENSE

Period = Literal["5minute", "hour", "day", "month"]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Moment(_Sent):
    """A state and since when it held."""

    state: str
    last_changed: AwareDatetime


class Amount(_Sent):
    """What a statistic says of one period; `start` in milliseconds since 1970."""

    start: float
    change: float | None = None
    mean: float | None = None
    state: float | None = None

    @property
    def at(self) -> datetime:
        """When the period began."""
        return datetime.fromtimestamp(self.start / 1000, UTC)


class LogEntry(_Sent):
    """One line of the logbook: what an entity became, and by whom."""

    when: AwareDatetime
    state: str | None = None
    message: str | None = None
    context_user_id: str | None = None
    context_event_type: str | None = None
    context_domain: str | None = None
    context_service: str | None = None
    context_name: str | None = None
    context_entity_id: str | None = None
    context_entity_id_name: str | None = None
    context_source: str | None = None
    context_message: str | None = None


_MOMENTS = TypeAdapter(list[list[Moment]])
_AMOUNTS = TypeAdapter(dict[str, list[Amount]])
_LOG = TypeAdapter(list[LogEntry])
_STATISTIC = TypeAdapter(list[dict[str, Json]])


class Past:
    """Asks Home Assistant about the past."""

    def __init__(self, client: HomeAssistant) -> None:
        self._client = client

    async def states(self, device: str, start: datetime, end: datetime) -> list[Moment]:
        """The states of one device, oldest first, the one that held at `start` included."""
        sent = await self._client.get(
            f"/api/history/period/{_iso(start)}",
            filter_entity_id=device,
            end_time=_iso(end),
            no_attributes="1",
        )
        try:
            series = _MOMENTS.validate_python(sent)
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error
        return series[0] if series else []

    async def amounts(
        self, ids: Sequence[str], start: datetime, end: datetime, period: Period
    ) -> dict[str, list[Amount]]:
        """The statistics of several sensors by period; those without any are left out."""
        wanted: list[Json] = list(ids)
        sent = await self._client.ask(
            "recorder/statistics_during_period",
            start_time=_iso(start),
            end_time=_iso(end),
            statistic_ids=wanted,
            period=period,
            types=["change", "mean", "state"],
        )
        try:
            return _AMOUNTS.validate_python(sent)
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error

    async def log(self, device: str, start: datetime, end: datetime) -> list[LogEntry]:
        """What the logbook says of one device, oldest first."""
        sent = await self._client.get(f"/api/logbook/{_iso(start)}", entity=device, end_time=_iso(end))
        try:
            return _LOG.validate_python(sent)
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error

    async def has_statistics(self, device: str) -> bool:
        """Whether a sensor is counted for longer than the states are kept."""
        sent = await self._client.ask("recorder/list_statistic_ids")
        try:
            return any(each.get("statistic_id") == device for each in _STATISTIC.validate_python(sent))
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def choose_period(length: timedelta) -> Period:
    """The period that gives a chart of this length enough points and not too many."""
    if length <= timedelta(days=14):
        return "hour"
    return "day" if length <= timedelta(days=800) else "month"
