"""Whoever is not known: let in with a code, once; otherwise told one neutral line at most (PROTOCOLS §6)."""

import re
from collections import deque
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory import OUR_CHANNELS, People, chat_of, places_near
from bot.first_words import suggest
from memory import household, inbox, outbox
from memory.clock import Clock
from memory.db import Store
from memory.household import Account, Redeemed
from memory.messages import Inbound, Kind, Outbound
from memory.people import Person, Role

JOIN = re.compile(r"\s*/?(?:start|join)\b[\s:=]*([a-z0-9]{5}[-\s]?[a-z0-9]{5})\s*[.!]?\s*", re.IGNORECASE)
OF_A_LINK = re.compile(r"/start [A-Z2-9]{5}-?[A-Z2-9]{5}")
"""What a link with an invitation has its reader say; somebody may well tap it twice."""
WELCOME = "Welcome, {name}! You are {role} here{stay}."
BACK = "You are in already, {name}."
TRY = "Write as you would to a friend. You could try:\n{examples}"
STRANGER = (
    "I talk only with the people of this house. If one of them gave you a code, write: join CODE. "
    "If I don't answer that, the code is not good any more."
)
WRONG_CODE = "That code is not good (any more); ask for a new one. I say this only once."
ROLES = {
    Role.OWNER: "the owner",
    Role.ADULT: "an adult",
    Role.TEEN: "a teen",
    Role.CHILD: "a child",
    Role.GUEST: "a guest",
}
TOLD = "{name} has joined as {role}{stay}, by {channel}."
TRIES, TRIES_OF_ALL, TRIES_WITHIN = 10, 1000, timedelta(hours=1)
"""How many wrong codes one account, and all together, may give: a code has 50 random bits."""


class Welcome:
    """Answers those who are not known; `domains` are those that are set up, from which newcomers are shown examples."""

    def __init__(self, store: Store, people: People, clock: Clock, domains: Collection[str]) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._domains = domains
        self._tries: deque[tuple[datetime, str, str]] = deque(maxlen=TRIES_OF_ALL)

    def is_late(self, inbound: Inbound) -> bool:
        """Whether somebody who is in already says what brings people in."""
        return inbound.source not in OUR_CHANNELS and OF_A_LINK.fullmatch(inbound.text) is not None

    async def answer_again(self, inbound: Inbound, person: Person) -> str:
        """Handle the second tap of a link to its end; returns what was said to them."""
        text = f"{BACK.format(name=person.name)} {self._examples(person)}"
        key = f"again:{inbound.source}:{inbound.event_id}"
        async with self._store.fenced() as session:
            await outbox.put(session, self._message(inbound, text, key), self._clock.now())
            await inbox.finish(session, inbound.source, inbound.event_id)
        return text

    async def answer(self, inbound: Inbound) -> str:
        """Handle a stranger's message to its end; returns what was said to them."""
        now = self._clock.now()
        code = JOIN.fullmatch(inbound.text)
        async with self._store.fenced() as session:
            redeemed = await self._redeem(session, inbound, code[1], now) if code else None
            if redeemed is not None:
                await self._people.read(session)
            text = self._line(redeemed, has_code=code is not None)
            is_let_in = redeemed is not None
            await outbox.put(session, self._message(inbound, text, _key(inbound, is_let_in=is_let_in)), now)
            if redeemed is not None:
                await self._tell(session, redeemed, inbound, now)
            await inbox.finish(session, inbound.source, inbound.event_id)
        return text

    async def _redeem(
        self, session: AsyncSession, inbound: Inbound, code: str, now: datetime
    ) -> Redeemed | None:
        if self._is_guessing(inbound, now):  # whoever guesses is not let in by luck
            return None
        redeemed = await household.redeem(session, code, now)
        if redeemed is None:
            self._tries.append((now, inbound.source, inbound.sender))
            return None
        place = None if inbound.shared else chat_of(inbound.conversation)
        account = Account(inbound.source, inbound.sender, redeemed.person, place)
        if inbound.source not in OUR_CHANNELS:
            await household.link(session, account, now)
        return redeemed

    def _is_guessing(self, inbound: Inbound, now: datetime) -> bool:
        recent = [who for at, *who in self._tries if now - at < TRIES_WITHIN]
        own = recent.count([inbound.source, inbound.sender])
        return own >= TRIES or len(recent) >= TRIES_OF_ALL

    def _line(self, redeemed: Redeemed | None, *, has_code: bool) -> str:
        if redeemed is None:
            return WRONG_CODE if has_code else STRANGER
        person = self._people.find(redeemed.person)
        if person is None:
            return STRANGER
        hello = WELCOME.format(name=person.name, **self._about(person))
        return f"{hello} {self._examples(person)}"

    def _examples(self, person: Person) -> str:
        return TRY.format(examples="\n".join(f"• {each}" for each in suggest(person, self._domains)))

    def _about(self, person: Person) -> dict[str, str]:
        until = person.until.astimezone(self._clock.zone) if person.until else None
        stay = f" until {until:%A %d %B, %H:%M}" if until else ""
        return {"role": ROLES[person.role], "stay": stay}

    async def _tell(self, session: AsyncSession, redeemed: Redeemed, inbound: Inbound, now: datetime) -> None:
        """The owner and whoever invited them are told."""
        person = self._people.find(redeemed.person)
        if person is None:
            return
        channel = inbound.source.capitalize()
        text = TOLD.format(name=person.name, channel=channel, **self._about(person))
        for each in dict.fromkeys((self._people.owner.id, redeemed.invited_by)):
            for place in await places_near(session, self._people, each, inbound.conversation):
                key = f"joined:{inbound.source}:{inbound.event_id}:{place}"
                await outbox.put(session, Outbound(key, place, text, kind=Kind.NOTICE), now)

    @staticmethod
    def _message(inbound: Inbound, text: str, key: str) -> Outbound:
        return Outbound(key, inbound.conversation, text, kind=Kind.NOTICE, reply_to=inbound.event_id)


def _key(inbound: Inbound, *, is_let_in: bool) -> str:
    """One key for all that a stranger is told, so that they are told one thing once for ever."""
    event = inbound.event_id if is_let_in or inbound.source in OUR_CHANNELS else ""
    return f"stranger:{inbound.source}:{inbound.sender}:{event}"
