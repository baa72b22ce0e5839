"""Whoever is not known: let in with a code, once; otherwise told one neutral line at most (PROTOCOLS §6)."""

import re
from collections import deque
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory import OUR_CHANNELS, People, places_near
from memory import household, inbox, outbox
from memory.clock import Clock
from memory.db import Store
from memory.household import Account, Redeemed
from memory.messages import Inbound, Kind, Outbound
from memory.people import Person

JOIN = re.compile(r"\s*/?(?:start|join)\b[\s:=]*([a-z0-9]{5}[-\s]?[a-z0-9]{5})\s*[.!]?\s*", re.IGNORECASE)
WELCOME = "Welcome, {name}! You are {role} here{stay}. Ask me what I can do."
STRANGER = "I talk only with the people of this house. If one of them gave you a code, write: join CODE"
WRONG_CODE = "That code is not good (any more); ask for a new one."
TOLD = "{name} has joined as {role}{stay}, by {channel}."
TRIES, TRIES_WITHIN = 10, timedelta(hours=1)


class Welcome:
    """Answers those who are not known."""

    def __init__(self, store: Store, people: People, clock: Clock) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._tries: deque[datetime] = deque(maxlen=TRIES)

    async def answer(self, inbound: Inbound) -> str:
        """Handle a stranger's message to its end; returns what was said to them."""
        now = self._clock.now()
        code = JOIN.fullmatch(inbound.text)
        async with self._store.fenced() as session:
            redeemed = await self._redeem(session, inbound, code[1], now) if code else None
            if redeemed is not None:
                await self._people.read(session)
            text = self._line(redeemed, has_code=code is not None)
            await outbox.put(session, self._message(inbound, text, has_code=code is not None), now)
            if redeemed is not None:
                await self._tell(session, redeemed, inbound, now)
            await inbox.finish(session, inbound.source, inbound.event_id)
        return text

    async def _redeem(
        self, session: AsyncSession, inbound: Inbound, code: str, now: datetime
    ) -> Redeemed | None:
        recent = [at for at in self._tries if now - at < TRIES_WITHIN]
        if len(recent) >= TRIES:  # whoever guesses is not let in by luck
            return None
        redeemed = await household.redeem(session, code, now)
        if redeemed is None:
            self._tries.append(now)
            return None
        is_alone = inbound.conversation == f"{inbound.source}:{inbound.sender}"
        account = Account(
            inbound.source, inbound.sender, redeemed.person, inbound.conversation if is_alone else None
        )
        if inbound.source not in OUR_CHANNELS:
            await household.link(session, account, now)
        return redeemed

    def _line(self, redeemed: Redeemed | None, *, has_code: bool) -> str:
        if redeemed is None:
            return WRONG_CODE if has_code else STRANGER
        person = self._people.find(redeemed.person)
        return STRANGER if person is None else WELCOME.format(name=person.name, **self._about(person))

    def _about(self, person: Person) -> dict[str, str]:
        until = person.until.astimezone(self._clock.zone) if person.until else None
        stay = f" until {until:%A %d %B, %H:%M}" if until else ""
        return {"role": person.role.spoken, "stay": stay}

    async def _tell(self, session: AsyncSession, redeemed: Redeemed, inbound: Inbound, now: datetime) -> None:
        """The owner and whoever invited them are told."""
        person = self._people.find(redeemed.person)
        if person is None:
            return
        text = TOLD.format(name=person.name, channel=inbound.source, **self._about(person))
        for each in dict.fromkeys((self._people.owner.id, redeemed.invited_by)):
            for place in await places_near(session, self._people, each, inbound.conversation):
                key = f"joined:{inbound.source}:{inbound.event_id}:{place}"
                await outbox.put(session, Outbound(key, place, text, kind=Kind.NOTICE), now)

    def _message(self, inbound: Inbound, text: str, *, has_code: bool) -> Outbound:
        """The answer; the neutral line has one key a stranger, so that it is sent once for ever."""
        event = inbound.event_id if has_code or inbound.source in OUR_CHANNELS else ""
        return Outbound(
            key=f"stranger:{inbound.source}:{inbound.sender}:{event}",
            conversation=inbound.conversation,
            text=text,
            kind=Kind.NOTICE,
            reply_to=inbound.event_id,
        )
