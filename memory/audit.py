"""The audit chain: what was asked, decided, begun and ended, in whose name, so that no link can be changed unseen.

The chain is over (n, at, person, verb, outcome, commitment). A commitment is an HMAC of what exactly happened, under a
salt of its own; both stand apart and can be erased together, which leaves the chain whole (PROTOCOLS §6).
"""

import hmac
import json
import secrets
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.columns import Json
from memory.house_tables import AuditHeadRow, AuditPayloadRow, AuditRow

_HEAD = "audit"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """Something for the chain: what `person` had to do with `verb`, and how that went; `payload` is erasable."""

    at: datetime
    person: str
    verb: str
    outcome: str
    payload: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Link:
    """A deed in the chain; `payload` is None once it was erased."""

    n: int
    at: datetime
    person: str
    verb: str
    outcome: str
    payload: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the whole chain found: how many links, how many erased payloads, and the first bad link, if any."""

    links: int
    erased: int
    bad: int | None = None
    why: str = ""


async def append(session: AsyncSession, *deeds: Deed) -> None:
    """Add links to the chain. Belongs at the end of a fenced transaction: the head is locked until that has ended."""
    if not deeds:
        return
    head = select(col(AuditHeadRow.n), col(AuditHeadRow.link)).where(col(AuditHeadRow.name) == _HEAD)
    row = (await session.execute(head.with_for_update())).one()
    n, link = row[0], row[1]
    rows, payloads = list[dict[str, object]](), list[dict[str, object]]()
    for deed in deeds:
        n += 1
        salt, payload = secrets.token_hex(16), _canonical(deed.payload)
        commitment = _commit(salt, payload)
        link = _chain(link, n, deed.at, deed.person, deed.verb, deed.outcome, commitment)
        rows.append(
            {
                "n": n,
                "at": deed.at,
                "person": deed.person,
                "verb": deed.verb,
                "outcome": deed.outcome,
                "commitment": commitment,
                "link": link,
            }
        )
        payloads.append({"n": n, "salt": salt, "payload": payload})
    await session.execute(insert(AuditRow), rows)
    await session.execute(insert(AuditPayloadRow), payloads)
    await session.execute(update(AuditHeadRow).where(col(AuditHeadRow.name) == _HEAD).values(n=n, link=link))


async def latest(session: AsyncSession, limit: int, person: str | None = None) -> list[Link]:
    """The newest links, of one person or of all, newest first."""
    wanted = (
        select(AuditRow, func.coalesce(col(AuditPayloadRow.payload), ""))
        .outerjoin(AuditPayloadRow, col(AuditPayloadRow.n) == col(AuditRow.n))
        .order_by(col(AuditRow.n).desc())
        .limit(limit)
    )
    if person is not None:
        wanted = wanted.where(col(AuditRow.person) == person)
    rows = (await session.execute(wanted)).all()
    return [
        Link(row.n or 0, row.at, row.person, row.verb, row.outcome, json.loads(text) if text else None)
        for row, text in rows
    ]


async def verify(session: AsyncSession) -> Verified:
    """Look at every link, and name the first that is not as it was made."""
    n, link, erased = 0, "", 0
    async for row, salt, payload in _all(session):
        n += 1
        if row.n != n:
            return Verified(n - 1, erased, n, "it is missing")
        told = _chain(link, n, row.at, row.person, row.verb, row.outcome, row.commitment)
        if told != row.link:
            return Verified(n - 1, erased, n, "it was changed")
        if not payload:
            erased += 1
        elif not hmac.compare_digest(_commit(salt, payload), row.commitment):
            return Verified(n - 1, erased, n, "what it says happened was changed")
        link = row.link
    head = select(col(AuditHeadRow.n), col(AuditHeadRow.link)).where(col(AuditHeadRow.name) == _HEAD)
    last = (await session.execute(head)).one()
    if (last[0], last[1]) != (n, link):
        return Verified(n, erased, n + 1, "the end of the chain is missing")
    return Verified(n, erased)


async def erase(session: AsyncSession, person: str) -> int:
    """Erase what exactly a person did, with its salts; the chain stays whole. Says how many payloads went."""
    theirs = select(col(AuditRow.n)).where(col(AuditRow.person) == person)
    gone = delete(AuditPayloadRow).where(col(AuditPayloadRow.n).in_(theirs)).returning(col(AuditPayloadRow.n))
    return len((await session.execute(gone)).all())


async def _all(session: AsyncSession) -> AsyncGenerator[tuple[AuditRow, str, str]]:
    after = 0
    while True:
        page = (
            select(
                AuditRow,
                func.coalesce(col(AuditPayloadRow.salt), ""),
                func.coalesce(col(AuditPayloadRow.payload), ""),
            )
            .outerjoin(AuditPayloadRow, col(AuditPayloadRow.n) == col(AuditRow.n))
            .where(col(AuditRow.n) > after)
            .order_by(col(AuditRow.n))
            .limit(_PAGE)
        )
        rows = (await session.execute(page)).all()
        for row, salt, payload in rows:
            yield row, salt, payload
            after = row.n or after
        if len(rows) < _PAGE:
            return


def _canonical(payload: Mapping[str, Json]) -> str:
    return json.dumps(dict(payload), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _commit(salt: str, payload: str) -> str:
    return hmac.new(bytes.fromhex(salt), payload.encode(), sha256).hexdigest()


def _chain(before: str, n: int, at: datetime, person: str, verb: str, outcome: str, commitment: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    link = json.dumps([before, n, moment, person, verb, outcome, commitment], ensure_ascii=True)
    return sha256(link.encode()).hexdigest()
