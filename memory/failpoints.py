"""Named points at which a drill ends the process as a power cut would (PROTOCOLS §2).

Off unless the environment sets HOMEOPS_FAILPOINT to a name, or to `name:n` for the n-th time it is reached.
"""

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """End this process at once if the drill chose this point."""
    chosen = os.environ.get("HOMEOPS_FAILPOINT")
    if chosen is None:
        return
    wanted, _, nth = chosen.partition(":")
    if wanted == name:
        _reached[name] += 1
        if _reached[name] == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)
