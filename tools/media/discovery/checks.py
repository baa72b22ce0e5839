"""Whether TMDB and TVDB answer and take their keys."""

from collections.abc import Awaitable, Callable

from memory.errors import HomeOpsError
from tools.contract import Check, Finding


def answers(name: str, ask: Callable[[], Awaitable[None]]) -> Check:
    """The check of one server."""

    async def look() -> Finding:
        try:
            await ask()
        except HomeOpsError as error:
            what, _, remedy = error.sentence.partition("; ")
            return Finding(False, f"{what}.", remedy[:1].upper() + remedy[1:])
        return Finding(True, f"{name} answers.")

    return Check(f"media {name}", look)
