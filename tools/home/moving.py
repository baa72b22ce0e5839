"""Moving what opens by degrees: blinds, garage doors, valves."""

from tools.home.kept import Kept
from tools.home.models import Device
from tools.home.orders import Order
from tools.home.restoring import restoring

_NEAR = 3


def move(device: Device, position: int) -> Order:
    """Have something opened to `position` percent; what knows no position is opened or closed."""
    data = {} if device.number("current_position") is None else {"current_position": position}
    goal = Kept(id=device.id, state="open" if position else "closed", data={**data})
    return Order(device, restoring(device, goal, ""), lambda now: is_at(now, position), goal=goal)


def is_at(kept: Kept, position: int) -> bool:
    """Whether something is `position` percent open."""
    now = kept.data.get("current_position")
    if isinstance(now, int | float):
        return abs(now - position) <= (_NEAR if 0 < position < 100 else 0)
    return kept.state == ("open" if position else "closed")
