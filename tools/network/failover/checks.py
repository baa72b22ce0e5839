"""Whether the resolvers are well."""

from tools.contract import Finding
from tools.network.failover.controller import Controller
from tools.network.failover.models import ILL, State
from tools.network.failover.words import SHORT

_REMEDIES = {
    State.HUNG: "restart it, or the machine that it runs on",
    State.DEAD: "look whether it is on and whether its DNS service runs",
    State.LYING: "look at its upstream servers and lists; somebody may have changed its answers",
    State.UPSTREAM_DOWN: "look at its upstream servers and at the internet connection",
}


async def check_resolvers(controller: Controller) -> Finding:
    """How all of them are."""
    ill = {name: one for name, one in controller.standings.items() if one.state in ILL}
    if not ill:
        return Finding(ok=True, summary=f"DNS is well: {', '.join(controller.order)}.")
    said = "; ".join(f"{name} is {SHORT[one.state]}" for name, one in ill.items())
    first, one = next(iter(ill.items()))
    return Finding(ok=False, summary=f"{said}.", remedy=f"{first}: {_REMEDIES[one.state]}.")
