"""Whether memories can be found by meaning."""

from memory.recall import Recall
from tools.contract import Check, Finding


def checks(recall: Recall) -> tuple[Check, ...]:
    """The one question there is."""

    async def ask() -> Finding:
        if recall.trouble:
            return Finding(ok=False, summary=recall.trouble, remedy="homeops memory rebuild")
        return Finding(ok=True, summary="Memories are found by meaning and by words.")

    return (Check("memory", ask),)
