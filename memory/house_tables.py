"""The tables of who is who: people, the accounts they write from, invites, questions put to others, and the audit chain."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from memory.columns import Moment, Order, Plain, Row, Whole, Words


class PersonRow(Row, table=True):
    """Someone of the household; who leaves keeps the row, so that what they did still has a name."""

    id: str = Field(primary_key=True, sa_type=Words)
    name: str = Field(sa_type=Words)
    role: int = Field(sa_type=Whole)
    locale: str = Field(sa_type=Words)
    rooms: list[str] = Field(sa_type=Plain)
    until: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    joined_at: datetime | None = Field(default=None, sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class IdentityRow(Row, table=True):
    """An account of a platform and whose it is; `conversation` is where this person alone reads."""

    __table_args__ = (Index("identity_person", "person"),)

    channel: str = Field(primary_key=True, sa_type=Words)
    platform_id: str = Field(primary_key=True, sa_type=Words)
    person: str = Field(sa_type=Words)
    conversation: str | None = Field(default=None, sa_type=Words)
    linked_at: datetime = Field(sa_type=Moment)


class InviteRow(Row, table=True):
    """A code that links one account to a person, once; only its digest is kept."""

    digest: str = Field(primary_key=True, sa_type=Words)
    person: str = Field(sa_type=Words)
    invited_by: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SummonsRow(Row, table=True):
    """The questions of a turn as they were put to somebody who did not ask for it."""

    __table_args__ = (Index("summons_conversation", "conversation"),)

    turn: str = Field(primary_key=True, sa_type=Words)
    conversation: str = Field(primary_key=True, sa_type=Words)
    message: str = Field(sa_type=Words)


class AliasRow(Row, table=True):
    """A name that somebody taught, and the id of what it means in a domain; `spoken` is what that is called anyway."""

    name: str = Field(primary_key=True, sa_type=Words)
    domain: str = Field(sa_type=Words)
    thing: str = Field(sa_type=Words)
    spoken: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Moment)


class AuditRow(Row, table=True):
    """One link of the chain: that something happened, without what exactly (PROTOCOLS §6)."""

    __table_args__ = (Index("audit_person", "person"), {"sqlite_autoincrement": True})

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    at: datetime = Field(sa_type=Moment)
    person: str = Field(sa_type=Words)
    verb: str = Field(sa_type=Words)
    outcome: str = Field(sa_type=Words)
    commitment: str = Field(sa_type=Words)
    link: str = Field(sa_type=Words)


class AuditPayloadRow(Row, table=True):
    """What exactly happened, as canonical JSON, with the salt of its commitment; erased together."""

    n: int = Field(primary_key=True, sa_type=Order)
    salt: str = Field(sa_type=Words)
    payload: str = Field(sa_type=Words)


class AuditHeadRow(Row, table=True):
    """The chain's last link; locked last in a transaction, so that links are made one after the other."""

    name: str = Field(primary_key=True, sa_type=Words)
    n: int = Field(sa_type=Whole)
    link: str = Field(sa_type=Words)
