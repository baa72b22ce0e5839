"""Whether the internet is there."""

from datetime import timedelta

from tools.contract import Finding
from tools.network.speed.line import Line
from tools.network.speed.models import loss_series

_LATELY = timedelta(minutes=10)


async def check_internet(line: Line) -> Finding:
    """What was measured last."""
    last: dict[str, float] = {}
    for target in line.outside:
        points = await line.recorder.ours(loss_series(target.name), _LATELY)
        if points:
            last[target.name] = points[-1][1]
    if not last or any(lost < 100 for lost in last.values()):
        return Finding(ok=True, summary="The internet is there." if last else "Not measured yet.")
    return Finding(
        ok=False,
        summary="The internet is away.",
        remedy="Look whether the modem is on; restart it, or ring the provider.",
    )
