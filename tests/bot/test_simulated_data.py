"""Where the data of a simulated household lie."""

import os
from pathlib import Path

from bot.settings import Settings
from bot.simulated import simulated_data
from tools.simulation import BUILT_IN_HOUSE


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
