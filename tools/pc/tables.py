"""What the PC's verbs must not forget over a crash: clean-ups, and what gaming mode changed."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from memory.columns import Json, Member, Moment, Plain, Row, Whole, Words


class CleanupState(StrEnum):
    """How far a clean-up has come."""

    MOVING = "moving"
    IN_TRASH = "in_trash"
    OVER = "over"  # put back, or deleted from the trash for good


class GamingPhase(StrEnum):
    """How far gaming mode has come; there is no row while it is off."""

    STARTING = "starting"
    ON = "on"
    STOPPING = "stopping"


class PcCleanupRow(Row, table=True):
    """One clean-up, written down before anything is moved.

    `n` counts the clean-ups of a PC. `asked` is what was asked for. `items` is the exact list of what is to be moved.
    `at` is when its state last changed.
    """

    id: str = Field(primary_key=True, sa_type=Words)
    n: int = Field(sa_type=Whole)
    asked: str = Field(sa_type=Words)
    items: Json = Field(sa_type=Plain, nullable=False)
    state: CleanupState = Field(sa_type=Member(CleanupState))
    at: datetime = Field(sa_type=Moment)


class PcGamingRow(Row, table=True):
    """What gaming mode changed on a PC, with the former values, written down before anything is changed."""

    pc: str = Field(primary_key=True, sa_type=Words)
    phase: GamingPhase = Field(sa_type=Member(GamingPhase))
    state: Json = Field(sa_type=Plain, nullable=False)
