"""The tables of the way in for other programs: who may come, and what was handed out to them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from memory.bodies import OutboundBody
from memory.columns import Member, Moment, Order, Plain, Row, Words
from memory.messages import Kind


class ApiClientRow(Row, table=True):
    """Who may use the API, in whose name, and what for; of its token only the digest is kept."""

    __table_args__ = (UniqueConstraint("digest", name="api_client_digest"),)

    name: str = Field(primary_key=True, sa_type=Words)
    digest: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    scopes: list[str] = Field(sa_type=Plain)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class MailboxRow(Row, table=True):
    """One message as an API client can read it, for as long as messages are kept; `n` is its cursor."""

    __table_args__ = (
        UniqueConstraint("key", name="mailbox_key"),
        Index("mailbox_client", "client", "n"),
        Index("mailbox_reply", "client", "reply_to"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    key: str = Field(sa_type=Words)
    client: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    kind: Kind = Field(sa_type=Member(Kind))
    body: OutboundBody = Field(sa_type=Plain)
    reply_to: str | None = Field(default=None, sa_type=Words)
    at: datetime = Field(sa_type=Moment)
