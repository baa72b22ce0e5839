"""The nouns of the watch over the resolvers."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class State(StrEnum):
    """How a resolver is, or how it looks in one probe.

    "hung": no answer comes. "dead": its port is closed or its host can't be reached. "lying": it answers falsely.
    "upstream-down": it lives, but can't look up names of the internet. "unknown": not probed yet.
    """

    UNKNOWN = "unknown"
    HEALTHY = "healthy"
    HUNG = "hung"
    DEAD = "dead"
    LYING = "lying"
    UPSTREAM_DOWN = "upstream-down"


ILL = frozenset({State.HUNG, State.DEAD, State.LYING, State.UPSTREAM_DOWN})


class Reading(Noun):
    """One probe of one resolver: how it looks; `milliseconds` is how long the answer to the local name took."""

    at: AwareDatetime
    looks: State
    milliseconds: float | None = None
    said: Ours = ""
    """What it said that can't be true."""


class Standing(Noun):
    """What is thought of a resolver after all probes so far.

    `bad` and `good` count probes in a row since `bad_since` and `good_since`; `alike` counts those that look like the last
    one. `relapses` counts how often in a row it fell ill soon after it had become well at `recovered_at`.
    """

    state: State = State.UNKNOWN
    since: AwareDatetime | None = None
    last: Reading | None = None
    bad: int = 0
    bad_since: AwareDatetime | None = None
    good: int = 0
    good_since: AwareDatetime | None = None
    alike: int = 0
    relapses: int = 0
    recovered_at: AwareDatetime | None = None


class Kind(StrEnum):
    """What was decided: to switch, back to a better one, to stay as none is well, by a person, or that it failed."""

    SWITCHED = "switched"
    BACK = "back"
    STUCK = "stuck"
    ASKED = "asked"
    FAILED = "failed"


class Decision(Noun):
    """What was decided and why; `done` is False where people had to do it themselves."""

    at: AwareDatetime
    kind: Kind
    to: Ours
    evidence: Ours
    done: bool = True
