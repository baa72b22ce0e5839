"""Who is who: the household's people and their accounts, kept in the database and at hand here.

Whoever is not known may do nothing (PROTOCOLS §6). Whoever changes people in the database calls `reload` afterwards.
"""

import getpass
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import PersonSettings
from memory import household, later, turns
from memory.clock import Clock
from memory.db import Store
from memory.errors import Misconfigured, Mistake
from memory.household import Account, Member
from memory.people import Person, Role

OUR_CHANNELS = ("terminal", "ask")
"""Channels of this machine's own user, who says in whose name they speak: a sender there is a person's id."""


class People:
    """The household's people; `open_people` makes it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._members: Sequence[Member] = ()
        self._accounts: Sequence[Account] = ()

    async def reload(self) -> None:
        """Read them from the database again."""
        async with self._store.reading() as session:
            await self.read(session)

    async def read(self, session: AsyncSession) -> None:
        """Read them as a transaction sees them that has just changed them."""
        self._members = await household.members(session)
        self._accounts = await household.accounts(session)

    @property
    def all(self) -> tuple[Person, ...]:
        """Everybody who may do something at present."""
        return household.present(self._members, self._clock.now())

    @property
    def known(self) -> tuple[Member, ...]:
        """Everybody who has not left, invited ones and guests whose visit is over included."""
        return tuple(each for each in self._members if not each.left)

    @property
    def owner(self) -> Person:
        """The first of those with the highest role."""
        return max(self.all, key=lambda person: person.role)

    def find(self, person_id: str) -> Person | None:
        """The person with this id, if there is one who may do something at present."""
        return next((person for person in self.all if person.id == person_id), None)

    def who(self, channel: str, platform_id: str) -> Person | None:
        """Whose account that is; None for everybody whom nobody invited."""
        if channel in (*OUR_CHANNELS, later.SOURCE):
            return self.find(platform_id)
        account = self._account(channel, platform_id)
        return None if account is None else self.find(account.person)

    async def meet(self, channel: str, platform_id: str, conversation: str) -> None:
        """Somebody wrote where they alone read: that is where they are reached on `channel` from now on.

        The first such place of an account stays.
        """
        account = self._account(channel, platform_id)
        if account is None or account.conversation is not None:
            return
        place = replace(account, conversation=chat_of(conversation))
        async with self._store.fenced() as session:
            await household.link(session, place, self._clock.now())
            await self.read(session)

    def _account(self, channel: str, platform_id: str) -> Account | None:
        wanted = (channel, platform_id)
        return next((each for each in self._accounts if (each.channel, each.platform_id) == wanted), None)

    def accounts(self, channel: str) -> list[str]:
        """The ids on `channel` of everybody who may do something at present."""
        here = {person.id for person in self.all}
        return [
            each.platform_id for each in self._accounts if each.channel == channel and each.person in here
        ]

    def ever(self, name: str) -> Person | None:
        """Who is or was called so, or has that id."""
        wanted = name.strip().casefold()
        known = (each.person for each in self._members)
        return next((each for each in known if wanted in (each.name.casefold(), each.id)), None)

    def has_ever(self, person_id: str) -> bool:
        """Whether somebody of that id belongs or ever belonged to the household."""
        return any(each.person.id == person_id for each in self._members)

    def has(self, person_id: str) -> bool:
        """Whether somebody of that id belongs to the household, invited ones and ended visits included."""
        return any(each.person.id == person_id for each in self.known)

    def name_of(self, person_id: str) -> str:
        """What someone is or was called."""
        known = (each.person.name for each in self._members if each.person.id == person_id)
        return next(known, person_id)

    def named(self, name: str) -> Person:
        """The person called `name`, also one who was invited and has not come yet.

        Raises:
            Mistake: Nobody is; the sentence names those who are here.
        """
        wanted = name.strip().casefold()
        for each in self.known:
            if wanted in (each.person.name.casefold(), each.person.id):
                return each.person
        known = ", ".join(person.name for person in self.all)
        raise Mistake(f"Nobody here is called “{name}”; this household has {known}.")

    def deciders(self, least: Role, besides: str) -> tuple[Person, ...]:
        """Who of the others may decide what takes that role, the highest roles first."""
        can = [person for person in self.all if person.role >= least and person.id != besides]
        return tuple(sorted(can, key=lambda person: -person.role))

    def places(self, person_id: str) -> Mapping[str, str]:
        """Where this person alone reads, by channel."""
        own = {channel: f"{channel}:{person_id}" for channel in OUR_CHANNELS}
        for account in self._accounts:
            if account.person == person_id and account.conversation is not None:
                own[account.channel] = account.conversation
        return own

    def is_alone(self, person_id: str, conversation: str) -> bool:
        """Whether a conversation is where this person alone reads, or a topic there."""
        place = self.places(person_id).get(conversation.partition(":")[0])
        return place is not None and place in (conversation, chat_of(conversation))


def chat_of(conversation: str) -> str:
    """The chat that a conversation is, or is a topic of: a person's own chat may have topics too."""
    return ":".join(conversation.split(":")[:2])


async def places_near(session: AsyncSession, people: People, person_id: str, near: str) -> dict[str, None]:
    """Where to reach a person: where they were last, and on the channel of the conversation `near`."""
    places = people.places(person_id)
    last = await turns.last_place(session, person_id, list(places.values()))
    beside = places.get(near.partition(":")[0])
    away = next((place for channel, place in places.items() if channel not in OUR_CHANNELS), None)
    found = [place for place in (last, beside) if place is not None] or [away or places["terminal"]]
    return dict.fromkeys(found)


async def open_people(store: Store, given: Sequence[PersonSettings], locale: str, clock: Clock) -> People:
    """The household's people; those of the settings whom the database has never heard of are added to it.

    Args:
        store: Where they live.
        given: The people of the settings. Without any, whoever runs HomeOps first is its owner.
        locale: The house's Babel locale.
        clock: Tells whose visit is over.

    Raises:
        Misconfigured: Two of them could not be told apart.
    """
    people = People(store, clock)
    await people.reload()
    new = [each for each in _read(given, locale) if not people.has_ever(each[0].id)]
    if not people.known and not new:
        new = _read([PersonSettings(name=user_name(), role="owner")], locale)
    if new:
        now = clock.now()
        async with store.fenced() as session:
            for person, accounts in new:
                await household.put(session, person, now, joined=True)
                for channel, platform_id in accounts.items():
                    await household.link(session, Account(channel, platform_id, person.id), now)
        await people.reload()
    return people


def _read(given: Sequence[PersonSettings], locale: str) -> list[tuple[Person, Mapping[str, str]]]:
    people = [
        Person(slug(each.name), each.name, Role[each.role.upper()], locale, each.rooms, each.until)
        for each in given
    ]
    for first, second in combinations(people, 2):
        if first.id == second.id:
            raise Misconfigured(
                f"Two people of the household are called {first.name} and {second.name}; give one of them another name."
            )
    return [(person, each.accounts) for person, each in zip(people, given, strict=True)]


def user_name() -> str:
    """What whoever runs this program is called, as a name."""
    try:
        return getpass.getuser().capitalize()
    except (KeyError, OSError):
        return "You"


def slug(name: str) -> str:
    """A person's id out of their name."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "person"
