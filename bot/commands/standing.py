"""`homeops status` and `homeops doctor`: how everything does, and what to do where it is not well."""

from typing import TYPE_CHECKING

from bot.channels.terminal.cleaning import clean
from bot.commands.finish import FAILED
from bot.commands.reach import reach_house
from bot.commands.wanted import Wanted

if TYPE_CHECKING:
    from bot.house import Status


async def show_status(wanted: Wanted, *, as_json: bool) -> int:
    """Print how everything does."""
    status = await _ask(wanted)
    print(status.model_dump_json() if as_json else clean(summarise(status)))  # noqa: T201
    return 0


async def show_doctor(wanted: Wanted, *, as_json: bool) -> int:
    """Print how everything does with the remedies; returns 1 if any part is not well."""
    status = await _ask(wanted)
    text = clean(summarise(status, remedies=True))
    print(status.model_dump_json() if as_json else text)  # noqa: T201
    return 0 if status.well else FAILED


async def _ask(wanted: Wanted) -> "Status":
    async with reach_house(wanted) as reached:
        return await reached.house.status()


def summarise(status: "Status", *, remedies: bool = False) -> str:
    """How everything does, a line each, what is not well first; with `remedies` what to do stands under it."""
    from bot.house import say_verdict, say_waiting

    lines = [f"HomeOps {status.version}", status.simulated, f"Data: {status.data}", say_verdict(status.parts)]
    for part in sorted(status.parts, key=lambda each: each.ok):
        lines.append(str(part))
        if remedies and not part.ok and part.remedy:
            lines.append(f"  {part.remedy}")
    if status.waiting_messages:
        lines.append(say_waiting(status.waiting_messages, "for an answer"))
    if status.undelivered:
        lines.append(say_waiting(status.undelivered, "to be delivered"))
    return "\n".join(line for line in lines if line)
