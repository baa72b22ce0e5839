"""The PC: its hardware, its processes, its storage, and gaming on it."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import Domain, World
    from tools.pc.machine import Machine
    from tools.pc.settings import PcSettings


def connect(settings: "PcSettings", world: "World") -> "Domain":
    """Make the domain. Nothing is asked of the PC yet.

    Args:
        settings: The section `[pc]` of homeops.toml.
        world: What the house gives.
    """
    from tools.contract import Domain, Job
    from tools.pc.gaming import tools as gaming
    from tools.pc.hardware import checks, watch
    from tools.pc.hardware import tools as hardware
    from tools.pc.processes import tools as processes
    from tools.pc.storage import tools as storage

    machine = _machine(settings, world)
    measured = watch.Watch(machine, world.samples, world.clock.now)
    pc = hardware.Hardware(machine, measured, settings, world.clock)
    programs = processes.Processes(machine, world.clock.now)
    space = storage.Storage(machine, world, settings)
    games = gaming.Gaming(machine, world, settings)

    return Domain(
        name="pc",
        summary="The PC: how it is, what runs on it, what fills its disks, gaming mode.",
        verbs=(
            *hardware.verbs(pc),
            *processes.verbs(programs),
            *storage.verbs(space),
            *gaming.verbs(games),
        ),
        phrases=(hardware.PHRASES, processes.PHRASES, storage.PHRASES, gaming.PHRASES),
        names={
            "disk": pc.name_disks,
            "sensor": pc.name_sensors,
            "program": programs.name_programs,
            "process": programs.name_processes,
            "game": games.name_games,
        },
        checks=checks.checks(machine, settings),
        jobs=(
            Job("measure the PC", timedelta(seconds=settings.sample_seconds), measured.sample),
            Job("empty the PC's trash", timedelta(days=1), space.expire_trash),
        ),
        simulated=settings.simulation is not None,
        close=machine.close,
        rehearses=True,
    )


def _machine(settings: "PcSettings", world: "World") -> "Machine":
    """The PC that HomeOps runs on, or the one of the simulated house."""
    if settings.simulation is not None:
        from tools.pc.simulated import SimulatedMachine

        return SimulatedMachine(world.http, settings.simulation)
    from tools.pc.local import LocalMachine

    return LocalMachine(settings, world.data, world.clock.now)
