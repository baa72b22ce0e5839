"""The clients of the API as the running house knows them, and how they are made and ended."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.directory import People
from bot.web.wire import Granted, NewToken, TokenNote
from memory import tokens
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.people import Person
from memory.scopes import Scope
from memory.tokens import Client

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 40
NOTED_EVERY = timedelta(minutes=1)
FOR_PEOPLE = (Scope.STATUS, Scope.MESSAGES, Scope.DANGER, Scope.APPROVE)
FOR_PROGRAMS = (Scope.STATUS, Scope.MESSAGES)


class Clients:
    """Who may use the API at present."""

    def __init__(
        self, store: Store, people: People, clock: Clock, send_away: Callable[[str], None] | None = None
    ) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._send_away = send_away
        self._known: Mapping[str, Client] = {}

    async def reload(self) -> None:
        """Read them from the database again."""
        async with self._store.reading() as session:
            self._known = {each.name: each for each in await tokens.clients(session)}

    def find(self, name: str) -> Client | None:
        """The client of that name, if it and its person may come in at present."""
        client = self._known.get(name)
        return client if client is not None and self._may_come(client) else None

    def person_of(self, client: Client) -> Person | None:
        """In whose name it acts; None once that person is gone."""
        return self._people.find(client.person)

    async def admit(self, refresh_token: str) -> Client | None:
        """Whose refresh token that is, if it is still good; notes that it was used."""
        async with self._store.reading() as session:
            client = await tokens.bearer(session, refresh_token)
        if client is None or not self._may_come(client):
            return None
        now = self._clock.now()
        if client.used_at is None or now - client.used_at > NOTED_EVERY:
            async with self._store.fenced() as session:
                await tokens.used(session, client.name, now)
        return client

    async def create(self, wanted: NewToken) -> Granted:
        """Let a new client in; its refresh token is told here and never again.

        Raises:
            Mistake: The name, the person or the scopes can't be so.
        """
        if NAME.fullmatch(wanted.name) is None or len(wanted.name) > LONGEST_NAME:
            raise Mistake(
                "A token's name takes lower-case letters, digits and hyphens, 40 at most: wall-tablet."
            )
        person = self._people.owner if wanted.person is None else self._people.named(wanted.person)
        scopes = frozenset(wanted.scopes or (FOR_PROGRAMS if wanted.program else FOR_PEOPLE))
        if Scope.APPROVE in scopes and wanted.program:
            raise Mistake(
                "A program never decides for a person, so its token can't have the scope “approve”."
            )
        if Scope.APPROVE in scopes and Scope.DANGER not in scopes:
            raise Mistake("Who may decide may also ask: give the scope “danger” together with “approve”.")
        now = self._clock.now()
        client = Client(wanted.name, person.id, scopes, now, now + timedelta(days=wanted.days))
        async with self._store.fenced() as session:
            token = await tokens.create(session, client)
        await self._refresh()
        return Granted(token=token, about=self._note(client))

    async def revoke(self, name: str) -> None:
        """Let a client in no more.

        Raises:
            Mistake: There is none of that name.
        """
        async with self._store.fenced() as session:
            known = await tokens.revoke(session, name)
        await self._refresh()
        if self._send_away is not None:
            self._send_away(name)
        if not known:
            raise Mistake(f"There is no token called “{name}”; “homeops api token list” shows them.")

    async def notes(self) -> Sequence[TokenNote]:
        """What there is to say of every client."""
        await self.reload()
        return [self._note(each) for each in self._known.values()]

    async def _refresh(self) -> None:
        await self.reload()
        await self._people.reload()

    def _may_come(self, client: Client) -> bool:
        return self._clock.now() < client.expires_at and self.person_of(client) is not None

    def _note(self, client: Client) -> TokenNote:
        return TokenNote(
            name=client.name,
            person=self._people.name_of(client.person),
            scopes=[each for each in Scope if each in client.scopes],
            expires_at=client.expires_at.astimezone(self._clock.zone),
            used_at=None if client.used_at is None else client.used_at.astimezone(self._clock.zone),
            good=self._may_come(client),
        )
