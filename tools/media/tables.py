"""What the media verbs must not forget over a crash: who asked for what, until they were told that it has arrived."""

from datetime import datetime

from sqlmodel import Field

from memory.columns import Moment, Row, Whole, Words


class MediaAskedRow(Row, table=True):
    """Something that a person asked for and waits for, written down before it is asked for.

    `id` names title, quality and person. `request` is the server's number, once there is one. `seasons` is a list of those of a
    series that were asked for, in JSON, `name` is how the title is told.
    """

    id: str = Field(primary_key=True, sa_type=Words)
    title_id: str = Field(sa_type=Words)
    in_4k: bool
    seasons: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    name: str = Field(sa_type=Words)
    request: int | None = Field(default=None, sa_type=Whole, nullable=True)
    asked_at: datetime = Field(sa_type=Moment)
