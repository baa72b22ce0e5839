"""What must happen when resolvers fail, whoever they are: the same for pretend ones and for real ones (tests/real)."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.tools.rig import Rig, open_rig
from tools.contract import Json
from tools.events import Noticed
from tools.network.failover.answers import ResolversNow
from tools.network.failover.models import State

ONE, TWO = "Pi-hole one", "Pi-hole two"
WATCH = "watch the DNS resolvers"
NOTICED_WITHIN = 5.0


class Pair(Protocol):
    """Two resolvers that can be made ill."""

    @property
    def addresses(self) -> Mapping[str, str]:
        """How the settings name them."""
        ...

    async def hang(self, name: str) -> None: ...

    async def kill(self, name: str) -> None: ...

    async def lie(self, name: str) -> None: ...

    async def cut(self, name: str) -> None:
        """Take its way to the internet."""
        ...

    async def heal(self, name: str) -> None:
        """Make it well after `hang` or `cut`."""
        ...


@dataclass
class Watched:
    """A connected watch over a pair of resolvers, with what people were told; a round each `pace` seconds."""

    rig: Rig
    pair: Pair
    pace: float
    told: list[Noticed] = field(default_factory=list[Noticed])

    async def round(self) -> None:
        begun = time.monotonic()
        await self.rig.job(WATCH)
        await asyncio.sleep(max(0.0, self.pace - (time.monotonic() - begun)))

    async def rounds(self, count: int) -> None:
        for _ in range(count):
            await self.round()

    async def see(self) -> ResolversNow:
        shown = await self.rig.run("show_resolvers")
        assert isinstance(shown, ResolversNow)
        return shown

    async def state(self, name: str) -> State:
        return next(each.state for each in (await self.see()).resolvers if each.name == name)

    async def serves(self) -> str:
        return next(each.name for each in (await self.see()).resolvers if each.serves)

    async def until(self, name: str, state: State, seconds: float = NOTICED_WITHIN) -> None:
        """Make rounds until a resolver is in a state, which must be within some seconds."""
        begun = time.monotonic()
        while await self.state(name) is not state:
            assert time.monotonic() - begun < seconds, f"{name} is {await self.state(name)}, not {state}"
            await self.round()


@asynccontextmanager
async def watched(
    folder: Path, pair: Pair, pace: float, settings: Mapping[str, Json] | None = None
) -> AsyncGenerator[Watched]:
    """Watch a pair: names are asked afresh every second, and who is well for a second may serve again."""

    def change(content: dict[str, Json]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        told = network["settings"]
        assert isinstance(told, dict)
        failover = told["failover"]
        assert isinstance(failover, dict)
        failover["resolvers"] = [{"name": name, "address": each} for name, each in pair.addresses.items()]
        failover |= {"fresh_seconds": 1, "well_seconds": 1, **(settings or {})}

    async with open_rig("network", folder, change=change) as rig:
        found = Watched(rig, pair, pace)

        async def hear(noticed: Noticed) -> None:
            found.told.append(noticed)

        rig.world.events.subscribe(Noticed, hear)
        await found.rounds(2)
        assert {each.state for each in (await found.see()).resolvers} == {State.HEALTHY}
        yield found


async def hung_is_left_and_taken_back(here: Watched) -> None:
    await here.pair.hang(ONE)
    await here.until(ONE, State.HUNG)

    assert await here.serves() == TWO
    assert "has not answered 3 times since" in here.told[-1].text
    assert f"{TWO} answers in" in here.told[-1].text

    await here.pair.heal(ONE)
    await here.rounds(4)
    assert await here.serves() == TWO  # four good answers are not enough
    await here.until(ONE, State.HEALTHY)
    assert await here.serves() == ONE
    assert len(here.told) == 2


async def dead_is_told_from_hung(here: Watched) -> None:
    await here.pair.kill(ONE)
    await here.until(ONE, State.DEAD)

    assert await here.serves() == TWO
    assert "refuses connections" in here.told[-1].text


async def a_lie_is_noticed(here: Watched) -> None:
    await here.pair.lie(ONE)
    await here.until(ONE, State.LYING)

    assert await here.serves() == TWO
    assert "0.0.0.0" in here.told[-1].text


async def a_lost_upstream_is_noticed(here: Watched) -> None:
    await here.pair.cut(ONE)
    await here.until(ONE, State.UPSTREAM_DOWN)

    assert await here.serves() == TWO
    assert await here.state(TWO) is State.HEALTHY


async def with_none_well_all_stays(here: Watched) -> None:
    await here.pair.hang(TWO)
    await here.until(TWO, State.HUNG)
    assert not here.told  # the one in use is well

    await here.pair.hang(ONE)
    await here.until(ONE, State.HUNG)
    await here.rounds(2)

    assert await here.serves() == ONE
    assert len(here.told) == 1
    assert "No other resolver is well" in here.told[0].text
