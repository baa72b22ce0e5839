"""What stands in the way of opening the house or of writing something down is told in one sentence."""

import sqlite3

import pytest

from memory.errors import HomeOpsError, Misconfigured, Unavailable
from memory.lock import Held, lock
from tests.bot.house import Place


async def refusal(place: Place) -> HomeOpsError:
    with pytest.raises(HomeOpsError) as caught:
        async with place.open():
            pass
    return caught.value


async def test_a_database_of_a_newer_homeops_is_left_alone(place: Place) -> None:
    with sqlite3.connect(place.data / "homeops.db") as database:
        database.execute("INSERT INTO alembic_version VALUES ('9999_future')")
    error = await refusal(place)
    assert isinstance(error, Misconfigured)
    assert "newer HomeOps" in error.sentence


async def test_a_damaged_database_says_so(place: Place) -> None:
    (place.data / "homeops.db").write_bytes(b"not a database" * 500)
    error = await refusal(place)
    assert isinstance(error, Misconfigured)
    assert "restore it from a backup" in error.sentence


async def test_another_homeops_is_named(place: Place) -> None:
    held = lock(place.data)
    assert isinstance(await refusal(place), Held)
    held.release()
    async with place.open() as house:
        assert (await house.says("what is using my memory")).calls


async def test_another_program_that_holds_the_database_is_named_and_nothing_is_lost(place: Place) -> None:
    async with place.open() as house:
        other = sqlite3.connect(place.data / "homeops.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="Another program is using"):
            await house.says("start gaming mode")
        other.execute("ROLLBACK")
        other.close()
        report = await house.says("start gaming mode")
        assert [call.outcome for call in report.calls] == ["done"]


async def test_a_full_disk_is_told_and_afterwards_all_goes_on(place: Place) -> None:
    async with place.open() as house:
        async with house.local.parts.store.engine.connect() as connection:
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Unavailable, match="is full"):
            await house.says("a long story " * 1000)
        async with house.local.parts.store.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        report = await house.says("start gaming mode")
        assert [call.outcome for call in report.calls] == ["done"]
