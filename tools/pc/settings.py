"""What can be set about the PC, under `[pc]` of homeops.toml."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[float, Field(gt=0, le=100)]


class CleanupRoot(BaseModel):
    """A folder in which old things may be cleaned up; nothing outside such folders is ever touched.

    Each entry right inside `path` that matches `pattern` and was not used for `older_than_days` may go as a whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    path: Path
    label: str
    """What lies there, as in "temporary files"."""
    older_than_days: float = Field(default=14, ge=0)
    pattern: str = "*"
    """Names that may go, as in a shell: `*.crdownload`."""


class PcSettings(BaseModel):
    """The PC that HomeOps runs on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str = "PC"
    simulation: str | None = None
    """Address of the simulated house, such as http://127.0.0.1:4711; the real PC if left out."""
    cleanup: tuple[CleanupRoot, ...] | None = None
    """Where cleaning up is allowed; the platform's usual places if left out, nowhere if empty."""
    trash_days: int = Field(default=30, ge=1, le=365)
    """How long cleaned-up things can be put back; the ledger remembers how for a day longer (memory/retention.py)."""
    games: tuple[str, ...] = ()
    """Names of programs that gaming mode favours, as in a list of processes ("eldenring.exe")."""
    background: tuple[str, ...] = ()
    """Names of programs that gaming mode puts behind the game."""
    pausable_services: tuple[str, ...] = ()
    """Services that HomeOps may stop and start; no others."""
    gaming_power_plan: str = "performance"
    """The plan while gaming, as the PC names it (Linux: performance; Windows: its GUID or name)."""
    sample_seconds: float = Field(default=60, ge=1)
    cpu_threshold: Percent = 70
    memory_threshold: Percent = 80
    disk_threshold: Percent = 70
