"""Where the data of a simulated household lie."""

import os
from pathlib import Path

import httpx2
import pytest

from bot.settings import Settings, load_settings
from bot.simulated import house_meant, simulated_data
from memory.lock import lock
from tests.bot.web.program import run_program
from tools.house import AROUND_THIS_PC, BUILT_IN_HOUSE
from tools.simulation import PORT_FILE, find_simulation


def test_two_house_files_of_the_same_name_share_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    one, two = tmp_path / "here" / "larks.toml", tmp_path / "there" / "larks.toml"

    folders = {simulated_data(settings, file) for file in (one, two, tmp_path / "here" / "larks.house")}

    assert len(folders) == 3
    assert all(folder.parent == settings.data / "simulated" for folder in folders)
    assert all(folder.name.startswith("larks-") for folder in folders)


def test_a_house_file_has_one_place_however_it_is_named(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    file = tmp_path / "larks.toml"
    file.touch()
    (tmp_path / "link.toml").symlink_to(file)

    told = Path(os.path.relpath(file))

    assert simulated_data(settings, told) == simulated_data(settings, file)
    assert simulated_data(settings, tmp_path / "link.toml") == simulated_data(settings, file)


def test_the_house_that_comes_along_has_a_plain_name(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert simulated_data(settings, BUILT_IN_HOUSE) == tmp_path / "simulated" / BUILT_IN_HOUSE.stem


@pytest.mark.parametrize("said", ["", "[brain]\nchain = []\n", '[house]\nzone = "UTC"\n'])
def test_where_no_home_pc_or_person_is_set_up_the_invented_household_is_meant(
    tmp_path: Path, said: str
) -> None:
    assert house_meant(_settings(tmp_path, said), None) == AROUND_THIS_PC


@pytest.mark.parametrize("said", ["[pc]\n", "[home]\ncoolest = 12\n", '[[people]]\nname = "Eve"\n'])
def test_whoever_set_anything_of_their_own_up_means_it(tmp_path: Path, said: str) -> None:
    assert house_meant(_settings(tmp_path, said), None) is None


def test_a_real_house_that_runs_is_what_a_terminal_beside_it_means(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "")
    running = lock(settings.data)
    assert house_meant(settings, None) is None
    running.release()
    assert house_meant(settings, None) == AROUND_THIS_PC


async def test_without_settings_chat_says_what_is_invented_and_other_commands_look_at_the_same_house(
    tmp_path: Path,
) -> None:
    (tmp_path / "settings.toml").touch()
    data = tmp_path / "data"
    try:
        said = await run_program(data, "chat", stdin=b"turn off the lights downstairs\n")
        first, second, *_ = said.out.splitlines()
        assert first == "“The Larks” is simulated: its people and home are invented. The PC is this one."
        assert second.startswith("The garage light, the hall lamp,")
        listed = await run_program(data, "audit", "list")
        assert "home turn off" in listed.out, listed.err
    finally:
        await _end(simulated_data(Settings(data=data), AROUND_THIS_PC))


def _settings(folder: Path, said: str) -> Settings:
    file = folder / "homeops.toml"
    file.write_text(said)
    return load_settings(file, {}, {"data": str(folder / "data")})


async def _end(folder: Path) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        running = await find_simulation(http, folder / PORT_FILE)
        assert running is not None
        await http.post(f"{running.url}/stop")
