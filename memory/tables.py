"""The tables of the house itself (PROTOCOLS §2, §3, §5), and the words that stand in their state columns."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from memory.bodies import InboundBody, OutboundBody
from memory.columns import Json, Measure, Member, Moment, Order, Plain, Row, Whole, Words
from memory.messages import Kind


class InboxState(StrEnum):
    """How far a message from a chat has come."""

    NEW = "new"
    WORKING = "working"
    DONE = "done"
    DEAD = "dead"  # stumbled too often; kept, told to the owner


class TurnState(StrEnum):
    """How far the handling of a message has come."""

    WORKING = "working"
    WAITING = "waiting"  # for a person's approval
    DONE = "done"
    FAILED = "failed"


class EffectState(StrEnum):
    """What is known of a call that changes the house."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it may or may not have taken effect; a person is told


class OutboxState(StrEnum):
    """How far a message from us has come."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"  # lost its meaning before anybody could read it
    JOINED = "joined"  # what it says stands in the message before it


class ApprovalState(StrEnum):
    """What became of a question to a person."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"


class InboxRow(Row, table=True):
    """One event from a chat, committed before the platform is told."""

    __table_args__ = (
        UniqueConstraint("source", "event_id", name="inbox_event"),
        Index("inbox_state", "state", "n"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    source: str = Field(sa_type=Words)
    event_id: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    sender: str = Field(sa_type=Words)
    body: InboundBody = Field(sa_type=Plain)
    received_at: datetime = Field(sa_type=Moment)
    state: InboxState = Field(sa_type=Member(InboxState))
    attempts: int = Field(sa_type=Whole)
    started_epoch: int | None = Field(default=None, sa_type=Whole)


class CursorRow(Row, table=True):
    """Up to where a platform's events have been taken in."""

    source: str = Field(primary_key=True, sa_type=Words)
    next_offset: int = Field(sa_type=Whole)


class TurnRow(Row, table=True):
    """The handling of one event, with what is needed to go on after a crash."""

    __table_args__ = (
        UniqueConstraint("id", name="turn_id"),
        UniqueConstraint("source", "event_id", name="turn_event"),
        Index("turn_conversation", "conversation", "n"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    id: str = Field(sa_type=Words)
    source: str = Field(sa_type=Words)
    event_id: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    person: str = Field(sa_type=Words)
    state: TurnState = Field(sa_type=Member(TurnState))
    messages: str | None = Field(default=None, sa_type=Words)
    calls: list[Json] = Field(sa_type=Plain)
    brain: str | None = Field(default=None, sa_type=Words)
    tokens_in: int = Field(sa_type=Whole)
    tokens_out: int = Field(sa_type=Whole)
    cost_micro_usd: int = Field(sa_type=Whole)
    reply: str | None = Field(default=None, sa_type=Words)
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class SummaryRow(Row, table=True):
    """What a conversation's turns up to one of them were about."""

    conversation: str = Field(primary_key=True, sa_type=Words)
    up_to_turn: int = Field(sa_type=Whole)
    text: str = Field(sa_type=Words)


class EffectRow(Row, table=True):
    """A call that changes the house, written down before it is caused."""

    __table_args__ = (
        UniqueConstraint("key", name="effect_key"),
        Index("effect_turn", "turn"),
        Index("effect_conversation", "conversation", "n"),
        Index("effect_state", "state"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    key: str = Field(sa_type=Words)
    turn: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    verb: str = Field(sa_type=Words)
    args: dict[str, Json] = Field(sa_type=Plain)
    person: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    epoch: int = Field(sa_type=Whole)
    state: EffectState = Field(sa_type=Member(EffectState))
    answer: str | None = Field(default=None, sa_type=Words)
    fields: Json = Field(default=None, sa_type=Plain, nullable=True)
    inverse: Json = Field(default=None, sa_type=Plain, nullable=True)
    undoable: bool = False
    left: Json = Field(default=None, sa_type=Plain, nullable=True)
    undone_by: str | None = Field(default=None, sa_type=Words)
    begun_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class OutboxRow(Row, table=True):
    """One message from us, written down before it is sent."""

    __table_args__ = (
        UniqueConstraint("key", name="outbox_key"),
        Index("outbox_state", "state", "n"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    key: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    kind: Kind = Field(sa_type=Member(Kind))
    body: OutboundBody = Field(sa_type=Plain)
    state: OutboxState = Field(sa_type=Member(OutboxState))
    epoch: int | None = Field(default=None, sa_type=Whole)
    attempts: int = Field(sa_type=Whole)
    not_before: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    platform_id: str | None = Field(default=None, sa_type=Words)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)


class ApprovalRow(Row, table=True):
    """A call that waits for a person."""

    __table_args__ = (Index("approval_conversation", "conversation", "state"), Index("approval_turn", "turn"))

    id: str = Field(primary_key=True, sa_type=Words)
    turn: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    call_id: str = Field(sa_type=Words)
    verb: str = Field(sa_type=Words)
    args: dict[str, Json] = Field(sa_type=Plain)
    args_hash: str = Field(sa_type=Words)
    card: str = Field(sa_type=Words)
    asked_by: str = Field(sa_type=Words)
    least_role: int = Field(sa_type=Whole)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    state: ApprovalState = Field(sa_type=Member(ApprovalState))
    decided_by: str | None = Field(default=None, sa_type=Words)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)


class ChoiceRow(Row, table=True):
    """A button that was offered, and what a press of it means."""

    __table_args__ = (
        UniqueConstraint("id", name="choice_id"),
        Index("choice_conversation", "conversation", "n"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    id: str = Field(sa_type=Words)
    offer: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    label: str = Field(sa_type=Words)
    payload: Json = Field(sa_type=Plain, nullable=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SampleRow(Row, table=True):
    """One measurement of a series, in the unit that the series' name or owner states."""

    series: str = Field(primary_key=True, sa_type=Words)
    at: datetime = Field(primary_key=True, sa_type=Moment)
    value: float = Field(sa_type=Measure)


class SpendRow(Row, table=True):
    """What models cost in one day on one person's behalf; money in millionths of a US dollar."""

    day: date = Field(primary_key=True)
    person: str = Field(primary_key=True, sa_type=Words)
    tokens_in: int = Field(sa_type=Whole)
    tokens_out: int = Field(sa_type=Whole)
    cost_micro_usd: int = Field(sa_type=Whole)
    calls: int = Field(sa_type=Whole)


class FenceRow(Row, table=True):
    """Which leadership may write; changes only at takeover."""

    name: str = Field(primary_key=True, sa_type=Words)
    epoch: int = Field(sa_type=Whole)


class LeaseRow(Row, table=True):
    """Who leads; renewals touch only this row."""

    name: str = Field(primary_key=True, sa_type=Words)
    holder: str | None = Field(default=None, sa_type=Words)
    epoch: int = Field(sa_type=Whole)
    seq: int = Field(sa_type=Whole)
