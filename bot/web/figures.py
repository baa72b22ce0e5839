"""Figures for Prometheus: how much goes through the API, and how everything does. Nobody's name or words are in them."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.channels.api import Api
from bot.web.snapshot import Now

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)


class _Standing(Collector):
    """How everything did when it was last looked at."""

    def __init__(self) -> None:
        self.now: Now | None = None

    def collect(self) -> Iterator[Metric]:
        now = self.now
        if now is None:
            return
        version = GaugeMetricFamily("homeops_version_info", "The version that runs", labels=["version"])
        version.add_metric([now.version], 1)
        yield version
        parts = GaugeMetricFamily("homeops_part_well", "Whether a part of the house is well", labels=["part"])
        for name, ok in {part.name: part.ok for part in now.parts}.items():
            parts.add_metric([name], int(ok))
        yield parts
        waiting = "Messages that wait for an answer"
        yield GaugeMetricFamily("homeops_waiting_messages", waiting, value=now.waiting_messages)
        undelivered = "Messages that wait to be delivered"
        yield GaugeMetricFamily("homeops_undelivered_messages", undelivered, value=now.undelivered)


class Figures:
    """Counts what comes in."""

    def __init__(self, channel: Api) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._standing = _Standing()
        self._registry.register(self._standing)
        self._requests = Counter(
            "homeops_http_requests",
            "Requests, by the route that they came to",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "homeops_http_request_seconds",
            "How long requests took",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self.sockets = Gauge("homeops_websockets", "Open WebSockets", registry=self._registry)
        listeners = Gauge("homeops_api_listeners", "Clients that wait for something", registry=self._registry)
        listeners.set_function(lambda: channel.listening)
        self.webhooks = Counter(
            "homeops_webhooks", "Webhooks, by what became of them", ["outcome"], registry=self._registry
        )

    def count(self, route: str, method: str, status: int, began: float) -> None:
        """A request has been answered that began at `began` (`time.perf_counter`)."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(time.perf_counter() - began)

    def tell(self, now: Now) -> bytes:
        """All figures, in Prometheus' text format."""
        self._standing.now = now
        return generate_latest(self._registry)
