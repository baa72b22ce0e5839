"""Two pretend Pi-holes and what is asked of them in tests."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue, TypeAdapter

from tests.tools.rig import Rig, open_rig
from tests.tools.worlds import NOON
from tools.contract import Call, Done
from tools.network.dns.services import pattern

TIKTOK = pattern("tiktok.com")
TABLET, PHONE = "fc:65:de:10:20:06", "5c:cb:99:10:20:04"
_WORLD = TypeAdapter(dict[str, dict[str, JsonValue]])


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("network", tmp_path) as opened:
        yield opened


def piholes(rig: Rig) -> dict[str, dict[str, JsonValue]]:
    """What both Pi-holes are like."""
    return _WORLD.validate_python(rig.far.described()["network.dns"])


def rows(rig: Rig, what: str, pihole: str = "one") -> list[JsonValue]:
    """Something of one Pi-hole."""
    return TypeAdapter(list[JsonValue]).validate_python(piholes(rig)[pihole][what])


def rules(rig: Rig, pihole: str = "one") -> dict[tuple[str, str], list[str]]:
    """The rules of one: type and domain with the groups."""
    rows = TypeAdapter(list[tuple[str, str, str, str | None, bool, list[str]]]).validate_python(
        piholes(rig)[pihole]["rules"]
    )
    return {(way, domain): groups for way, _, domain, _, _, groups in rows}


def fail(rig: Rig, pihole: str, how: str = "error", times: int = 50) -> None:
    rig.misbehave(path=f"/network/dns/{pihole}/", how=how, times=times)


def is_near(at: datetime, minutes: int) -> bool:
    """Whether something is about so far from noon; the clock goes on while a test runs."""
    return timedelta(0) <= at - NOON - timedelta(minutes=minutes) < timedelta(minutes=2)


async def end(rig: Rig, verb: str, args: object) -> Done:
    """Run what waited, as its author."""
    checked = TypeAdapter(dict[str, JsonValue]).validate_python(args)
    return await rig.undo(Done("", Call(verb, checked)))


async def named(rig: Rig, what: str, args: dict[str, JsonValue]) -> Done:
    """Change a local name (`Rig.do` has a `name` of its own)."""
    return await rig.undo(Done("", Call(f"network_{what}_local_name", args)))
