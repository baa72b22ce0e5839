"""Who belongs to the household, which accounts are theirs, and the codes by which an account is linked to one of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.house_tables import IdentityRow, InviteRow, PersonRow
from memory.people import Person, Role
from memory.upsert import insert_into

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for each other when read aloud or copied."""
_CODE_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A person, whether they have come (an invited one may not have yet), and whether they have left."""

    person: Person
    joined: bool = True
    left: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a platform; `conversation` is where its person alone reads, None where that is not known."""

    channel: str
    platform_id: str
    person: str
    conversation: str | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """An invite that was used: for whom, and who had invited them."""

    person: str
    invited_by: str


async def members(session: AsyncSession) -> list[Member]:
    """Everybody who ever belonged to the household, in the order in which they came."""
    rows = await session.execute(select(PersonRow).order_by(col(PersonRow.created_at), col(PersonRow.id)))
    return [_member(row) for row in rows.scalars()]


async def put(session: AsyncSession, person: Person, now: datetime, *, joined: bool) -> None:
    """Add a person, or change one who is known by that id; who had left is back."""
    known = {
        "name": person.name,
        "role": int(person.role),
        "locale": person.locale,
        "rooms": list(person.rooms),
        "until": person.until,
        "left_at": None,
    }
    new = insert_into(session, PersonRow).values(
        id=person.id, created_at=now, joined_at=now if joined else None, **known
    )
    if joined:
        known["joined_at"] = now
    await session.execute(new.on_conflict_do_update(index_elements=["id"], set_=known))


async def set_role(session: AsyncSession, person: str, role: Role) -> None:
    """Give a person another role."""
    await session.execute(update(PersonRow).where(col(PersonRow.id) == person).values(role=int(role)))


async def end(session: AsyncSession, person: str, now: datetime) -> None:
    """A visit is over: from now on this person may do nothing."""
    await session.execute(update(PersonRow).where(col(PersonRow.id) == person).values(until=now))


async def let_go(session: AsyncSession, person: str, now: datetime) -> None:
    """A person leaves: nothing of theirs opens the house any more, and their name stays for what they did."""
    await session.execute(update(PersonRow).where(col(PersonRow.id) == person).values(left_at=now))
    await session.execute(delete(IdentityRow).where(col(IdentityRow.person) == person))
    await session.execute(delete(InviteRow).where(col(InviteRow.person) == person))


async def accounts(session: AsyncSession) -> list[Account]:
    """Every linked account."""
    rows = await session.execute(select(IdentityRow).order_by(col(IdentityRow.linked_at)))
    return [Account(row.channel, row.platform_id, row.person, row.conversation) for row in rows.scalars()]


async def link(session: AsyncSession, account: Account, now: datetime) -> None:
    """An account is a person's from now on; one that was somebody else's changes hands."""
    values = {"person": account.person, "conversation": account.conversation, "linked_at": now}
    new = insert_into(session, IdentityRow).values(
        channel=account.channel, platform_id=account.platform_id, **values
    )
    await session.execute(new.on_conflict_do_update(index_elements=["channel", "platform_id"], set_=values))


async def invite(session: AsyncSession, person: str, *, by: str, now: datetime, expires_at: datetime) -> str:
    """A new code that links one account to a person, once and until it expires; earlier ones of theirs are void."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
    await session.execute(
        delete(InviteRow).where(col(InviteRow.person) == person, col(InviteRow.used_at).is_(None))
    )
    await session.execute(
        insert_into(session, InviteRow).values(
            digest=_digest(code), person=person, invited_by=by, created_at=now, expires_at=expires_at
        )
    )
    return f"{code[: _CODE_LETTERS // 2]}-{code[_CODE_LETTERS // 2 :]}"


async def redeem(session: AsyncSession, code: str, now: datetime) -> Redeemed | None:
    """Use a code up; None if it is unknown, used, or too old."""
    used = (
        update(InviteRow)
        .where(
            col(InviteRow.digest) == _digest(code),
            col(InviteRow.used_at).is_(None),
            col(InviteRow.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(InviteRow.person), col(InviteRow.invited_by))
    )
    row = (await session.execute(used)).one_or_none()
    if row is None:
        return None
    await session.execute(
        update(PersonRow)
        .where(col(PersonRow.id) == row[0], col(PersonRow.joined_at).is_(None))
        .values(joined_at=now)
    )
    return Redeemed(row[0], row[1])


def present(all_members: Sequence[Member], now: datetime) -> tuple[Person, ...]:
    """Those who may do something now: who has come, has not left, and whose visit has not ended."""
    return tuple(
        each.person
        for each in all_members
        if each.joined and not each.left and (each.person.until is None or now < each.person.until)
    )


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return sha256(plain.encode()).hexdigest()


def _member(row: PersonRow) -> Member:
    person = Person(row.id, row.name, Role(row.role), row.locale, tuple(row.rooms), row.until)
    return Member(person, joined=row.joined_at is not None, left=row.left_at is not None)
