"""`homeops privacy`: hand out, or erase, what is kept of one person."""

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.commands.audit import NOTHING, place_of, reading_store
from bot.commands.wanted import Wanted
from memory.errors import Mistake

if TYPE_CHECKING:
    from memory.db import Store
    from memory.privacy import Trace


async def export_person(wanted: Wanted, name: str) -> int:
    """Print everything that is kept of a person, as JSON."""
    from memory import privacy
    from memory.owners import owner_of
    from memory.remembered import live

    async with reading_store(wanted) as store:
        if store is None:
            print(NOTHING)  # noqa: T201 - this is the program's output
            return 0
        trace = await _find(store, name)
        async with store.reading() as session:
            kept = await privacy.export(session, trace)
            memories = await live(session, [owner_of(trace.person)])
        kept["memories"] = [{"at": each.said_at.isoformat(), "text": each.text} for each in memories]
    print(json.dumps(kept, indent=2, ensure_ascii=False))  # noqa: T201
    return 0


async def delete_person(wanted: Wanted, name: str) -> int:
    """Erase what a person said, was told, did and had remembered; they belong to the household no more."""
    from memory import household, privacy, remembered
    from memory.clock import Clock
    from memory.db import Store
    from memory.lock import lock
    from memory.migrate import migrate
    from memory.owners import owner_of
    from memory.recall import Recall
    from tools.catalog import migrations

    settings, data = place_of(wanted)
    held = lock(data)
    try:
        store = await Store.open(settings.database, data)
        try:
            await migrate(store, migrations())
            trace = await _find(store, name)
            clock = Clock(ZoneInfo("UTC"))
            owner = owner_of(trace.person)
            async with store.reading() as session:
                has_memories = bool(await remembered.live(session, [owner]))
            if has_memories:  # what finds them is loaded only where there is something to find
                recall = Recall(store, clock, data / "memory")
                try:
                    await recall.erase(owner)
                finally:
                    await recall.close()
            async with store.fenced() as session:
                await remembered.erase(session, owner)
                counted = await privacy.erase(session, trace)
                await household.let_go(session, trace.person, clock.now())
                await privacy.forget_name(session, trace.person)
        finally:
            await store.close()
    finally:
        held.release()
    told = ", ".join(f"{count} {what}" for what, count in counted.items())
    print(f"Erased of {name}: {told}, and all memories. Backups made before keep it until they expire.")  # noqa: T201
    return 0


async def _find(store: "Store", name: str) -> "Trace":
    """Whose trace it is, by name or id; also of somebody who has left.

    Raises:
        Mistake: Nobody is known by that name.
    """
    from bot.directory import People
    from memory.clock import Clock
    from memory.privacy import Trace

    people = People(store, Clock(ZoneInfo("UTC")))
    await people.reload()
    person = people.ever(name)
    if person is None:
        raise Mistake(f"Nobody here is or was called “{name}”.")
    return Trace(person.id, tuple(people.places(person.id).values()))
