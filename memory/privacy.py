"""What the household's tables know of one person: to be handed out, or erased (PROTOCOLS §6).

Erasing keeps the skeleton (that something was said or done, when and in whose name) and empties what it says. Memories
are memory/recall.py's, which also keeps their indexes.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory import audit
from memory.bodies import InboundBody, OutboundBody
from memory.columns import Json
from memory.file_tables import KeptFileRow
from memory.house_tables import AliasRow, IdentityRow, PersonRow
from memory.later_tables import LaterRow
from memory.tables import ApprovalRow, ChoiceRow, EffectRow, InboxRow, OutboxRow, SummaryRow, TurnRow
from memory.web_tables import ApiClientRow, MailboxRow

ERASED = "(erased)"
_NO_WORDS: InboundBody = {"text": "", "pressed": None, "attachments": []}
_NO_ANSWER: OutboundBody = {"text": ERASED, "choices": [], "attachments": [], "reply_to": None}


@dataclass(frozen=True, slots=True)
class Trace:
    """Whose trace it is: the person's id, and the conversations in which nobody else reads."""

    person: str
    conversations: tuple[str, ...]


async def export(session: AsyncSession, trace: Trace) -> dict[str, Json]:
    """Everything that is kept of a person, as plain data, oldest first."""
    accounts = await session.execute(select(IdentityRow).where(col(IdentityRow.person) == trace.person))
    inbox = await session.execute(select(InboxRow).where(_wrote(trace)).order_by(col(InboxRow.n)))
    outbox = await session.execute(select(OutboxRow).where(_was_told(trace)).order_by(col(OutboxRow.n)))
    done = await session.execute(
        select(EffectRow).where(col(EffectRow.person) == trace.person).order_by(col(EffectRow.n))
    )
    taught = await session.execute(select(AliasRow).where(col(AliasRow.person) == trace.person))
    files = await session.execute(
        select(col(KeptFileRow.at), col(KeptFileRow.name), col(KeptFileRow.size))
        .where(_sent(trace))
        .order_by(col(KeptFileRow.at))
    )
    later = await session.execute(select(LaterRow).where(col(LaterRow.person) == trace.person))
    links = await audit.latest(session, limit=1_000_000, person=trace.person)
    return {
        "person": trace.person,
        "accounts": [{"channel": row.channel, "id": row.platform_id} for row in accounts.scalars()],
        "said": [{"at": row.received_at.isoformat(), "text": row.body["text"]} for row in inbox.scalars()],
        "told": [{"at": row.created_at.isoformat(), "text": row.body["text"]} for row in outbox.scalars()],
        "changed": [
            {"at": row.begun_at.isoformat(), "verb": row.verb, "args": row.args, "answer": row.answer}
            for row in done.scalars()
        ],
        "sent files": [{"at": at.isoformat(), "name": name, "bytes": size} for at, name, size in files],
        "taught names": [{"name": row.name, "means": row.spoken} for row in taught.scalars()],
        "waiting": [
            {"at": row.due_at.isoformat(), "verb": row.verb, "args": row.args} for row in later.scalars()
        ],
        "audit": [
            {
                "n": link.n,
                "at": link.at.isoformat(),
                "verb": link.verb,
                "outcome": link.outcome,
                "payload": None if link.payload is None else dict(link.payload),
            }
            for link in reversed(links)
        ],
    }


async def erase(session: AsyncSession, trace: Trace) -> dict[str, int]:
    """Empty everything that is kept of a person; says how much of each there was."""
    person = trace.person
    counted = {
        "messages": await _count(session, select(func.count()).select_from(InboxRow).where(_wrote(trace))),
        "answers": await _count(session, select(func.count()).select_from(OutboxRow).where(_was_told(trace))),
        "changes": await _count(
            session, select(func.count()).select_from(EffectRow).where(col(EffectRow.person) == person)
        ),
    }
    counted["files"] = await _count(
        session, select(func.count()).select_from(KeptFileRow).where(_sent(trace))
    )
    await session.execute(delete(KeptFileRow).where(_sent(trace)))
    # First what is found by the senders of the inbox, which is emptied last.
    await session.execute(update(OutboxRow).where(_was_told(trace)).values(body=_NO_ANSWER))
    await session.execute(update(InboxRow).where(_wrote(trace)).values(body=_NO_WORDS))
    await session.execute(update(MailboxRow).where(_was_fetched(trace)).values(body=_NO_ANSWER))
    await session.execute(delete(ApiClientRow).where(col(ApiClientRow.person) == person))
    await session.execute(
        update(TurnRow).where(col(TurnRow.person) == person).values(messages=None, calls=[], reply=None)
    )
    shared = select(col(TurnRow.conversation)).where(col(TurnRow.person) == person)
    await session.execute(delete(SummaryRow).where(col(SummaryRow.conversation).in_(shared)))
    await session.execute(delete(ChoiceRow).where(col(ChoiceRow.conversation).in_(shared)))
    await session.execute(
        update(ApprovalRow).where(col(ApprovalRow.asked_by) == person).values(args={}, card=ERASED)
    )
    await session.execute(
        update(EffectRow)
        .where(col(EffectRow.person) == person)
        .values(args={}, reason="", answer=ERASED, fields=None, inverse=None, undoable=False, left=None)
    )
    await session.execute(delete(AliasRow).where(col(AliasRow.person) == person))
    # What ends by itself still has to end.
    await session.execute(update(LaterRow).where(col(LaterRow.person) == person).values(label=ERASED))
    return {**counted, "audit details": await audit.erase(session, person)}


async def forget_name(session: AsyncSession, person: str) -> None:
    """Who has left loses their name too; the id stays in the chain."""
    await session.execute(update(PersonRow).where(col(PersonRow.id) == person).values(name=ERASED, rooms=[]))


def _wrote(trace: Trace) -> ColumnElement[bool]:
    """What the person wrote: by their turns, which know whose message it was on every platform."""
    theirs = (
        select(col(TurnRow.n))
        .where(
            col(TurnRow.source) == col(InboxRow.source),
            col(TurnRow.event_id) == col(InboxRow.event_id),
            col(TurnRow.person) == trace.person,
        )
        .exists()
    )
    return or_(
        theirs, col(InboxRow.sender) == trace.person, col(InboxRow.conversation).in_(trace.conversations)
    )


def _sent(trace: Trace) -> ColumnElement[bool]:
    """The files that they sent, and all where they alone read."""
    return or_(
        col(KeptFileRow.person) == trace.person, col(KeptFileRow.conversation).in_(trace.conversations)
    )


def _was_told(trace: Trace) -> ColumnElement[bool]:
    """What they were told: all where they alone read, and answers to them elsewhere with what became of their cards."""
    return or_(
        col(OutboxRow.conversation).in_(trace.conversations),
        *(col(OutboxRow.key).in_(each) for each in _answers(trace)),
    )


def _was_fetched(trace: Trace) -> ColumnElement[bool]:
    """What was handed out to programs that act in the person's name."""
    theirs = select(col(ApiClientRow.name)).where(col(ApiClientRow.person) == trace.person)
    return or_(
        col(MailboxRow.client).in_(theirs), *(col(MailboxRow.key).in_(each) for each in _answers(trace))
    )


def _answers(trace: Trace) -> list[Select[str]]:
    """The keys of the answers to a person, and of what became of their cards."""
    return [
        select(literal(begin) + col(TurnRow.id)).where(col(TurnRow.person) == trace.person)
        for begin in ("answer:", "decided:answer:", "ended:answer:")
    ]


async def _count(session: AsyncSession, counting: Select[int]) -> int:
    return (await session.execute(counting)).scalar_one()
