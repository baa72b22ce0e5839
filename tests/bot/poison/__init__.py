"""What an outsider writes, domain by domain: `spoil` fills every field that one can write, `LOOKS` shows each of them.

A poisoned text says where it stands: `mark("tracker")` is found again under "tracker" of `LOOKS`.
"""

from tools.contract import Json

WORD = "OBEY"


def mark(field: str) -> str:
    """An outsider's words in a field."""
    return f"{WORD} {field}"


def table(house: Json, *path: str | int) -> dict[str, Json]:
    """A table of a house file, by the keys and numbers that lead to it."""
    found = _at(house, *path)
    assert isinstance(found, dict), path
    return found


def rows(house: Json, *path: str | int) -> list[Json]:
    """A list of a house file."""
    found = _at(house, *path)
    assert isinstance(found, list), path
    return found


def _at(house: Json, *path: str | int) -> Json:
    for key in path:
        if isinstance(key, int):
            assert isinstance(house, list), path
            house = house[key]
        else:
            assert isinstance(house, dict), path
            house = house[key]
    return house
