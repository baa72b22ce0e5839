"""The client on bad days: it reconnects by itself, tells what is wrong, and never believes a success."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn

from memory.errors import Misconfigured, Unavailable
from tests.tools.home.rig import Rig, open_rig
from tools.farend import FarEnd, Misbehaving, listen, served
from tools.home.homeassistant import HomeAssistant
from tools.home.pretend_state import HomeState
from tools.house import BUILT_IN_HOUSE
from tools.simulation import make_app


async def token() -> str:
    return "simulated"


@asynccontextmanager
async def served_at(app: Misbehaving, port: int) -> AsyncGenerator[None]:
    config = uvicorn.Config(app, port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def lamp_once_connected(client: HomeAssistant) -> str:
    """How the hall lamp stands, as soon as Home Assistant answers."""
    async with asyncio.timeout(10):
        while True:
            try:
                return (await client.home()).devices["light.hall_lamp"].state
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_it_reconnects_by_itself_and_knows_what_changed_meanwhile(far: FarEnd) -> None:
    app = Misbehaving(make_app(BUILT_IN_HOUSE, far), far)
    with listen() as free:
        port = free.getsockname()[1]
    async with (
        httpx2.AsyncClient(trust_env=False) as http,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://far") as inside,
    ):
        client = HomeAssistant(http, f"http://127.0.0.1:{port}/home", token)
        async with served_at(app, port):
            assert await lamp_once_connected(client) == "on"

        with pytest.raises(Unavailable):
            await client.home()
        state = HomeState.model_validate_json((await inside.get("/home/_state")).content)
        state.entities["light.hall_lamp"].state = "off"
        await inside.put("/home/_state", content=state.model_dump_json())

        async with served_at(app, port):
            assert await lamp_once_connected(client) == "off"
        await client.close()


async def test_nobody_there_is_told_soon() -> None:
    with listen() as closed:
        port = closed.getsockname()[1]
    async with httpx2.AsyncClient(trust_env=False) as http:
        client = HomeAssistant(http, f"http://127.0.0.1:{port}", token)
        started = time.monotonic()
        with pytest.raises(Unavailable, match="can't be reached"):
            await client.home()
        assert time.monotonic() - started < 2
        await client.close()


async def test_a_refused_token_says_where_to_make_another(home_url: str) -> None:
    async def wrong() -> str:
        return "expired"

    async with httpx2.AsyncClient(trust_env=False) as http:
        client = HomeAssistant(http, f"{home_url}/home", wrong)
        with pytest.raises(Misconfigured, match="make a new long-lived one"):
            await client.home()
        with pytest.raises(Misconfigured, match="refuses the access token"):
            await client.get("/api/states")
        await client.close()


async def test_something_else_at_that_address_is_told(home_url: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        client = HomeAssistant(http, f"{home_url}/pc", token)
        with pytest.raises(Unavailable, match="address"):
            await client.home()
        await client.close()


@pytest.mark.parametrize("how", ["drop", "garbage"])
async def test_a_line_that_breaks_in_the_middle_is_an_honest_doubt(rig: Rig, how: str) -> None:
    await rig.ask("show_state", devices=["hall lamp"])
    rig.misbehave(path="/home/ws/call_service/light.turn_off", how=how)

    if how == "drop":  # it was done, only not answered: what is seen after the reconnection counts
        done = await rig.do("turn_off", devices=["hall lamp"])
        assert str(done.answer) == "The hall lamp is off."
    else:
        with pytest.raises(Unavailable):
            await rig.do("turn_off", devices=["hall lamp"])
    assert await rig.ask("show_state", devices=["worktop lights"]) == "The worktop lights are on at 70 %."


async def test_a_refusal_is_passed_on(rig: Rig) -> None:
    await rig.ask("show_state", devices=["hall lamp"])
    rig.misbehave(path="/home/ws/call_service/light.turn_off", how="error")
    with pytest.raises(Unavailable, match="pretended failure"):
        await rig.do("turn_off", devices=["hall lamp"])
    assert rig.shows("light.hall_lamp") == "on"


async def test_rest_that_fails_is_told(rig: Rig) -> None:
    await rig.ask("show_state", devices=["hall lamp"])
    for how in ("error", "garbage"):
        rig.misbehave(path="/home/api/history", how=how)
        with pytest.raises(Unavailable):
            await rig.ask("show_history", device="hall lamp")


async def test_the_alarm_gets_its_code_by_reference(tmp_path: Path, far: FarEnd) -> None:
    house = tmp_path / "house.toml"
    alarm = '[[home.devices]]\nid = "alarm_control_panel.house"\nname = "Alarm"\nstate = "armed_away"\n'
    house.write_text(f'[home]\nalarm_code = "4711"\n{alarm}')
    async with (
        served(Misbehaving(make_app(house, far), far)) as url,
    ):
        (tmp_path / "a").mkdir()
        async with open_rig(url, far, tmp_path / "a") as rig:
            with pytest.raises(Unavailable, match="Invalid alarm code"):
                await rig.do("disarm_alarm", devices=["alarm"])
        (tmp_path / "b").mkdir()
        async with open_rig(url, far, tmp_path / "b", alarm_code="4711") as rig:
            done = await rig.do("disarm_alarm", devices=["alarm"])
            assert str(done.answer) == "The alarm is disarmed."
