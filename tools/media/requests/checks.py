"""Whether Jellyseerr is well."""

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.media.requests.jellyseerr import Jellyseerr


def checks(client: Jellyseerr) -> tuple[Check, ...]:
    """What is asked about it."""

    async def connected() -> Finding:
        try:
            await client.requests(1)
        except HomeOpsError as error:
            return Finding(ok=False, summary=error.sentence)
        return Finding(ok=True, summary="Jellyseerr answers.")

    return (Check("media requests", connected),)
