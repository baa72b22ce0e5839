"""What is Windows' own way: powercfg, sc, taskkill, priority classes, cleanup places."""

import os
import re
from pathlib import Path

import psutil

from memory.errors import Unavailable
from tools.pc.commands import run_command
from tools.pc.models import GpuNow
from tools.pc.settings import CleanupRoot

SYSTEM_NAMES: frozenset[str] = frozenset(
    name + suffix
    for name in [
        "system",
        "registry",
        "smss",
        "csrss",
        "wininit",
        "winlogon",
        "services",
        "lsass",
        "lsaiso",
        "svchost",
        "dwm",
        "fontdrvhost",
        "sihost",
        "explorer",
        "taskhostw",
        "runtimebroker",
        "spoolsv",
        "msmpeng",
        "securityhealthservice",
        "audiodg",
        "conhost",
    ]
    for suffix in ("", ".exe")
) | {"memory compression", "system idle process"}

NICE_OF_CLASS = {64: 19, 16384: 10, 32: 0, 32768: -5, 128: -10, 256: -20}
"""Idle, below normal, normal, above normal, high and real time, each as one nice value and back."""

PLAN = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\s+\((.*?)\)")
SERVICE_STATE = re.compile(r":\s+([1-7])\s+[A-Z_]+\s*$", re.MULTILINE)
RUNNING_STATES = {"2", "4", "5", "6", "7"}


def is_system(pid: int, parent: int) -> bool:
    """The idle process, the kernel and its children."""
    return pid in {0, 4} or parent in {0, 4}


def ask_to_end(process: psutil.Process) -> None:
    """Closes its windows; a program without windows does not hear it (then only force ends it)."""
    if process.is_running():  # psutil compares the start time here
        try:
            run_command("taskkill", "/PID", str(process.pid))
        except Unavailable:  # it has no window to close
            return


def to_native(priority: int) -> int:
    """The class whose nice value is nearest."""
    return min(NICE_OF_CLASS, key=lambda value: abs(NICE_OF_CLASS[value] - priority))


def from_native(value: int) -> int:
    """One nice value a class, so that it can be put back exactly."""
    return NICE_OF_CLASS.get(int(value), 0)


def priority_floor() -> int:
    """High; real time can stop mouse and keyboard."""
    return -10


def service_running(name: str) -> bool | None:
    """Read from `sc query`, whose numbers are the same in every language."""
    try:
        told = run_command("sc", "query", name)
    except Unavailable:
        return None
    state = SERVICE_STATE.search(told or "")
    return None if state is None else state.group(1) in RUNNING_STATES


def set_service(name: str, *, running: bool) -> None:
    """`net` waits until it has started or stopped."""
    run_command("net", "start" if running else "stop", name)


def power_plan() -> str | None:
    """The GUID of the active plan."""
    told = run_command("powercfg", "/getactivescheme")
    plan = PLAN.search(told or "")
    return None if plan is None else plan.group(1).lower()


def power_plans() -> dict[str, str]:
    """GUIDs with their names in the language of the PC."""
    told = run_command("powercfg", "/list") or ""
    return {guid.lower(): name for guid, name in PLAN.findall(told)}


def set_power_plan(plan: str) -> None:
    """By GUID."""
    run_command("powercfg", "/setactive", plan)


def cleanup_roots() -> tuple[CleanupRoot, ...]:
    """The user's temporary files, browsers' caches, thumbnails, crash dumps and half-finished downloads."""
    local = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    chrome = local / "Google" / "Chrome" / "User Data" / "Default" / "Cache"
    edge = local / "Microsoft" / "Edge" / "User Data" / "Default" / "Cache"
    downloads = Path.home() / "Downloads"
    return (
        CleanupRoot(id="temporary", path=local / "Temp", label="temporary files", older_than_days=10),
        CleanupRoot(id="chrome-cache", path=chrome, label="Chrome's cache"),
        CleanupRoot(id="edge-cache", path=edge, label="Edge's cache"),
        CleanupRoot(
            id="thumbnails",
            path=local / "Microsoft" / "Windows" / "Explorer",
            label="thumbnails",
            older_than_days=30,
            pattern="thumbcache_*.db",
        ),
        CleanupRoot(id="crash-dumps", path=local / "CrashDumps", label="crash reports"),
        CleanupRoot(
            id="downloads-chrome",
            path=downloads,
            label="half-finished downloads",
            older_than_days=3,
            pattern="*.crdownload",
        ),
        CleanupRoot(
            id="downloads-firefox",
            path=downloads,
            label="half-finished downloads",
            older_than_days=3,
            pattern="*.part",
        ),
    )


def cards() -> list[GpuNow]:
    """Windows tells of none without a driver's program."""
    return []
