"""Every pretend far end is known to the import contracts, which keep it out of what runs in a house."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    "only the simulation knows the fakes": ("tools", {"tools.farend"}, {"tools.simulation"}),
    "only tests know the channels' fakes": ("bot", set[str](), set[str]()),
}


class Contract(BaseModel):
    name: str
    protected_modules: set[str] = set()
    allowed_importers: set[str] = set()


def contract(name: str) -> Contract:
    """The import contract of this name."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return next(each for each in TypeAdapter(list[Contract]).validate_python(told) if each.name == name)


def fakes(folder: str) -> set[str]:
    """The modules of a folder that pretend to be somebody else's server."""
    found = (path.relative_to(ROOT).with_suffix("") for path in (ROOT / folder).rglob("*.py"))
    return {".".join(each.parts) for each in found if each.name == "fake" or each.name.startswith("pretend")}


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_fake_is_protected_from_being_imported(name: str) -> None:
    folder, shared, users = CONTRACTS[name]
    assert fakes(folder)
    assert contract(name).protected_modules == fakes(folder) | shared
    assert contract(name).allowed_importers == fakes(folder) | users
