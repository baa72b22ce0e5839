"""What a Pi-hole missed while it did not answer, to be made good when it does."""

from datetime import datetime

from sqlmodel import Field

from memory.columns import Moment, Row, Words


class NetworkOwedRow(Row, table=True):
    """A change that one Pi-hole still has to get.

    `change` is the same for all Pi-holes that one change is owed to; `id` orders the changes by time; `work` is JSON.
    """

    id: str = Field(primary_key=True, sa_type=Words)
    pihole: str = Field(sa_type=Words)
    change: str = Field(sa_type=Words)
    work: str = Field(sa_type=Words)
    at: datetime = Field(sa_type=Moment)
