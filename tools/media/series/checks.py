"""Whether Sonarr and Radarr are well, by their own checks too."""

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.media.series.arr import Arr


def check(arr: Arr) -> Check:
    """What is asked about one of them."""

    async def well() -> Finding:
        try:
            complaints = await arr.complaints()
        except HomeOpsError as error:
            return Finding(ok=False, summary=error.sentence)
        if not complaints:
            return Finding(ok=True, summary=f"{arr.name} answers and has no complaints.")
        more = f" And {len(complaints) - 1} more." if len(complaints) > 1 else ""
        summary = f"{arr.name} complains: {complaints[0].words}.{more}"
        return Finding(ok=False, summary=summary, remedy=f"Look under System → Status in {arr.name}.")

    return Check(f"media {arr.name.casefold()}", well)
