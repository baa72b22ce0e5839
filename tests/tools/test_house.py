"""House files that build on another one, and those that can't be used."""

from pathlib import Path

import pytest

from memory.errors import Misconfigured
from tools.house import AROUND_THIS_PC, BUILT_IN_HOUSE, digest, read_house
from tools.simulation import Simulation, house_settings

HERE = Simulation("http://127.0.0.1:1", 1)


def test_the_built_in_household_can_stand_around_the_real_pc() -> None:
    whole, around = read_house(BUILT_IN_HOUSE), read_house(AROUND_THIS_PC)
    assert around["home"] == whole["home"]
    assert around["people"] == whole["people"]
    assert "pc" not in around
    assert house_settings(BUILT_IN_HOUSE, HERE).keys() == {"pc", "home", "network", "media"}
    assert house_settings(AROUND_THIS_PC, HERE).keys() == {"home", "network", "media"}


def test_what_the_other_file_says_belongs_to_the_house(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('[house]\nname = "Old"\n')
    house = tmp_path / "house.toml"
    house.write_text('like = "base.toml"\n')
    before = digest(house)
    (tmp_path / "base.toml").write_text('[house]\nname = "New"\n')
    assert read_house(house)["house"] == {"name": "New"}
    assert digest(house) != before


@pytest.mark.parametrize("said", ['like = "none.toml"\n', 'like = "house.toml"\n', "= 3\n"])
def test_a_house_file_that_cannot_be_used_is_told(tmp_path: Path, said: str) -> None:
    house = tmp_path / "house.toml"
    house.write_text(said)
    with pytest.raises(Misconfigured, match="house file"):
        read_house(house)
