import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from memory import file_tables, house_tables, later_tables, remembered, tables, web_tables
from memory.columns import Row
from memory.db import Store
from memory.errors import Misconfigured
from memory.migrate import migrate
from tests.memory.conftest import Place

ROOM = '''
"""A room's first table."""
import sqlalchemy as sa
from alembic import op
revision: str = "lamps_0001"
down_revision = None
branch_labels = ("lamps",)
depends_on = None
def upgrade() -> None:
    op.create_table("lamps", sa.Column("id", sa.Text(), primary_key=True))
'''
SECOND = """
from alembic import op
import sqlalchemy as sa
revision = 'lamps_0002'
down_revision = 'lamps_0001'
def upgrade() -> None:
    op.add_column("lamps", sa.Column("room", sa.Text()))
"""
HOUSE = frozenset(
    str(vars(row)["__tablename__"])
    for module in (tables, house_tables, remembered, web_tables, file_tables, later_tables)
    for row in vars(module).values()
    if isinstance(row, type) and issubclass(row, Row) and row is not Row
)


def differences(connection: Connection) -> list[object]:
    """What autogenerate would change in the house's own tables."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(
        connection, opts={"include_object": of_the_house, "compare_type": True}
    )
    return list(compare_metadata(context, SQLModel.metadata))


def of_the_house(thing: object, name: str | None, kind: str, *_: object) -> bool:
    return kind != "table" or name in HOUSE


async def test_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    assert "inbox" in HOUSE
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_room_brings_its_tables_and_their_changes(empty_place: Place, tmp_path: Path) -> None:
    room = tmp_path / "100% lamps" / "versions"
    room.mkdir(parents=True)
    (room / "0001_start.py").write_text(ROOM)
    store = await Store.open(empty_place.url, empty_place.folder)

    await migrate(store, [room])
    async with store.fenced() as session:
        await session.execute(text("INSERT INTO lamps (id) VALUES ('desk')"))
    (room / "0002_room.py").write_text(SECOND)
    await migrate(store, [room])

    async with store.reading() as session:
        assert (await session.execute(text("SELECT id, room FROM lamps"))).one() == ("desk", None)
    await store.close()


async def test_data_of_a_newer_homeops_is_left_alone(store: Store) -> None:
    async with store.fenced() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'memory_9999'"))

    with pytest.raises(Misconfigured, match=r"newer HomeOps \(memory_9999\)"):
        await migrate(store)


async def test_a_step_that_fails_leaves_the_database_as_it_was(empty_place: Place, tmp_path: Path) -> None:
    room = tmp_path / "versions"
    room.mkdir()
    (room / "0001_start.py").write_text(ROOM + "    raise RuntimeError\n")
    store = await Store.open(empty_place.url, empty_place.folder)

    with pytest.raises(RuntimeError):
        await migrate(store, [room])
    (room / "0001_start.py").write_text(ROOM)
    await migrate(store, [room])
    await store.close()


async def test_the_epoch_of_a_restored_database_is_taken_over(store: Store) -> None:
    async with store.fenced() as session:
        await session.execute(text("UPDATE fence SET epoch = 1001"))

    await migrate(store)

    assert store.epoch == 1001
    async with store.fenced():
        pass


def test_an_up_to_date_database_is_opened_without_alembic(migrated_file: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from memory.db import Store; from memory.migrate import migrate\n"
        "async def main():\n"
        "    store = await Store.open(None, Path(sys.argv[1])); await migrate(store); await store.close()\n"
        "asyncio.run(main()); sys.exit('alembic' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program, migrated_file.parent], check=True, cwd=root)
