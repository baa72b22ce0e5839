"""A whole household on a real PostgreSQL server: the machine's own, started for this test alone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import open_house
from bot.settings import load_settings
from tests.memory.postgres import Server, server
from tests.real.needs import need

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    path = os.pathsep.join([*(str(each) for each in debian), os.environ.get("PATH", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", path)
        need("PostgreSQL", found=shutil.which("initdb") is not None)
        with server() as running:
            yield running


async def test_a_household_lives_in_postgresql(postgres: Server, tmp_path: Path) -> None:
    settings = load_settings(environ={"HOMEOPS_DATA": str(tmp_path), "HOMEOPS_DATABASE": postgres.create()})

    async with open_house(settings) as house:
        first = await house.ask("what is using my memory")
    async with open_house(settings) as house:
        again = await house.ask("and the processor?")

    assert [call.name for call in first.calls] == ["pc_show_memory"]
    assert first.calls[0].outcome == "done"
    assert not (tmp_path / "homeops.db").exists()
    assert [(call.name, call.args) for call in again.calls] == [("pc_list_top", {"by": "cpu"})]
