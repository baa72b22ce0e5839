"""The watch over the resolvers, against pretend ones that speak real DNS."""

import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from memory.errors import Mistake, Unavailable
from memory.holding import HeldBack, held
from tests.tools.network import failing
from tests.tools.network.failing import ONE, TWO, Watched, watched
from tests.tools.rig import Rig, open_rig
from tools.contract import Call, Json, Risk
from tools.events import Noticed
from tools.network.failover.models import State
from tools.network.failover.settings import FailoverSettings

ROUTER = "network.failover"


class Pretended:
    """The resolvers of the simulated house."""

    addresses = {ONE: "sim:192.168.1.2", TWO: "sim:192.168.1.3"}  # noqa: RUF012 - never changed
    here: Watched

    async def hang(self, name: str) -> None:
        await self._behave(name, "hung")

    async def kill(self, name: str) -> None:
        await self._behave(name, "dead")

    async def lie(self, name: str) -> None:
        await self._behave(name, "lying")

    async def cut(self, name: str) -> None:
        await self._behave(name, "upstream_down")

    async def heal(self, name: str) -> None:
        await self._behave(name, "healthy")

    async def _behave(self, name: str, how: str) -> None:
        rig = self.here.rig
        told = {"resolver": self.addresses[name].removeprefix("sim:"), "how": how}
        answer = await rig.world.http.post(f"{rig.url}/network/failover/behave", json=told)
        assert answer.status_code == 200


@pytest.fixture
async def here(tmp_path: Path) -> AsyncGenerator[Watched]:
    pair = Pretended()
    async with watched(tmp_path, pair, 0.02, {"well_seconds": 0.2, "probe_seconds": 0.15}) as found:
        pair.here = found
        yield found


def router(rig: Rig) -> Json:
    state = rig.far.described()[ROUTER]
    assert isinstance(state, dict)
    return state["router"]


BODIES: list[Callable[[Watched], Awaitable[None]]] = [
    failing.hung_is_left_and_taken_back,
    failing.dead_is_told_from_hung,
    failing.a_lie_is_noticed,
    failing.a_lost_upstream_is_noticed,
    failing.with_none_well_all_stays,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.__name__)
async def test_a_resolver_that_fails(body: Callable[[Watched], Awaitable[None]], here: Watched) -> None:
    await body(here)


async def test_a_switch_reaches_the_router_and_is_put_back(here: Watched) -> None:
    rig = here.rig
    before = rig.far.described()[ROUTER]

    done = await rig.do("switch_resolver", to="pi-hole 2")

    assert router(rig) == "192.168.1.3"
    assert str(done.answer).startswith("The house uses Pi-hole two (192.168.1.3)")
    await here.rounds(2)
    assert router(rig) == "192.168.1.3"  # what a person wants stays, though the first one is well
    assert done.inverse == Call("network_switch_resolver", {"to": ONE, "stay": True})
    await rig.do("switch_resolver", to=ONE, stay=True)
    assert rig.far.described()[ROUTER] == before
    assert await rig.observe("switch_resolver", to=ONE) == {"serving": ONE}


async def test_a_switch_to_an_ill_one_is_dangerous(here: Watched) -> None:
    assert await here.rig.risk("switch_resolver", to=TWO) is Risk.WRITE
    await here.pair.kill(TWO)
    await here.until(TWO, State.DEAD)

    assert await here.rig.risk("switch_resolver", to=TWO) is Risk.DANGER
    assert "names may not be found" in await here.rig.card("switch_resolver", to="the other one")


async def test_switched_off_it_only_tells(here: Watched) -> None:
    done = await here.rig.do("set_failover", on=False)
    await here.pair.hang(ONE)
    await here.until(ONE, State.HUNG)
    await here.round()

    assert router(here.rig) == "192.168.1.2"
    assert [each.options for each in here.told] == [
        ((f"Switch to {TWO}", "network_switch_resolver", {"to": TWO}),)
    ]
    assert done.inverse == Call("network_set_failover", {"on": True})
    await here.rig.do("set_failover", on=True)
    await here.round()
    assert router(here.rig) == "192.168.1.3"


async def test_a_router_that_fails_is_asked_again_and_told_of_once(here: Watched) -> None:
    here.rig.misbehave(path="/network/failover/router", how="error", times=1)
    await here.pair.hang(ONE)
    await here.rounds(5)

    assert await here.serves() == ONE
    assert [each.text.partition(". ")[2] for each in here.told] == [
        f"I could not switch to {TWO}: The router did not take the new DNS server (it answered 500); set DNS to 192.168.1.3 there by hand."
    ]


@pytest.mark.parametrize("how", ["error", "garbage"])
async def test_a_switch_by_hand_on_a_bad_day(here: Watched, how: str) -> None:
    here.rig.misbehave(path="/network/failover/router", how=how, times=4)

    with pytest.raises(Unavailable, match="router"):
        await here.rig.do("switch_resolver", to=TWO)

    assert (await here.see()).decisions == ()


