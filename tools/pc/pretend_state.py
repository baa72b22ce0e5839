"""What a pretend PC is made of, from the house file and as it changed since."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, JsonValue

from tools.pc.models import DiskNow, Junk, Process, Service, TrashReceipt
from tools.pc.pretend_house import GIGA, MEBI, PcHouse

FIRST_PID = 1200
PID_STEP = 37


class Program(BaseModel):
    """A running program: how it looks at rest, and whether it ends only by force."""

    process: Process
    stubborn: bool = False


class Trashed(BaseModel):
    """One clean-up: what of it lies in the trash, and the receipt as first given."""

    receipt: TrashReceipt
    items: list[Junk]


class PcState(BaseModel):
    """All that can change; what is kept over a restart of the simulation."""

    since: AwareDatetime
    booted_at: AwareDatetime
    programs: list[Program]
    disks: list[DiskNow]
    junk: list[Junk]
    services: list[Service]
    power_plan: str | None
    trash: dict[str, Trashed] = {}


def first_state(house: PcHouse, now: datetime) -> PcState:
    """The PC as the house file describes it, at `now`."""
    programs: list[Program] = []
    for program in house.processes:
        for number in range(program.count):
            pid = FIRST_PID + PID_STEP * len(programs)
            share = 1 / (1 + number)  # of several, the first does most
            process = Process(
                pid=pid,
                started_at=now - timedelta(hours=program.hours, seconds=-7 * number),
                name=program.name,
                command=program.command or program.name,
                user=program.user,
                cpu_percent=program.cpu * share,
                memory_bytes=int(program.memory_mb * MEBI * (0.4 + 0.6 * share)),
                priority=program.priority,
                standing=program.standing,
                parent=pid - PID_STEP * number if number else 0,
            )
            programs.append(Program(process=process, stubborn=program.stubborn))
    return PcState(
        since=now,
        booted_at=now - timedelta(hours=house.booted_hours_ago),
        programs=programs,
        disks=[
            disk_of(one.id, one.label, int(one.total_gb * GIGA), int(one.used_gb * GIGA))
            for one in house.disks
        ],
        junk=[
            Junk(
                path=one.path,
                bytes=int(one.mb * MEBI),
                files=one.files,
                last_used=now - timedelta(days=one.days),
                root_id=one.root,
                label=one.label,
                mark=f"{one.path}:{one.mb}",
            )
            for one in house.junk
        ],
        services=[Service(name=one.name, running=one.running) for one in house.services],
        power_plan=house.power_plan,
    )


def disk_of(disk_id: str, label: str, total: int, used: int) -> DiskNow:
    """A disk of that size, in bytes."""
    mount = disk_id + "\\" if disk_id.endswith(":") else disk_id
    return DiskNow(
        id=disk_id,
        mount=mount,
        label=label,
        total_bytes=total,
        used_bytes=used,
        free_bytes=max(0, total - used),
    )


def describe(state: PcState, usual_plan: str | None) -> dict[str, JsonValue]:
    """The PC in short, for people and programs that look on: its programs, what lies in the trash, whether it games.

    A pretend PC games while its power plan is not its `usual_plan`.
    """
    programs: list[JsonValue] = [
        {"name": each.process.name, "pid": each.process.pid, "priority": each.process.priority}
        for each in state.programs
    ]
    trash: list[JsonValue] = [item.path for trashed in state.trash.values() for item in trashed.items]
    services: dict[str, JsonValue] = {each.name: each.running for each in state.services}
    return {
        "processes": programs,
        "trash": trash,
        "services": services,
        "power_plan": state.power_plan,
        "gaming_mode": state.power_plan != usual_plan,
    }
