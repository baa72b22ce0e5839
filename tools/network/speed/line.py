"""The line as it is now, beside what is usual; keeps measuring it, and tells people when it is away or slow for long."""

import asyncio
import logging
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError
from tools.events import Noticed
from tools.network.speed.gauges import Gauges
from tools.network.speed.models import (
    DOWNLOAD_SERIES,
    Figure,
    Noun,
    Outage,
    dns_series,
    latency_series,
    loss_series,
)
from tools.network.speed.recorder import Recorder
from tools.network.speed.settings import SpeedSettings, Target
from tools.network.speed.usual import compare, find_outages
from tools.network.speed.words import say_clock, say_figure, say_span

if TYPE_CHECKING:
    from tools.events import Events

FRESH_TRANSFER = timedelta(minutes=15)
_LATELY = timedelta(hours=6)
_TELL_WITHIN = timedelta(minutes=30)

log = logging.getLogger(__name__)


class Measured(Noun):
    """All figures of one moment, those of the house first."""

    figures: tuple[Figure, ...]

    def of(self, metric: str, name: str) -> Figure | None:
        """One of them."""
        return next((each for each in self.figures if (each.metric, each.of) == (metric, name)), None)


class Line:
    """The way to the internet."""

    def __init__(self, settings: SpeedSettings, gauges: Gauges, recorder: Recorder, events: "Events") -> None:
        self.settings = settings
        self.recorder = recorder
        self._gauges = gauges
        self._events = events
        self._transferring = asyncio.Lock()

    @property
    def home(self) -> tuple[Target, ...]:
        """What is timed in the house."""
        return tuple(each for each in self.settings.targets if each.where == "home")

    @property
    def outside(self) -> tuple[Target, ...]:
        """What is timed on the internet."""
        return tuple(each for each in self.settings.targets if each.where == "internet")

    async def measure(self) -> Measured:
        """Time all answers once, and keep them."""
        targets, resolvers = (*self.home, *self.outside), self.settings.resolvers
        echoes = asyncio.gather(*(self._gauges.echo(each) for each in targets))
        answers = asyncio.gather(*(self._gauges.dns(each) for each in resolvers))
        values: dict[str, float] = {}
        figures: list[Figure] = []
        for target, echo in zip(targets, await echoes, strict=True):
            values[loss_series(target.name)] = echo.lost
            if echo.milliseconds is not None:
                values[latency_series(target.name)] = echo.milliseconds
            usual = await self.recorder.usual(latency_series(target.name))
            figures.append(compare("latency", target.name, echo.milliseconds, usual))
            usual = await self.recorder.usual(loss_series(target.name))
            figures.append(compare("loss", target.name, echo.lost, usual))
        for resolver, answer in zip(resolvers, await answers, strict=True):
            if answer.milliseconds is not None:
                values[dns_series(resolver.name)] = answer.milliseconds
            usual = await self.recorder.usual(dns_series(resolver.name))
            figures.append(compare("dns", resolver.name, answer.milliseconds, usual))
        await self.recorder.keep(values)
        return Measured(figures=tuple(figures))

    async def download(self, *, fresh: bool) -> Figure | None:
        """How fast something is fetched, now or in the last quarter of an hour; None where nothing is set to be fetched.

        Raises:
            Unavailable: It can't be fetched.
        """
        if self.settings.download_url is None:
            return None
        async with self._transferring:
            latest = [] if fresh else await self.recorder.ours(DOWNLOAD_SERIES, FRESH_TRANSFER)
            if latest:
                value = latest[-1][1]
            else:
                value = await self._gauges.transfer()
                await self.recorder.keep({DOWNLOAD_SERIES: value})
        return compare("download", "", value, await self.recorder.usual(DOWNLOAD_SERIES))

    async def watch(self) -> None:
        """Measure, and tell people what they should know."""
        await self.measure()
        await self._tell_outage()
        await self._tell_slowness()

    async def watch_download(self) -> None:
        """Measure how fast something is fetched, unless the line is away anyway."""
        try:
            await self.download(fresh=True)
        except HomeOpsError as error:
            log.info("no transfer was timed: %s", error)

    async def outages(self, length: timedelta) -> list[Outage]:
        """When the internet was away in the last `length`."""
        if not self.outside:
            return []
        now = self.recorder.now()
        series = loss_series(self.outside[0].name)
        return find_outages(await self.recorder.read(series, now - length, now + timedelta(seconds=1)))

    async def _tell_outage(self) -> None:
        if not self.outside:
            return
        found = find_outages(await self.recorder.ours(loss_series(self.outside[0].name), _LATELY))
        if not found:
            return
        last, now = found[-1], self.recorder.now()
        begun = say_clock(last.start, now)
        if last.end is None:
            text = f"The internet has been away since {begun}. I go on looking, and tell you when it is back."
            await self._events.publish(Noticed(f"speed:away:{last.start.isoformat()}", text))
        elif now - last.end <= _TELL_WITHIN:
            span = say_span(last.end - last.start)
            text = f"The internet is back: it was away from {begun} to {say_clock(last.end, now)} ({span})."
            await self._events.publish(Noticed(f"speed:back:{last.start.isoformat()}", text))

    async def _tell_slowness(self) -> None:
        """Tell once a day of what has been much slower than usual for long."""
        length = timedelta(minutes=self.settings.alert_minutes)
        now = self.recorder.now()
        for target in (*self.home, *self.outside):
            series = latency_series(target.name)
            points = await self.recorder.ours(series, length)
            if len(points) < 3 or now - points[0][0] < length * 0.8:
                continue
            usual = await self.recorder.usual(series)
            if usual is None:
                continue
            figure = compare("latency", target.name, median(value for _, value in points), usual)
            if figure.odd:
                text = (
                    f"The line has been slow for {say_span(length)}: {say_figure(figure)}. "
                    "Ask me why the internet is slow."
                )
                key = f"speed:slow:{target.name}:{now.astimezone(self.recorder.zone).date()}"
                await self._events.publish(
                    Noticed(key, text, options=(("Why is it slow?", "network_explain_slowness", {}),))
                )
                return
