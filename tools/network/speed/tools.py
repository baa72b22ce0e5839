"""What people may ask about how fast and how reliable the internet is."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Literal

from memory.errors import HomeOpsError, Mistake
from tools.contract import Verb
from tools.network.speed.answers import Curve, Slowness, SpeedHistory, SpeedNow, Uptime, sum_up
from tools.network.speed.causes import Cause, find_cause, tell_evidence
from tools.network.speed.line import Line, Measured
from tools.network.speed.models import (
    DOWNLOAD_SERIES,
    Figure,
    Metric,
    Outage,
    dns_series,
    latency_series,
    loss_series,
)
from tools.network.speed.recorder import PAST
from tools.network.speed.users import Users
from tools.network.speed.usual import find_spells, measured_time

PHRASES = Path(__file__).parent / "phrases"
TEST_SECONDS = 20.0
_LATELY = timedelta(days=2)
_MOST_EVIDENCE = 6

Period = Literal["hour", "day", "week", "month"]
LENGTHS: dict[Period, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=28),
}


class Speed:
    """The internet connection."""

    def __init__(self, line: Line, users: Users) -> None:
        self._line = line
        self._users = users
        self._recorder = line.recorder

    async def show_speed(self) -> SpeedNow:
        """Show how the internet is now beside what is usual: latency, lost packets, DNS time, the last download test."""
        measured = await self._line.measure()
        latest = await self._latest_download()
        return await self._now(measured, latest, tested=False)

    async def test_speed(self) -> SpeedNow:
        """Run a speed test of the internet now: fetches a file for up to 8 seconds and times answers and DNS."""
        async with asyncio.timeout(TEST_SECONDS):
            measured = await self._line.measure()  # before the transfer, which would slow it down
            download, fault = await self._download(fresh=True)
        if download is None and not fault:
            raise Mistake(
                "No file for speed tests is set; name one as download_url under [network.speed] of homeops.toml."
            )
        return await self._now(measured, download, tested=True, fault=fault)

    async def show_speed_history(self, what: Metric = "latency", period: Period = "day") -> SpeedHistory:
        """Show how the internet was over a time, with a chart.

        Args:
            what: "latency", "loss" (lost packets), "dns" (time of name lookups) or "download" (speed).
            period: How far back: "hour", "day", "week" or "month".
        """
        now = self._recorder.now()
        curves = await self._curves(what, LENGTHS[period])
        zone = str(self._recorder.zone)
        return SpeedHistory(what=what, period=period, at=now, zone=zone, curves=curves)

    async def explain_slowness(self) -> Slowness:
        """Tell why the internet is slow: measures now, compares with what is usual and names the most likely cause."""
        async with asyncio.timeout(TEST_SECONDS):
            measured = await self._line.measure()
            is_plain = any(each.odd for each in measured.figures)
            (download, fault), users = await asyncio.gather(
                self._download(fresh=not is_plain), self._users.top()
            )
        home = _of(measured, [each.name for each in self._line.home])
        outside = _of(measured, [each.name for each in self._line.outside])
        dns = [each for each in measured.figures if each.metric == "dns"]
        cause = find_cause(home, outside, dns, download)
        figures = [*outside, *home, *([] if download is None else [download]), *dns]
        spells, away = await self._spells(), await self._line.outages(_LATELY)
        lasting = next((each.start for each in [*away, *spells] if each.end is None), None)
        is_well = cause is Cause.NONE
        return Slowness(
            at=self._recorder.now(),
            cause=cause,
            evidence=tell_evidence(figures, _MOST_EVIDENCE),
            since=lasting if cause in {Cause.LINE, Cause.AWAY, Cause.HOME} else None,
            users=users,
            spells=tuple(each for each in spells if each.end is not None) if is_well else (),
            away=tuple(each for each in away if each.end is not None) if is_well else (),
            fault=fault,
        )

    async def show_uptime(self, period: Literal["day", "week", "month"] = "week") -> Uptime:
        """Show how much of a time the internet was there, and when it was away.

        Args:
            period: "day", "week" or "month" back from now.
        """
        now, length = self._recorder.now(), LENGTHS[period]
        outside = self._line.outside
        points = await self._recorder.read(loss_series(outside[0].name), now - length, now) if outside else []
        outages = await self._line.outages(length)
        watched = measured_time(points, now)
        gone = sum(((each.end or now) - each.start for each in outages), timedelta(0))
        share = 100 * (1 - gone / watched) if watched else None
        return Uptime(
            period=period,
            at=now,
            percent=None if share is None else max(0.0, share),
            watched_hours=watched / timedelta(hours=1),
            outages=tuple(outages),
        )

    async def _now(
        self, measured: Measured, download: Figure | None, *, tested: bool, fault: str = ""
    ) -> SpeedNow:
        return SpeedNow(
            at=self._recorder.now(),
            figures=measured.figures,
            download=download,
            tested=tested,
            fault=fault,
            zone=str(self._recorder.zone),
            lately=await self._curves("latency", LENGTHS["day"]),
        )

    async def _download(self, *, fresh: bool) -> tuple[Figure | None, str]:
        """How fast something is fetched, or why that can't be told."""
        try:
            return await self._line.download(fresh=fresh), ""
        except HomeOpsError as error:
            return None, error.sentence

    async def _latest_download(self) -> Figure | None:
        from tools.network.speed.usual import compare

        now = self._recorder.now()
        points = await self._recorder.read(DOWNLOAD_SERIES, now - LENGTHS["day"], now)
        if not points:
            return None
        return compare("download", "", points[-1][1], await self._recorder.usual(DOWNLOAD_SERIES))

    async def _curves(self, what: Metric, length: timedelta) -> tuple[Curve, ...]:
        now = self._recorder.now()
        targets = (*self._line.outside, *self._line.home)
        series = {
            "latency": {each.name: latency_series(each.name) for each in targets},
            "loss": {each.name: loss_series(each.name) for each in targets},
            "dns": {each.name: dns_series(each.name) for each in self._line.settings.resolvers},
            "download": {"": DOWNLOAD_SERIES},
        }[what]
        end = now + timedelta(seconds=1)
        read = {name: await self._recorder.read(one, now - length, end) for name, one in series.items()}
        return tuple(sum_up(name, tuple(points)) for name, points in read.items() if points)

    async def _spells(self) -> list[Outage]:
        """When the internet was slow in the last two days."""
        if not self._line.outside:
            return []
        now, series = self._recorder.now(), latency_series(self._line.outside[0].name)
        past = await self._recorder.read(series, now - PAST, now + timedelta(seconds=1))
        lately = [point for point in past if point[0] >= now - _LATELY]
        return await asyncio.to_thread(find_spells, lately, past, self._recorder.zone)


def verbs(subject: Speed) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.show_speed,
            keywords="internet wifi connection speed fast slow latency ping now status online",
        ),
        Verb(subject.test_speed, keywords="speedtest internet download mbit bandwidth measure run"),
        Verb(
            subject.show_speed_history,
            keywords="internet latency ping loss download dns chart graph week month yesterday",
        ),
        Verb(
            subject.explain_slowness,
            keywords="why internet wifi slow lagging buffering bad cause broken laggy",
        ),
        Verb(
            subject.show_uptime,
            keywords="internet outage outages down away uptime reliability availability offline",
        ),
    )


def _of(measured: Measured, names: list[str]) -> list[Figure]:
    return [each for each in measured.figures if each.metric != "dns" and each.of in names]
