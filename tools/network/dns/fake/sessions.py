"""Who is signed in to a pretend Pi-hole: sessions, their seats, and bad passwords."""

import base64
import secrets
from datetime import datetime, timedelta

VALID = timedelta(seconds=1800)
SEATS = 16
PATIENCE = 3
"""After so many bad passwords within a minute nobody is let in."""


class Sessions:
    """The sessions of one Pi-hole; a restart ends them all."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[datetime, datetime]] = {}
        self._bad: list[datetime] = []

    def is_locked(self, now: datetime) -> bool:
        """Whether too many bad passwords were tried."""
        self._bad = [each for each in self._bad if now - each < timedelta(minutes=1)]
        return len(self._bad) >= PATIENCE

    def refuse(self, now: datetime) -> None:
        """A bad password was tried."""
        self._bad.append(now)

    def admit(self, now: datetime) -> str | None:
        """A new session, or None where no seat is free."""
        self._tidy(now)
        if len(self.open) >= SEATS:
            return None
        sid = token()
        self.open[sid] = (now, now)
        return sid

    def knows(self, sid: str, now: datetime) -> bool:
        """Whether a session is valid; it then stays so for another half hour."""
        self._tidy(now)
        if sid not in self.open:
            return False
        self.open[sid] = (self.open[sid][0], now)
        return True

    def end(self, sid: str) -> bool:
        """End a session; whether there was one."""
        return self.open.pop(sid, None) is not None

    def _tidy(self, now: datetime) -> None:
        self.open = {sid: each for sid, each in self.open.items() if now - each[1] < VALID}


def token() -> str:
    """An id of a session as Pi-hole makes them."""
    return base64.b64encode(secrets.token_bytes(16)).decode()
