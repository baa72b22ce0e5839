"""How a resolver comes to be thought ill or well, and which one should serve. Pure: no clock, no network.

A resolver falls ill by three bad probes in a row and by nothing less, so that alternating answers change nothing. It is
well again after five good ones in a row over a time that doubles each time it fell ill soon after it had recovered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tools.network.failover.models import ILL, Kind, Reading, Standing, State

BAD_IN_A_ROW = 3
GOOD_IN_A_ROW = 5
FLAPPING_WITHIN = timedelta(hours=1)
LONGEST_HOLD = timedelta(minutes=30)
WELL_FOR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which resolver should serve from now on, and why; `kind` is None where all stays as it is and well."""

    to: str
    kind: Kind | None = None


def note(standing: Standing, reading: Reading, well_for: timedelta = WELL_FOR) -> Standing:
    """What is thought of a resolver after one more probe."""
    counted = _count(standing, reading)
    if reading.looks is State.HEALTHY:
        return _recover(counted, reading, well_for)
    if counted.bad < BAD_IN_A_ROW:
        return counted
    if counted.state not in ILL:
        recovered = counted.recovered_at
        relapsed = recovered is not None and reading.at - recovered <= FLAPPING_WITHIN
        changes = {"relapses": counted.relapses + 1 if relapsed else 0}
        return counted.model_copy(
            update={"state": reading.looks, "since": counted.bad_since or reading.at, **changes}
        )
    if counted.alike >= BAD_IN_A_ROW and counted.state is not reading.looks:
        return counted.model_copy(update={"state": reading.looks})
    return counted


def hold(standing: Standing, well_for: timedelta = WELL_FOR) -> timedelta:
    """How long a resolver that is ill must be well before it counts as well."""
    return min(LONGEST_HOLD, well_for * 2 ** min(standing.relapses, 10))


def choose(
    order: Sequence[str], standings: Mapping[str, Standing], serving: str, chosen: str | None = None
) -> Choice:
    """Which resolver should serve.

    Args:
        order: All of them, the usual one first.
        standings: What is thought of each.
        serving: The one that serves now.
        chosen: The one that a person wanted to serve, which then comes before all others.
    """
    wished = sorted(order, key=lambda each: each != chosen)
    well = [each for each in wished if standings[each].state is State.HEALTHY]
    ill = standings[serving].state in ILL
    if not well:
        return Choice(serving, Kind.STUCK if ill else None)
    if well[0] == serving:
        return Choice(serving)
    if ill:
        return Choice(well[0], Kind.SWITCHED)
    if standings[serving].state is State.UNKNOWN or wished.index(well[0]) > wished.index(serving):
        return Choice(serving)
    return Choice(well[0], Kind.BACK)


def _count(standing: Standing, reading: Reading) -> Standing:
    is_good = reading.looks is State.HEALTHY
    last = standing.last
    return standing.model_copy(
        update={
            "last": reading,
            "bad": 0 if is_good else standing.bad + 1,
            "bad_since": None if is_good else standing.bad_since or reading.at,
            "good": standing.good + 1 if is_good else 0,
            "good_since": (standing.good_since or reading.at) if is_good else None,
            "alike": standing.alike + 1 if last is not None and last.looks is reading.looks else 1,
        }
    )


def _recover(counted: Standing, reading: Reading, well_for: timedelta) -> Standing:
    if counted.state is State.UNKNOWN:
        return counted.model_copy(update={"state": State.HEALTHY, "since": reading.at})
    if counted.state is State.HEALTHY or counted.good < GOOD_IN_A_ROW:
        return counted
    since = counted.good_since or reading.at
    if reading.at - since < hold(counted, well_for):
        return counted
    return counted.model_copy(update={"state": State.HEALTHY, "since": since, "recovered_at": reading.at})
