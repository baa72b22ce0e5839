"""Bringing the database up to the code: one Alembic branch a room.

Importing Alembic costs a second of a cold start, so it is imported only when there is something to do; whether there
is, the revision files themselves tell. A room's first revision has `down_revision = None` and a branch label, and no
room's revision depends on another's. There is no way down: a backup is.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from memory.db import Store
from memory.errors import Misconfigured
from memory.faults import translated

_HERE = Path(__file__).parent / "migrations"
_ASSIGNED = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*(\([^)]*\)|.*)", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"']+)["']""")


async def migrate(store: Store, locations: Sequence[Path] = ()) -> None:
    """Bring every room's tables up to date and take over the epoch that the database tells of.

    Args:
        store: An open store, whose data folder is locked by the caller.
        locations: The `versions` folders of all rooms that the code knows, whether they are configured or not.

    Raises:
        Misconfigured: The database was written by a newer HomeOps.
    """
    rooms = (_HERE / "versions", *locations)
    before = _revisions(rooms)
    heads = before.keys() - {down for downs in before.values() for down in downs}
    applied = await _applied(store)
    if newer := sorted(applied - before.keys()):
        raise Misconfigured(
            f"This household's data was written by a newer HomeOps ({', '.join(newer)}); "
            "update HomeOps, or restore a backup."
        )
    if applied != heads:
        await _upgrade(store, rooms)
    await store.adopt_epoch()


def _revisions(rooms: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """Every revision that the code knows, with those that it follows."""
    known: dict[str, tuple[str, ...]] = {}
    for file in (file for room in rooms for file in sorted(room.glob("*.py"))):
        said = {name: _QUOTED.findall(value) for name, value in _ASSIGNED.findall(file.read_text("utf-8"))}
        known[said["revision"][0]] = tuple(said["down_revision"])
    return known


async def _applied(store: Store) -> set[str]:
    async with store.reading() as session:
        connection = await session.connection()
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return set()
        return set((await session.execute(text("SELECT version_num FROM alembic_version"))).scalars())


async def _upgrade(store: Store, rooms: Sequence[Path]) -> None:
    with translated(store.place):
        async with store.engine.begin() as connection:
            await connection.run_sync(_run, rooms)


def _run(connection: Connection, rooms: Sequence[Path]) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        # A step may rightly take long, and another node must wait for it rather than take the same one.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('homeops migrate'))"))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, rooms)).replace("%", "%%"))
    command.upgrade(config, "heads")
