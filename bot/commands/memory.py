"""`homeops memory list` and `homeops memory rebuild`."""

from bot.channels.terminal.cleaning import clean
from bot.commands.reach import hold_house, reach_house
from bot.commands.wanted import Wanted


async def list_memories(wanted: Wanted, person: str | None) -> int:
    """Print what is remembered for a person and the household, newest first."""
    async with reach_house(wanted, person=person) as reached:
        report = await reached.house.ask("/memories", person=person)
    print(clean(report.reply))  # noqa: T201
    return 0


async def rebuild_memory(wanted: Wanted) -> int:
    """Make the index of memories again from the table."""
    async with hold_house(wanted) as house:
        await house.parts.memory.rebuild()
    print("Memories can be found again; nothing was lost and nothing was embedded twice.")  # noqa: T201
    return 0
