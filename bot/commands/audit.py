"""`homeops audit`: what was asked, decided and done, and whether that account is whole."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.terminal.cleaning import clean
from bot.commands.finish import FAILED
from bot.commands.wanted import Wanted

if TYPE_CHECKING:
    from bot.settings import Settings
    from memory.audit import Link
    from memory.db import Store

NOTHING = "Nothing has been written down yet."
ERASED = "(erased)"


async def list_links(wanted: Wanted, *, limit: int, person: str | None, as_json: bool) -> int:
    """Print the newest links of the chain, newest first."""
    from memory import audit

    async with reading_store(wanted) as store:
        if store is None:
            print(NOTHING)  # noqa: T201 - this is the program's output
            return 0
        async with store.reading() as session:
            links = await audit.latest(session, limit, person)
    for link in links:
        print(_as_json(link) if as_json else clean(_line(link)))  # noqa: T201
    return 0


async def verify_chain(wanted: Wanted) -> int:
    """Look at every link; returns 1 if one is bad, and says which."""
    from memory import audit

    async with reading_store(wanted) as store:
        if store is None:
            print(NOTHING)  # noqa: T201
            return 0
        async with store.reading() as session:
            found = await audit.verify(session)
    erased = f", of which {found.erased} had their details erased" if found.erased else ""
    if found.bad is None:
        print(f"The chain is whole: {found.links} entries{erased}.")  # noqa: T201
        return 0
    print(f"Entry {found.bad} is bad: {found.why}. The {found.links} before it are whole{erased}.")  # noqa: T201
    return FAILED


@asynccontextmanager
async def reading_store(wanted: Wanted) -> "AsyncGenerator[Store | None]":
    """The household's database, to look at beside whoever holds it; None if there is none yet."""
    from sqlalchemy import inspect

    from memory.db import Store

    settings, data = place_of(wanted)
    if settings.database is None and not (data / "homeops.db").exists():
        yield None
        return
    store = await Store.open(settings.database, data)
    try:
        async with store.reading() as session:
            connection = await session.connection()
            is_there = await connection.run_sync(lambda sync: inspect(sync).has_table("audit"))
        yield store if is_there else None
    finally:
        await store.close()


def place_of(wanted: Wanted) -> "tuple[Settings, Path]":
    """The settings that tell of the database, and the data folder."""
    from bot.settings import load_settings
    from bot.simulated import house_meant, simulated_data

    settings = load_settings()
    house_file = house_meant(settings, wanted.house_file)
    if house_file is None:
        return settings, settings.data
    return settings.model_copy(update={"database": None}), simulated_data(settings, house_file)


def _as_json(link: "Link") -> str:
    return json.dumps(
        {
            "n": link.n,
            "at": link.at.isoformat(),
            "person": link.person,
            "verb": link.verb,
            "outcome": link.outcome,
            "payload": None if link.payload is None else dict(link.payload),
        }
    )


def _line(link: "Link") -> str:
    what = link.verb.replace("_", " ")
    said = "" if link.payload is not None else f" {ERASED}"
    detail = link.payload or {}
    words = detail.get("answer") or detail.get("card") or detail.get("why") or detail.get("reason") or ""
    first = str(words).partition("\n")[0]
    return f"{link.n:>5} {link.at:%Y-%m-%d %H:%M:%S}Z {link.person} {link.outcome}: {what}{said} {first}".rstrip()
