"""The table of calls that are to be made at a later time."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from memory.columns import Json, Moment, Plain, Row, Words


class LaterRow(Row, table=True):
    """A call that waits for its time; `choice` is the button that stands for it, once its time has come."""

    __table_args__ = (Index("later_due_at", "due_at"),)

    key: str = Field(primary_key=True, sa_type=Words)
    due_at: datetime = Field(sa_type=Moment)
    verb: str = Field(sa_type=Words)
    args: dict[str, Json] = Field(sa_type=Plain)
    label: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    shared: bool = False
    choice: str | None = Field(default=None, sa_type=Words)
