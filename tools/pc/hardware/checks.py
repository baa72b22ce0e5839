"""Whether the PC is well, for the watch and the doctor."""

from tools.contract import Check, Finding
from tools.pc.hardware.judge import judge_disks, judge_heat, judge_memory
from tools.pc.machine import Machine
from tools.pc.processes.programs import group_programs
from tools.pc.settings import PcSettings


class Health:
    """Asks one machine."""

    def __init__(self, machine: Machine, settings: PcSettings) -> None:
        self._machine = machine
        self._settings = settings

    async def check_answer(self) -> Finding:
        """Whether it answers at all; raises `Unavailable` with the remedy when it does not."""
        return Finding(ok=True, summary=f"{await self._machine.host_name()} answers.")

    async def check_disks(self) -> Finding:
        """Whether a disk is nearly full."""
        return judge_disks(await self._machine.disks(), self._settings.disk_threshold)

    async def check_heat(self) -> Finding:
        """Whether a part is too hot."""
        return judge_heat(await self._machine.sensors())

    async def check_memory(self) -> Finding:
        """Whether memory is running out; only then are the programs looked at."""
        memory = await self._machine.memory()
        short = memory.percent >= self._settings.memory_threshold
        programs = group_programs(await self._machine.processes()) if short else []
        return judge_memory(memory, programs, self._settings.memory_threshold)


def checks(machine: Machine, settings: PcSettings) -> tuple[Check, ...]:
    """What is asked of the PC again and again."""
    health = Health(machine, settings)
    return (
        Check("pc", health.check_answer),
        Check("pc disks", health.check_disks, depends_on=("pc",)),
        Check("pc temperatures", health.check_heat, depends_on=("pc",)),
        Check("pc memory", health.check_memory, depends_on=("pc",)),
    )
