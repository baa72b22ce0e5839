import asyncio
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import IntegrityError

from memory import inbox
from memory.db import Fenced, Store
from memory.errors import Misconfigured, Unavailable
from memory.messages import Inbound
from memory.tables import FenceRow


async def accept(store: Store, now: datetime, event_id: str, words: str = "hi") -> None:
    async with store.fenced() as session:
        await inbox.accept(session, Inbound("t", event_id, "t:1", "anna", words, now))


async def kept(store: Store) -> list[str]:
    async with store.reading() as session:
        return [inbound.event_id for inbound in await inbox.unfinished(session)]


async def test_what_fails_half_way_leaves_nothing(store: Store, now: datetime) -> None:
    async def fail() -> None:
        async with store.fenced() as session:
            await inbox.accept(session, Inbound("t", "1", "t:1", "anna", "hi", now))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await kept(store) == []


async def test_a_broken_rule_of_the_tables_stays_a_bug(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.fenced() as session:
            await session.execute(text("INSERT INTO fence VALUES ('bot', 7)"))


async def test_who_lost_the_lead_writes_nothing(store: Store, now: datetime) -> None:
    async with store.fenced() as session:
        await session.execute(update(FenceRow).values(epoch=2))

    with pytest.raises(Fenced, match="taken over"):
        await accept(store, now, "1")

    assert await kept(store) == []
    await store.adopt_epoch()
    await accept(store, now, "2")
    assert await kept(store) == ["2"]


async def test_many_writers_and_readers_wait_for_their_turn(store: Store, now: datetime) -> None:
    names = [str(n) for n in range(40)]
    await asyncio.gather(*(accept(store, now, name) for name in names), *(kept(store) for _ in range(20)))

    assert sorted(await kept(store)) == sorted(names)


async def test_reading_neither_waits_for_a_writer_nor_sees_what_is_not_committed(
    store: Store, now: datetime
) -> None:
    async with store.fenced() as session:
        await inbox.accept(session, Inbound("t", "1", "t:1", "anna", "hi", now))
        assert await kept(store) == []
    assert await kept(store) == ["1"]


async def test_reading_can_not_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"read-only|readonly|read and write"):
        async with store.reading() as session:
            await session.execute(update(FenceRow).values(epoch=2))


async def test_a_cancelled_writer_leaves_nothing_and_holds_up_nobody(store: Store, now: datetime) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with store.fenced() as session:
            await inbox.accept(session, Inbound("t", "1", "t:1", "anna", "hi", now))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    await accept(store, now, "2")

    assert await kept(store) == ["2"]


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    """A household's file, with nobody at it."""
    file = tmp_path / "homeops.db"
    file.write_bytes(migrated_file.read_bytes())
    return file


async def test_a_file_held_by_another_program_is_told_so(file: Path, now: datetime) -> None:
    store = await Store.open(None, file.parent)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="Another program"):
        await accept(store, now, "1")

    other.close()
    await accept(store, now, "1")
    assert await kept(store) == ["1"]
    await store.close()


async def test_a_writer_cancelled_while_its_statement_is_under_way_leaves_nothing(
    file: Path, now: datetime
) -> None:
    store = await Store.open(None, file.parent)
    await accept(store, now, "1")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.Event()
    event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *_: waiting.set())
    task = asyncio.create_task(accept(store, now, "2"))
    await waiting.wait()
    await asyncio.sleep(0)

    task.cancel()
    other.close()
    await asyncio.wait([task])
    await accept(store, now, "3")

    assert await kept(store) == ["1", "3"]
    await store.close()


async def test_a_full_disk_is_told_and_loses_nothing(file: Path, now: datetime) -> None:
    store = await Store.open(None, file.parent)
    await accept(store, now, "1")
    full = True

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count = {1 if full else 1_000_000}")
        cursor.close()

    event.listen(store.engine.sync_engine, "checkout", fill)

    with pytest.raises(Unavailable, match=r"full\. Nothing that was stored is lost"):
        await accept(store, now, "2", "x" * 1_000_000)

    full = False
    await accept(store, now, "3", "x" * 1_000_000)
    assert await kept(store) == ["1", "3"]
    await store.close()


async def test_a_damaged_file_asks_for_a_backup(tmp_path: Path) -> None:
    (tmp_path / "homeops.db").write_bytes(b"this was never a database " * 400)

    with pytest.raises(Misconfigured, match="backup"):
        await Store.open(None, tmp_path)


@pytest.fixture
def damaged_file(file: Path) -> Path:
    """A household's file whose first page, all but its header, is gone."""
    content = bytearray(file.read_bytes())
    content[100:4096] = bytes(3996)
    file.write_bytes(content)
    return file


async def test_a_lost_page_asks_for_a_backup(damaged_file: Path) -> None:
    with pytest.raises(Misconfigured, match="backup"):
        await Store.open(None, damaged_file.parent)


async def test_a_file_that_can_not_be_opened_names_the_permissions(tmp_path: Path) -> None:
    (tmp_path / "homeops.db").mkdir()

    with pytest.raises(Misconfigured, match="permissions"):
        await Store.open(None, tmp_path)


async def test_a_silent_server_is_named_without_its_password(tmp_path: Path, unused_tcp_port: int) -> None:
    url = f"postgresql://homeops:s3cret@127.0.0.1:{unused_tcp_port}/homeops"

    with pytest.raises(Unavailable, match=f"127.0.0.1:{unused_tcp_port} does not answer") as caught:
        await Store.open(url, tmp_path)

    assert "s3cret" not in caught.value.sentence


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y"])
async def test_an_address_that_makes_no_sense_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="postgresql://"):
        await Store.open(url, tmp_path)


async def test_what_must_not_wait_goes_before_the_line(migrated_file: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    store = await Store.open(None, tmp_path)
    order: list[str] = []

    async def write(name: str, *, first: bool = False) -> None:
        async with store.fenced(first=first):
            order.append(name)

    async with store.fenced():
        line = [asyncio.create_task(write(name)) for name in ("a", "b", "c")]
        await asyncio.sleep(0)
        urgent = asyncio.create_task(write("urgent", first=True))
        await asyncio.sleep(0)
    await asyncio.gather(*line, urgent)
    await store.close()
    assert order == ["urgent", "a", "b", "c"]
