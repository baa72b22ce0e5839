"""What the command line says about the house that is meant."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which house: the simulated one of `house_file` at the time `now`, or the real one; `verbose` logs more.

    Without a file it is the real one if `is_real`, or as soon as anything is set up (see `bot.simulated.house_meant`).
    """

    house_file: Path | None = None
    now: datetime | None = None
    verbose: bool = False
    is_real: bool = False
