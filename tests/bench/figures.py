"""One measured figure, and how many of them become one."""

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = float | int | str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a bench found: `values` in `unit` from `n` runs (or sentences, or messages), beside its goal."""

    bench: str
    n: int
    values: Mapping[str, Value]
    unit: str = ""
    goal: str = ""

    def line(self) -> str:
        """As a JSON line, with the machine's load average over a minute."""
        content = {
            "bench": self.bench,
            **self.values,
            "unit": self.unit,
            "goal": self.goal,
            "n": self.n,
            "load": round(os.getloadavg()[0], 1),
        }
        return json.dumps({key: value for key, value in content.items() if value != ""}, ensure_ascii=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values don't exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], digits: int = 1) -> dict[str, Value]:
    """The middle and the slow end."""
    return {
        "p50": round(statistics.median(values), digits),
        "p95": round(percentile(values, 0.95), digits),
    }


def middle(values: Sequence[float], digits: int = 2) -> dict[str, Value]:
    """The median, and the slowest."""
    return {"median": round(statistics.median(values), digits), "slowest": round(max(values), digits)}
