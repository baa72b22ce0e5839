"""Are the media servers well?"""

from collections.abc import Sequence

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.media.library.server import LibraryServer


def checks(servers: Sequence[LibraryServer], most_transcodes: int) -> list[Check]:
    """That each server answers, and is not overworked.

    Args:
        servers: The servers.
        most_transcodes: How many films one may convert at once.
    """
    return [_check(each, most_transcodes) for each in servers]


def _check(server: LibraryServer, most_transcodes: int) -> Check:
    async def ask() -> Finding:
        try:
            version = await server.version()
            playing = await server.playing()
        except HomeOpsError as error:
            return Finding(
                ok=False,
                summary=f"{server.name}: {error.sentence}",
                remedy=f"Check that {server.vendor} runs and that its address and token in the settings are right.",
            )
        converting = sum(each.converting for each in playing)
        if converting > most_transcodes:
            return Finding(
                ok=False,
                summary=f"{server.name} converts {converting} films at once, which is more than it can do well.",
                remedy="Let players show the original quality, or pause one of them.",
            )
        at_once = f", {len(playing)} playing" if playing else ""
        return Finding(ok=True, summary=f"{server.name} answers ({server.vendor} {version}{at_once}).")

    return Check(server.name, ask)
