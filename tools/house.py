"""House files: a household as data, which every domain's pretend server reads (the format: see house.toml)."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from memory.errors import Misconfigured

BUILT_IN_HOUSE = Path(__file__).with_name("house.toml")
AROUND_THIS_PC = Path(__file__).with_name("around_this_pc.toml")
"""The same household around the real PC."""


def read_house(house: Path) -> dict[str, JsonValue]:
    """A house file's content, with that of the file that it is `like`, and without what is `real`.

    Raises:
        Misconfigured: If it can't be read, with the line at fault, or is like a file that is like another.
    """
    own = _read(house)
    base: dict[str, JsonValue] = {}
    if "like" in own:
        model = house.parent / str(own["like"])
        base = _read(model)
        if "like" in base:
            raise Misconfigured(
                f"The house file {house} is like {model}, which is like another; name that one instead."
            )
    return {key: value for key, value in {**base, **own}.items() if key not in real_domains(own)}


def real_domains(content: Mapping[str, JsonValue]) -> frozenset[str]:
    """The domains that a house file does not pretend: "pc" is then the machine that HomeOps runs on."""
    named = content.get("real")
    return frozenset(map(str, named)) if isinstance(named, list) else frozenset()


def digest(house: Path) -> str:
    """A fingerprint of all that a house file says: another one is another house."""
    content = json.dumps(read_house(house), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _read(house: Path) -> dict[str, JsonValue]:
    try:
        return dict(_parse(house.read_bytes()))
    except OSError as error:
        raise Misconfigured(f"There is no house file {house}; name another one with --house.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise Misconfigured(f"The house file {house} can't be read: {error}. Mend that line.") from error


@lru_cache(maxsize=4)
def _parse(content: bytes) -> Mapping[str, JsonValue]:
    """A file is read several times while a house opens, and says much."""
    return TypeAdapter(dict[str, JsonValue]).validate_python(tomllib.loads(content.decode("utf-8")))
