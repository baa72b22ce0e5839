"""Whether the programs that download are well."""

from tools.contract import Check, Finding
from tools.media.downloads.models import Client
from tools.media.downloads.words import say_size

_LITTLE = 5_000_000_000


def checks(clients: "list[Client]") -> tuple[Check, ...]:
    """What is asked of each again and again."""
    return tuple(_check(each) for each in clients)


def _check(client: Client) -> Check:
    async def ask() -> Finding:
        told = await client.read()
        if told.free_bytes is not None and told.free_bytes < _LITTLE:
            left = say_size(told.free_bytes)
            return Finding(
                ok=False,
                summary=f"{client.name} has only {left} left for downloads.",
                remedy="Move or delete what is finished.",
            )
        return Finding(ok=True, summary=f"{client.name} answers.")

    return Check(client.name, ask)
