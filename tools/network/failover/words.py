"""What is said of a resolver and of a decision about it."""

from datetime import datetime

from tools.network.failover.models import Decision, Kind, Standing, State

SAYS = {
    State.HUNG: "has not answered",
    State.DEAD: "refuses connections",
    State.LYING: "answers falsely",
    State.UPSTREAM_DOWN: "answers, but can't look up names of the internet",
}
SHORT = {
    State.UNKNOWN: "not asked yet",
    State.HEALTHY: "well",
    State.HUNG: "hung: it doesn't answer",
    State.DEAD: "dead: it can't be reached",
    State.LYING: "lying: its answers are false",
    State.UPSTREAM_DOWN: "cut off: it can't look up names of the internet",
}


def say_clock(at: datetime, now: datetime) -> str:
    """A moment to the second, with its day if that is not today: "21:04:03"."""
    local = at.astimezone(now.tzinfo)
    return (
        f"{local:%H:%M:%S}" if local.date() == now.date() else f"{local:%a} {local.day} {local:%b %H:%M:%S}"
    )


def say_milliseconds(value: float) -> str:
    """A time of an answer: "4 ms", "0.3 ms"."""
    return f"{value:.1f} ms" if value < 1 else f"{value:.0f} ms"


def say_ill(name: str, standing: Standing, now: datetime) -> str:
    """Such as "Pi-hole one has not answered 3 times since 21:04:03"."""
    last = standing.last
    said = f" ({last.said})" if last is not None and last.said and standing.state is State.LYING else ""
    begun = standing.bad_since or standing.since
    since = f" since {say_clock(begun, now)}" if begun is not None else ""
    times = f" {standing.bad} times" if standing.bad else ""
    return f"{name} {SAYS[standing.state]}{said}{times}{since}"


def say_well(name: str, standing: Standing) -> str:
    """Such as "Pi-hole two answers in 4 ms"."""
    last = standing.last
    if last is None or last.milliseconds is None:
        return f"{name} is well"
    return f"{name} answers in {say_milliseconds(last.milliseconds)}"


def say_decision(decision: Decision, now: datetime) -> str:
    """A line about a decision of the past."""
    what = {
        Kind.SWITCHED: f"switched to {decision.to}" if decision.done else f"advised {decision.to}",
        Kind.BACK: f"back to {decision.to}" if decision.done else f"advised going back to {decision.to}",
        Kind.STUCK: f"stayed with {decision.to}",
        Kind.ASKED: f"switched to {decision.to}",
        Kind.FAILED: f"could not switch to {decision.to}",
    }[decision.kind]
    return f"{say_clock(decision.at, now)} {what}: {decision.evidence}"
