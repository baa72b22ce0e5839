"""`homeops status` and `homeops doctor`: how everything does, and what to do where it is not well."""

from typing import TYPE_CHECKING

from bot.channels.terminal.cleaning import clean
from bot.commands.finish import FAILED
from bot.commands.reach import reach_house
from bot.commands.wanted import Wanted

if TYPE_CHECKING:
    from bot.house import Standing, Status


async def show_status(wanted: Wanted, *, as_json: bool) -> int:
    """Print how everything does."""
    status = await _ask(wanted)
    print(status.model_dump_json() if as_json else clean(_summary(status)))  # noqa: T201
    return 0


async def show_doctor(wanted: Wanted, *, as_json: bool) -> int:
    """Print how everything does with the remedies; returns 1 if any part is not well."""
    status = await _ask(wanted)
    lines = [_summary(status), *(_remedy(part) for part in status.parts if not part.ok and part.remedy)]
    text = clean("\n".join(lines))
    print(status.model_dump_json() if as_json else text)  # noqa: T201
    return 0 if status.well else FAILED


async def _ask(wanted: Wanted) -> "Status":
    async with reach_house(wanted) as reached:
        return await reached.house.status()


def _summary(status: "Status") -> str:
    lines = [f"HomeOps {status.version}", status.simulated, f"Data: {status.data}"]
    lines += [f"{'✓' if part.ok else '✗'} {part.name}: {part.summary}" for part in status.parts]
    if status.waiting_messages:
        lines.append(f"{status.waiting_messages} messages wait for an answer.")
    if status.undelivered:
        lines.append(f"{status.undelivered} messages wait to be delivered.")
    return "\n".join(line for line in lines if line)


def _remedy(part: "Standing") -> str:
    return f"  {part.name}: {part.remedy}"
