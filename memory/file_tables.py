"""The table of the files that people sent."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from memory.columns import Moment, Row, Whole, Words


class KeptFileRow(Row, table=True):
    """A photo or file that came with a message, for as long as messages are kept; `place` is which one of the message."""

    __table_args__ = (
        UniqueConstraint("source", "event_id", "place", name="kept_file_event"),
        Index("kept_file_at", "at"),
        Index("kept_file_person", "person"),
    )

    id: str = Field(primary_key=True, sa_type=Words)
    source: str = Field(sa_type=Words)
    event_id: str = Field(sa_type=Words)
    place: int = Field(sa_type=Whole)
    conversation: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    media_type: str = Field(sa_type=Words)
    size: int = Field(sa_type=Whole)
    content: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Moment)
