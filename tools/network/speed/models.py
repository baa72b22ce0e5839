"""The nouns of the line: what was measured, what is usual, when it was away."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours

Metric = Literal["latency", "loss", "dns", "download"]
UNITS: dict[Metric, str] = {"latency": "ms", "loss": "%", "dns": "ms", "download": "Mbit/s"}
TITLES: dict[Metric, str] = {
    "latency": "Latency",
    "loss": "Lost packets",
    "dns": "DNS time",
    "download": "Download speed",
}
DOWNLOAD_SERIES = "speed.download.mbit"


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class How(StrEnum):
    """By what a latency was measured."""

    ICMP = "icmp"
    TCP = "tcp"
    TOLD = "told"


class Echo(Noun):
    """How something answers: mean milliseconds, None where nothing came; lost packets in percent."""

    milliseconds: float | None
    lost: float
    how: How


class Usual(Noun):
    """What is usual at this hour of the day: the median, and a robust standard deviation."""

    middle: float
    spread: float


class Figure(Noun):
    """One measured thing: now, and what is usual at this hour; `odd` says that it is clearly worse than usual.

    `of` is what it is about, such as "router"; empty for the line as a whole. `now` is None where no answer came.
    """

    metric: Metric
    of: Ours
    now: float | None
    usual: Usual | None = None
    odd: bool = False


class Outage(Noun):
    """A time without internet; `end` is None while it lasts."""

    start: AwareDatetime
    end: AwareDatetime | None


def latency_series(target: str) -> str:
    """The series of a target's milliseconds."""
    return f"speed.{target}.ms"


def loss_series(target: str) -> str:
    """The series of a target's lost packets, in percent."""
    return f"speed.{target}.lost"


def dns_series(resolver: str) -> str:
    """The series of a resolver's milliseconds."""
    return f"speed.dns.{resolver}.ms"
