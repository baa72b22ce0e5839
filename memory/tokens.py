"""Who may use the API: people's clients and named programs, each with a token of which only the digest is kept.

A client is an account of the person in whose name it acts, on the sources that its scopes leave open to it, so that it
ends with that person's place in the household.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.errors import Mistake
from memory.house_tables import IdentityRow
from memory.scopes import API, LIMITED, PROGRAM, SOURCES, Scope
from memory.tables import TurnRow
from memory.upsert import bare, insert_into
from memory.web_tables import ApiClientRow, MailboxRow

PREFIX = "homeops_"
"""How every token begins, so that one that went astray is recognised by scanners for secrets."""
MAIN = "main"
"""The conversation of a client that names none."""


@dataclass(frozen=True, slots=True)
class Client:
    """Someone who may use the API, in the name of the person with the id `person`."""

    name: str
    person: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def source(self) -> str:
        """How far what it says may lead, as a source of messages."""
        if Scope.DANGER not in self.scopes:
            return LIMITED
        return API if Scope.APPROVE in self.scopes else PROGRAM


async def create(session: AsyncSession, client: Client) -> str:
    """Let `client` in and return its refresh token, which can't be seen again.

    Raises:
        Mistake: There is a client of that name, or there was one of somebody else.
    """
    await _check_name(session, client)
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    new = (
        insert_into(session, ApiClientRow)
        .values(
            name=client.name,
            digest=_digest(token),
            person=client.person,
            scopes=sorted(client.scopes),
            created_at=client.created_at,
            expires_at=client.expires_at,
        )
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(col(ApiClientRow.name))
    )
    if (await session.execute(new)).scalar_one_or_none() is None:
        raise Mistake(
            f"There is a token called {client.name} already; revoke it first, or choose another name."
        )
    for source in {client.source, LIMITED}:
        place = f"{source}:{client.name}:{MAIN}" if source == API else None
        values = {"person": client.person, "conversation": place, "linked_at": client.created_at}
        linked = insert_into(session, IdentityRow).values(channel=source, platform_id=client.name, **values)
        await session.execute(
            linked.on_conflict_do_update(index_elements=["channel", "platform_id"], set_=values)
        )
    return token


async def _check_name(session: AsyncSession, client: Client) -> None:
    """Conversations and mailboxes go by the client's name: nobody gets another person's with it."""
    places = [bare(TurnRow.conversation).startswith(f"{source}:{client.name}:") for source in SOURCES]
    spoke = set(
        (await session.execute(select(bare(TurnRow.person)).where(or_(*places)).distinct())).scalars()
    )
    if spoke - {client.person}:
        raise Mistake(
            f"Somebody else had a token called {client.name}, and what was said with it stays theirs; choose another name."
        )
    if not spoke:
        await session.execute(delete(MailboxRow).where(bare(MailboxRow.client) == client.name))


async def revoke(session: AsyncSession, name: str) -> bool:
    """Let a client in no more; False if there is none of that name."""
    gone = delete(ApiClientRow).where(col(ApiClientRow.name) == name).returning(col(ApiClientRow.name))
    known = (await session.execute(gone)).scalar_one_or_none() is not None
    await session.execute(
        delete(IdentityRow).where(col(IdentityRow.channel).in_(SOURCES), col(IdentityRow.platform_id) == name)
    )
    return known


async def clients(session: AsyncSession) -> list[Client]:
    """Every client, by name."""
    rows = await session.execute(select(ApiClientRow).order_by(col(ApiClientRow.name)))
    return [_client(row) for row in rows.scalars()]


async def bearer(session: AsyncSession, token: str) -> Client | None:
    """Whose refresh token that is; None if nobody's."""
    found = select(ApiClientRow).where(col(ApiClientRow.digest) == _digest(token))
    row = (await session.execute(found)).scalar_one_or_none()
    return None if row is None else _client(row)


async def used(session: AsyncSession, name: str, now: datetime) -> None:
    """A client has shown its refresh token."""
    await session.execute(update(ApiClientRow).where(col(ApiClientRow.name) == name).values(used_at=now))


def _digest(token: str) -> str:
    """Plain SHA-256: 256 random bits can't be guessed, so nothing is won by making it slow."""
    return sha256(token.encode()).hexdigest()


def _client(row: ApiClientRow) -> Client:
    return Client(
        name=row.name,
        person=row.person,
        scopes=frozenset(map(Scope, row.scopes)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
