"""One run of a container: its name and when it was started, so that a restart that was asked for once happens once."""

from dataclasses import dataclass
from datetime import datetime

from memory.errors import Mistake

_NEVER = "never"


@dataclass(frozen=True, slots=True)
class Handle:
    """Written as "plex@2026-11-23T09:12:33.120000+00:00"; no container's name has an @."""

    name: str
    started_at: datetime | None

    @staticmethod
    def is_one(text: str) -> bool:
        """Whether it is written so."""
        return "@" in text

    @classmethod
    def parse(cls, text: str) -> "Handle":
        """Read one.

        Raises:
            Mistake: It is none.
        """
        name, _, started = text.partition("@")
        try:
            return cls(name, None if started == _NEVER else datetime.fromisoformat(started))
        except ValueError as error:
            raise Mistake(f"“{text}” names no run of a container; say which container to restart.") from error

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name}@{_NEVER if self.started_at is None else self.started_at.isoformat()}"
