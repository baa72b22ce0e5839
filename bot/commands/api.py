"""`homeops api token`: who may use the API; done by the HomeOps that runs, or here where none does."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.channels.terminal.cleaning import clean
from bot.commands.wanted import Wanted
from memory.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.settings import Settings
    from bot.web.clients import Clients
    from bot.web.remote import RemoteHouse
    from bot.web.wire import Granted, NewToken, TokenNote
    from memory.scopes import Scope

NONE = "Nobody may use the API yet; make a token with “homeops api token create NAME”."
ONCE = "This is its refresh token. It is shown only now; whoever has it may come in:"
OFF = "The API is off; set “port” under [api] in homeops.toml, such as 8126."


async def create_token(
    wanted: Wanted, name: str, person: str | None, *, program: bool, scopes: "Sequence[str]", days: int
) -> int:
    """Print a new client's refresh token, once; on a line of its own."""
    from bot.web.wire import NewToken

    asked = NewToken(name=name, person=person, program=program, scopes=_as_scopes(scopes), days=days)
    async with _tokens(wanted) as tokens:
        granted = await tokens.create(asked)
    print(clean(f"{_line(granted.about)}\n{ONCE}"))  # noqa: T201 - the program's output
    print(granted.token)  # noqa: T201
    if tokens.is_off:
        print(OFF)  # noqa: T201
    return 0


async def revoke_token(wanted: Wanted, name: str) -> int:
    """Let a client in no more, from now on."""
    async with _tokens(wanted) as tokens:
        await tokens.revoke(name)
    print(clean(f"{name} can't come in any more."))  # noqa: T201
    return 0


async def list_tokens(wanted: Wanted) -> int:
    """Print who may use the API, a line each."""
    async with _tokens(wanted) as tokens:
        notes = await tokens.notes()
    print(clean("\n".join(map(_line, notes)) or NONE))  # noqa: T201
    return 0


class _Tokens:
    """Who may use the API, kept by the HomeOps that runs (`remote`) or by us (`local`)."""

    def __init__(
        self, settings: "Settings", local: "Clients | None" = None, remote: "RemoteHouse | None" = None
    ) -> None:
        self._local = local
        self._remote = remote
        self.is_off = settings.api.port is None

    async def create(self, asked: "NewToken") -> "Granted":
        from bot.web.wire import Granted

        if self._local is not None:
            return await self._local.create(asked)
        assert self._remote is not None
        return Granted.model_validate_json(await self._remote.call("POST", "/v1/tokens", asked))

    async def revoke(self, name: str) -> None:
        if self._local is not None:
            await self._local.revoke(name)
            return
        assert self._remote is not None
        await self._remote.call("DELETE", f"/v1/tokens/{quote(name, safe='')}")

    async def notes(self) -> "Sequence[TokenNote]":
        from bot.web.wire import token_notes

        if self._local is not None:
            return await self._local.notes()
        assert self._remote is not None
        return token_notes.validate_json(await self._remote.call("GET", "/v1/tokens"))


@asynccontextmanager
async def _tokens(wanted: Wanted) -> AsyncGenerator[_Tokens]:
    from bot.commands.audit import place_of
    from bot.web.remote import call_on

    settings, data = place_of(wanted)
    async with call_on(data) as remote:
        if remote is not None:
            yield _Tokens(settings, remote=remote)
            return
    async with _own_clients(settings, data) as clients:
        yield _Tokens(settings, local=clients)


@asynccontextmanager
async def _own_clients(settings: "Settings", data: "Path") -> "AsyncGenerator[Clients]":
    """The clients of a house that does not run: its people are those of its database and settings."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    from bot.directory import open_people
    from bot.web.clients import Clients
    from memory.clock import Clock
    from memory.db import Store
    from memory.lock import lock
    from memory.migrate import migrate
    from tools.catalog import migrations

    data.mkdir(parents=True, exist_ok=True)
    held = lock(data)
    try:
        store = await Store.open(settings.database, data)
        try:
            await migrate(store, migrations())
            clock = Clock(ZoneInfo(settings.house.zone or str(UTC)))
            people = await open_people(store, settings.people, settings.house.locale, clock)
            yield Clients(store, people, clock)
        finally:
            await store.close()
    finally:
        held.release()


def _as_scopes(scopes: "Sequence[str]") -> "tuple[Scope, ...]":
    from memory.scopes import Scope

    try:
        return tuple(map(Scope, scopes))
    except ValueError as error:
        known = ", ".join(Scope)
        raise Mistake(f"A token's scopes are {known}; {str(error).partition(' ')[0]} is none.") from error


def _line(note: "TokenNote") -> str:
    used = f"last used {note.used_at:%d %b %Y %H:%M}" if note.used_at else "never used"
    ends = f"until {note.expires_at:%d %b %Y}" if note.good else "not good any more"
    return f"{note.name}: for {note.person}, {', '.join(note.scopes)}; {ends}, {used}"
