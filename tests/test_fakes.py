"""Every pretend far end is known to the import contracts, which keep it out of what runs in a house."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    "only the simulation knows the fakes": (
        "tools",
        {"tools.farend"},
        {"tools.simulation", "tools.invented"},
    ),
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
    """The modules of a folder that pretend to be somebody else's server; a package called so counts as one."""
    found = (path.relative_to(ROOT).with_suffix("") for path in (ROOT / folder).rglob("*.py"))
    return {
        ".".join(each.parts).removesuffix(".__init__")
        for each in found
        if each.parts[-2:] == ("fake", "__init__")
        or ("fake" not in each.parts[:-1] and (each.name == "fake" or each.name.startswith("pretend")))
    }


def written_out(patterns: set[str], known: set[str]) -> set[str]:
    """Module names, with those that stand under "a.*.b" written out; a pattern that fits nothing stays and is seen."""
    out: set[str] = set()
    for pattern in patterns:
        if "*" not in pattern:
            out.add(pattern)
            continue
        fits = {each for each in known if fnmatch(each, pattern) and each.count(".") == pattern.count(".")}
        out |= fits or {pattern}
    return out


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_fake_is_protected_from_being_imported(name: str) -> None:
    folder, shared, users = CONTRACTS[name]
    assert fakes(folder)
    told, known = contract(name), fakes(folder)
    assert written_out(told.protected_modules, known) == known | shared
    assert written_out(told.allowed_importers, known) == known | users
