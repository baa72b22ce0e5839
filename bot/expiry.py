"""Questions that nobody answered: closed when their time is over, and told (PROTOCOLS §5)."""

from datetime import timedelta

from bot.cards import Cards
from bot.delivery import Delivery
from bot.directory import People
from memory import approvals, audit, outbox, turns
from memory.clock import Clock
from memory.db import Store
from memory.messages import Kind, Outbound
from tools.contract import Job

TIMED_OUT = "Nobody answered in time, so nothing was done: {card}"


def expiry_job(store: Store, people: People, clock: Clock, delivery: Delivery) -> Job:
    """The job that closes questions whose time is over."""

    async def expire() -> None:
        if await close_unanswered(store, people, clock):
            delivery.wake()

    return Job("close unanswered questions", timedelta(seconds=15), expire)


async def close_unanswered(store: Store, people: People, clock: Clock) -> bool:
    """Close the questions whose time is over and tell whoever asked; says whether there were any."""
    now = clock.now()
    async with store.fenced() as session:
        expired = await approvals.expire(session, now)
        for each in expired:
            text = TIMED_OUT.format(card=each.card)
            notice = Outbound(f"expired:{each.id}", each.conversation, text, kind=Kind.NOTICE)
            await outbox.put(session, notice, now)
            await Cards(session, people, each.turn, now).expire()
            await turns.hand_over(session, each.turn, now)
        await audit.append(
            session, *(approvals.deed(each, each.asked_by, "expired", now) for each in expired)
        )
    return bool(expired)
