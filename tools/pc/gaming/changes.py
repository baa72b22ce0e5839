"""Makes the changes of gaming mode and puts them back, each read back from the PC."""

from dataclasses import dataclass, field

from memory.errors import HomeOpsError, Mistake, Unavailable
from tools.pc.machine import Machine
from tools.pc.models import GamingState, PriorityChange
from tools.pc.processes.programs import program_name
from tools.pc.words import join_words


@dataclass(slots=True)
class Report:
    """What came of putting things back; `stuck` are sentences about what is still to be put back."""

    back: int = 0
    gone: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    stuck: list[str] = field(default_factory=list[str])


async def make_changes(machine: Machine, planned: GamingState) -> tuple[GamingState, list[str]]:
    """Make the planned changes; returns those that took effect or may have, and sentences about those that failed."""
    problems: list[str] = []
    priorities = [await _reprioritise(machine, change, problems) for change in planned.priorities]
    services = [name for name in planned.stopped_services if await _stop(machine, name, problems)]
    plan = await _set_plan(machine, planned, problems)
    made = {
        "priorities": tuple(change for change in priorities if change is not None),
        "stopped_services": tuple(services),
        "power_plan_after": plan,
    }
    return planned.model_copy(update=made), problems


async def _reprioritise(
    machine: Machine, change: PriorityChange, problems: list[str]
) -> PriorityChange | None:
    """The change as it was observed; None where nothing changed."""
    try:
        seen = await machine.set_priority(change.pid, change.started_at, change.after)
    except Mistake:
        return None  # it has ended since it was listed
    except Unavailable as error:
        problems.append(f"{program_name(change.name)}: {error.sentence}")
        return change  # what was asked may have been done; putting it back looks first
    return None if seen == change.before else change.model_copy(update={"after": seen})


async def _stop(machine: Machine, name: str, problems: list[str]) -> bool:
    """Whether the service stopped, or may have."""
    try:
        if (await machine.stop_service(name)).running is False:
            return True
        problems.append(f"{name} still runs.")
    except Mistake as error:
        problems.append(f"{name}: {error.sentence}")
    except Unavailable as error:
        problems.append(f"{name}: {error.sentence}")
        return True
    return False


async def put_back(machine: Machine, state: GamingState, *, certain: bool) -> tuple[GamingState, Report]:
    """Give everything its former value, except what someone else has changed since.

    Args:
        machine: The PC.
        state: What was changed.
        certain: Whether the values after the change were observed; otherwise any other value counts as ours.

    Returns:
        What is still to be put back because the PC refused, and what came of the rest.
    """
    report = Report()
    priorities = [
        change
        for change in state.priorities
        if not await _put_priority(machine, change, report, certain=certain)
    ]
    services = [name for name in state.stopped_services if not await _put_service(machine, name, report)]
    plan_back = await _put_plan(machine, state, report, certain=certain)
    rest = {
        "priorities": tuple(priorities),
        "stopped_services": tuple(services),
        "power_plan_after": state.power_plan_before if plan_back else state.power_plan_after,
    }
    return state.model_copy(update=rest), report


async def _set_plan(machine: Machine, planned: GamingState, problems: list[str]) -> str | None:
    if planned.power_plan_after is None or planned.power_plan_after == planned.power_plan_before:
        return planned.power_plan_before
    try:
        return await machine.set_power_plan(planned.power_plan_after)
    except Mistake as error:
        problems.append(error.sentence)
        return planned.power_plan_before
    except Unavailable as error:
        problems.append(error.sentence)
        return planned.power_plan_after


async def _put_priority(machine: Machine, change: PriorityChange, report: Report, *, certain: bool) -> bool:
    """Whether there is nothing left to do about it."""
    now = await machine.process(change.pid)
    if now is None or now.started_at != change.started_at:
        report.gone.append(change.name)
        return True
    if now.priority != change.before:
        if certain and now.priority != change.after:
            report.left.append(
                f"{program_name(change.name)} was given another priority meanwhile; I left it so."
            )
            return True
        try:
            seen = await machine.set_priority(change.pid, change.started_at, change.before)
        except Mistake:
            report.gone.append(change.name)
            return True
        except Unavailable as error:
            report.stuck.append(f"{program_name(change.name)}: {error.sentence}")
            return False
        if seen != change.before:
            report.stuck.append(f"{program_name(change.name)} did not take its former priority.")
            return False
    report.back += 1
    return True


async def _put_service(machine: Machine, name: str, report: Report) -> bool:
    (now,) = await machine.services([name])
    if now.running is None:
        report.left.append(f"{name} is no longer installed.")
        return True
    if not now.running:
        try:
            now = await machine.start_service(name)
        except HomeOpsError as error:
            report.stuck.append(f"{name}: {error.sentence}")
            return False
        if not now.running:
            report.stuck.append(f"{name} did not start.")
            return False
    report.back += 1
    return True


async def _put_plan(machine: Machine, state: GamingState, report: Report, *, certain: bool) -> bool:
    before = state.power_plan_before
    if before is None or state.power_plan_after == before:
        return True
    now = await machine.power_plan()
    if now != before:
        if certain and now != state.power_plan_after:
            report.left.append(f"The power plan was changed to {now} meanwhile; I left it so.")
            return True
        try:
            now = await machine.set_power_plan(before)
        except HomeOpsError as error:
            report.stuck.append(error.sentence)
            return False
        if now != before:
            report.stuck.append(f"The power plan is still {now}.")
            return False
    report.back += 1
    return True


def say_stuck(report: Report) -> str:
    """One sentence about what could not be put back."""
    return join_words([stuck.rstrip(".") for stuck in report.stuck[:4]]) + "."
