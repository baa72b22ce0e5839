"""What the databases' errors mean to the person who reads them."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from memory.errors import HomeOpsError, Misconfigured, Unavailable

_LOCKED = "Another program is using HomeOps' memory (homeops.db); close it and try again."
_FULL = "The disk that holds HomeOps' memory is full. Nothing that was stored is lost; make some room and try again."
_DAMAGED = "HomeOps' memory (homeops.db) is damaged; restore it from a backup."
_UNREADABLE = "HomeOps may not read and write its memory (homeops.db); check the data folder's permissions."
_FAILING = "The disk that holds HomeOps' memory does not read or write properly; check the disk."


def _sqlite_fault(error: sqlite3.Error) -> HomeOpsError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return Unavailable(_LOCKED)
        case sqlite3.SQLITE_FULL:
            return Unavailable(_FULL)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_FORMAT:
            return Misconfigured(_DAMAGED)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_AUTH:
            return Misconfigured(_UNREADABLE)
        case sqlite3.SQLITE_IOERR:
            return Unavailable(_FAILING)
        case _:
            return None


def _postgres_fault(state: str | None, place: str, *, silent: bool) -> HomeOpsError | None:
    """The meaning of an SQLSTATE (PostgreSQL, appendix A); without one, `silent` says that no answer came."""
    if (state is None and silent) or (state or "").startswith(("08", "57P")):
        return Unavailable(
            f"The database at {place} does not answer; check that the machine and PostgreSQL are running."
        )
    if state is None:
        return None
    if state.startswith("28"):
        return Misconfigured(
            f"The database at {place} refused HomeOps' name or password; check the database's address."
        )
    if state == "3D000":
        return Misconfigured(
            f"The database at {place} has no database of that name; create it or check the address."
        )
    if state == "53100":
        return Unavailable(
            f"The disk of the database at {place} is full. Nothing that was stored is lost; make some room."
        )
    if state.startswith("53"):
        return Unavailable(
            f"The database at {place} has no room for another connection; try again in a minute."
        )
    if state.startswith(("55P03", "57014", "25P0", "40")):
        return Unavailable(f"The database at {place} is too busy; try again.")
    if state.startswith(("XX", "58")):
        return Misconfigured(f"The database at {place} is damaged; restore it from a backup.")
    return None


@contextmanager
def translated(place: str) -> Generator[None]:
    """Raise what the database could not do as one of our errors; a bug in a statement stays what it is.

    Args:
        place: "host:port" of the server, for its sentences.
    """
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("HomeOps' memory is too busy; try again.") from error
    except DBAPIError as error:
        cause = error.orig
        fault = (
            _sqlite_fault(cause)
            if isinstance(cause, sqlite3.Error)
            else _postgres_fault(
                getattr(cause, "sqlstate", None), place, silent=isinstance(error, OperationalError)
            )
        )
        if fault is None:
            raise
        raise fault from error
