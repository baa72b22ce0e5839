"""What the command line says about the house that is meant."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which house: the real one, or the simulated one of `house_file` at the time `now`; `verbose` logs more."""

    house_file: Path | None = None
    now: datetime | None = None
    verbose: bool = False