async def test_a_rehearsal_switches_nothing(here: Watched) -> None:
    with held() as rehearsal, pytest.raises(HeldBack):
        await here.rig.do("switch_resolver", to=TWO)
    with held(), pytest.raises(HeldBack):
        await here.rig.do("set_failover", on=False)

    assert len(rehearsal.reached) == 1
    assert router(here.rig) == "192.168.1.2"
    assert (await here.see()).automatic


async def test_what_was_decided_survives_a_restart(tmp_path: Path) -> None:
    pair = Pretended()
    async with watched(tmp_path, pair, 0, {"probe_seconds": 0.1}) as here:
        pair.here = here
        await pair.hang(ONE)
        await here.until(ONE, State.HUNG)
        await here.rig.do("set_failover", on=False)
    async with open_rig("network", tmp_path) as rig:
        kept = await rig.run("show_resolvers")

    assert "has not answered 3 times" in str(kept)
    assert "Automatic switching is off" in str(kept)


def without_hook(content: dict[str, Json]) -> None:
    del section(content)["hook"]


def section(content: dict[str, Json]) -> dict[str, Json]:
    network = content["network"]
    assert isinstance(network, dict)
    settings = network["settings"]
    assert isinstance(settings, dict)
    failover = settings["failover"]
    assert isinstance(failover, dict)
    return failover


async def test_without_a_hook_people_are_told_what_to_do(tmp_path: Path) -> None:
    told: list[Noticed] = []

    async def hear(noticed: Noticed) -> None:
        told.append(noticed)

    async with open_rig("network", tmp_path, change=without_hook) as rig:
        rig.world.events.subscribe(Noticed, hear)
        await rig.job(failing.WATCH)
        with pytest.raises(Mistake, match=r"on the router, set DNS to 192\.168\.1\.3"):
            await rig.do("switch_resolver", to=TWO)
        url = f"{rig.url}/network/failover/behave"
        await rig.world.http.post(url, json={"resolver": "one", "how": "dead"})
        for _ in range(5):
            await rig.job(failing.WATCH)

    assert [each.text.partition(". ")[2] for each in told] == [
        "On the router, set DNS to 192.168.1.3 (Pi-hole two)."
    ]


async def test_the_dns_option_of_a_dhcp_server_is_set(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        section(content)["hook"] = {
            "kind": "pihole_dhcp",
            "url": "/network/failover/dhcp",
            "password": "simulated",
        }

    async with open_rig("network", tmp_path, change=change) as rig:
        await rig.job(failing.WATCH)
        await rig.do("switch_resolver", to=TWO)
        state = rig.far.described()[ROUTER]
        assert isinstance(state, dict)
        assert state["dhcp_lines"] == ["dhcp-option=option:dns-server,192.168.1.3"]
        assert await rig.observe("switch_resolver", to=TWO) == {"serving": TWO}


async def test_a_program_of_the_list_is_run_without_a_shell(tmp_path: Path) -> None:
    mark = tmp_path / "set to"

    def change(content: dict[str, Json]) -> None:
        code = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
        section(content)["allowed_programs"] = [sys.executable]
        section(content)["hook"] = {
            "kind": "command",
            "program": sys.executable,
            "arguments": ["-c", code, str(mark), "{address}; true"],
        }

    async with open_rig("network", tmp_path, change=change) as rig:
        await rig.job(failing.WATCH)
        await rig.do("switch_resolver", to=TWO)

    assert mark.read_text("utf-8") == "192.168.1.3; true"


async def test_a_program_that_fails_is_said_to(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        section(content)["allowed_programs"] = ["/bin/false", "/nowhere/at-all"]
        section(content)["hook"] = {"kind": "command", "program": "/bin/false"}

    async with open_rig("network", tmp_path, change=change) as rig:
        with pytest.raises(Unavailable, match="run it by hand"):
            await rig.do("switch_resolver", to=TWO)
        assert await rig.observe("switch_resolver", to=TWO) == {"serving": ONE}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"resolvers": [{"name": "a", "address": "pi.hole"}]}, "is not an IP address"),
        ({"hook": {"kind": "http", "url": "http://router.lan/dns"}}, "write its IP address"),
        ({"hook": {"kind": "command", "program": "/bin/sh"}}, "not among allowed_programs"),
        (
            {"resolvers": [{"name": "a", "address": "::1"}, {"name": "A", "address": "1.1.1.1"}]},
            "same name",
        ),
    ],
)
def test_what_would_not_work_without_dns_is_refused(settings: dict[str, Json], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        FailoverSettings.model_validate(settings)


async def test_dns_is_asked_now(here: Watched) -> None:
    await here.pair.cut(TWO)

    said = await here.rig.ask("check_dns", host="netflix.com")

    assert said.startswith("DNS works with 1 of 2 resolvers.")
    assert "• Pi-hole one: 54.73.148.110" in said
    assert "• Pi-hole two: it could not look it up" in said


async def test_what_nobody_knows_is_a_mistake(here: Watched) -> None:
    with pytest.raises(Mistake, match="there are Pi-hole one and Pi-hole two"):
        await here.rig.do("switch_resolver", to="nine nines")
