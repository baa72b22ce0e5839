"""What gaming mode would change on a PC, from what runs on it now."""

from datetime import datetime

from tools.pc.machine import Machine
from tools.pc.models import (
    BACKGROUND_PRIORITY,
    FAVOURED_PRIORITY,
    GamingState,
    PriorityChange,
    Process,
)
from tools.pc.settings import PcSettings


async def plan_gaming(machine: Machine, settings: PcSettings, game: str, now: datetime) -> GamingState:
    """Every change with the value before it; nothing that could not be put back afterwards."""
    floor = await machine.priority_floor()
    changes = [
        change
        for process in await machine.processes()
        if process.standing == "ordinary" and process.priority >= floor
        if (change := _reprioritise(process, settings, game, floor)) is not None
    ]
    services = await machine.services(settings.pausable_services)
    before = await machine.power_plan()
    plan = settings.gaming_power_plan
    return GamingState(
        since=now,
        game=game,
        priorities=tuple(changes),
        stopped_services=tuple(service.name for service in services if service.running),
        power_plan_before=before,
        power_plan_after=plan if before is not None and before.casefold() != plan.casefold() else before,
    )


def is_named(process: str, name: str) -> bool:
    """Whether a program's name is what people call `name`: "eldenring.exe" is "Elden Ring"."""
    return bool(_letters(name)) and _letters(process.removesuffix(".exe")) == _letters(
        name.removesuffix(".exe")
    )


def _reprioritise(process: Process, settings: PcSettings, game: str, floor: int) -> PriorityChange | None:
    if any(is_named(process.name, name) for name in (game, *settings.games)):
        after = max(FAVOURED_PRIORITY, floor)
        change = after < process.priority
    elif any(is_named(process.name, name) for name in settings.background):
        after = BACKGROUND_PRIORITY
        change = after > process.priority
    else:
        return None
    if not change:
        return None
    return PriorityChange(
        pid=process.pid,
        started_at=process.started_at,
        name=process.name,
        before=process.priority,
        after=after,
    )


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
