"""What is Linux's own way: power profiles, user services, cleanup places, nice values."""

import os
from pathlib import Path

import psutil

from memory.errors import Unavailable
from tools.pc.commands import run_command
from tools.pc.models import FIRST_PRIORITY, GpuNow
from tools.pc.settings import CleanupRoot

PROFILE = Path("/sys/firmware/acpi/platform_profile")
GOVERNORS = "devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor"
SYS = Path("/sys")

SYSTEM_NAMES: frozenset[str] = frozenset(
    [
        "systemd",
        "init",
        "launchd",
        "dbus-daemon",
        "dbus-broker",
        "dbus-broker-lau",
        "xorg",
        "xwayland",
        "gnome-shell",
        "gnome-session-b",
        "kwin_wayland",
        "kwin_x11",
        "plasmashell",
        "sddm",
        "gdm",
        "gdm-session-wor",
        "lightdm",
        "login",
        "agetty",
        "sshd",
        "networkmanager",
        "systemd-journald",
        "systemd-logind",
        "systemd-resolved",
        "systemd-udevd",
        "systemd-timesyncd",
        "systemd-networkd",
        "systemd-oomd",
        "polkitd",
        "udisksd",
        "upowerd",
        "wpa_supplicant",
        "pipewire",
        "wireplumber",
        "pulseaudio",
        "containerd",
        "dockerd",
        "cron",
        "crond",
        "rsyslogd",
        "windowserver",
        "loginwindow",
    ]
)


def is_system(pid: int, parent: int) -> bool:
    """The first process, the kernel's, and those that the kernel's started."""
    return pid <= 2 or parent == 2 or (parent == 0 and pid == 1)


def ask_to_end(process: psutil.Process) -> None:
    """SIGTERM, after psutil has compared the start time again."""
    process.terminate()


def to_native(priority: int) -> int:
    """Nice values are Linux's own."""
    return priority


def from_native(value: int) -> int:
    """Nice values are Linux's own."""
    return value


def priority_floor() -> int:
    """What RLIMIT_NICE allows; the superuser may all."""
    if os.geteuid() == 0:
        return FIRST_PRIORITY
    import resource

    limit = getattr(resource, "RLIMIT_NICE", None)
    return 20 if limit is None else 20 - min(resource.getrlimit(limit)[0], 40)


def _unit(name: str) -> tuple[str, str] | None:
    """Where systemd knows a service (its manager's option) and whether it is active."""
    for manager in ("--user", "--system"):
        try:
            told = run_command("systemctl", manager, "show", "--property=LoadState,ActiveState", "--", name)
        except Unavailable:  # no session of that manager
            continue
        if told is None:
            return None
        states = dict(line.split("=", 1) for line in told.splitlines() if "=" in line)
        if states.get("LoadState") == "loaded":
            return manager, states.get("ActiveState", "")
    return None


def service_running(name: str) -> bool | None:
    """Asks the user's systemd first, then the system's."""
    unit = _unit(name)
    return None if unit is None else unit[1] in {"active", "activating", "reloading"}


def set_service(name: str, *, running: bool) -> None:
    """Starts or stops it at the manager that knows it; the system's may want more rights than HomeOps has."""
    unit = _unit(name)
    if unit is None:
        raise Unavailable(f"The PC has no service called {name}.")
    run_command("systemctl", unit[0], "--no-ask-password", "start" if running else "stop", "--", name)


def power_plan() -> str | None:
    """Of power-profiles-daemon, else of the firmware, else the processor's governor."""
    try:
        told = run_command("powerprofilesctl", "get")
    except Unavailable:
        told = None
    if told is not None:
        return told.strip() or None
    for file in _plan_files()[:1]:
        return file.read_text().strip()
    return None


def power_plans() -> dict[str, str]:
    """The names that the one asked by `power_plan` takes."""
    try:
        told = run_command("powerprofilesctl", "list")
    except Unavailable:
        told = None
    if told is not None:
        lines = [line.strip().lstrip("* ") for line in told.splitlines()]
        names = [line[:-1] for line in lines if line.endswith(":") and " " not in line]
    elif PROFILE.exists():
        names = PROFILE.with_name("platform_profile_choices").read_text().split()
    else:
        files = _plan_files()
        choices = files[0].with_name("scaling_available_governors") if files else None
        names = choices.read_text().split() if choices is not None and choices.exists() else []
    return {name: name.replace("-", " ") for name in names}


def set_power_plan(plan: str) -> None:
    """Writes it where `power_plan` reads it."""
    try:
        if run_command("powerprofilesctl", "set", plan) is None:
            for file in _plan_files():
                file.write_text(plan)
    except OSError as error:
        raise Unavailable(
            "HomeOps may not change the power plan; install power-profiles-daemon on the PC."
        ) from error


def _plan_files() -> list[Path]:
    return [PROFILE] if PROFILE.exists() else sorted(SYS.glob(GOVERNORS))


def cleanup_roots() -> tuple[CleanupRoot, ...]:
    """The user's caches, thumbnails and half-finished downloads, and the user's own things in /tmp."""
    home = Path.home()
    cache = Path(os.environ.get("XDG_CACHE_HOME", home / ".cache"))
    downloads = home / "Downloads"
    return (
        CleanupRoot(id="thumbnails", path=cache / "thumbnails", label="thumbnails", older_than_days=30),
        CleanupRoot(
            id="chrome-cache", path=cache / "google-chrome", label="Chrome's cache", older_than_days=14
        ),
        CleanupRoot(id="firefox-cache", path=cache / "mozilla", label="Firefox's cache", older_than_days=14),
        CleanupRoot(id="cache", path=cache, label="programs' caches", older_than_days=60),
        CleanupRoot(id="temporary", path=Path("/tmp"), label="temporary files", older_than_days=10),  # noqa: S108
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
    """AMD's cards, as the kernel tells of them."""
    found: list[GpuNow] = []
    for file in sorted(SYS.glob("class/drm/card[0-9]/device/gpu_busy_percent")):
        try:
            total = int(file.with_name("mem_info_vram_total").read_text())
            used = int(file.with_name("mem_info_vram_used").read_text())
            percent = float(file.read_text())
        except (OSError, ValueError):
            continue
        found.append(
            GpuNow(name="AMD graphics", percent=percent, memory_total_bytes=total, memory_used_bytes=used)
        )
    return found
