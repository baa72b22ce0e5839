import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
from pathlib import Path

import httpx2
import pytest

from bot.gone import HouseGone
from bot.house import Arrived
from bot.web.address import find_address, listen
from bot.web.answers import Answers
from bot.web.remote import call_on
from bot.web.seats import Seats
from bot.web.server import make_app
from bot.web.wire import Hello
from memory.errors import Mistake
from memory.messages import Attachment, Outbound
from tests.bot.web.program import holder, run_program, until
from tests.bot.web.scripted import ROOM, ScriptedHouse, served

ALERT = Outbound("a1", ROOM, "Water!", attachments=(Attachment("b", "x/y", b"\xff\x00"),))


async def test_programs_share_a_house_that_runs_and_take_over_when_it_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with holder(data) as running:
        asked, doctor, second = await asyncio.gather(
            run_program(data, "ask", "--json", "how is cpu"),
            run_program(data, "status"),
            run_program(data, "run"),
        )
        assert json.loads(asked.out)["reply"].startswith("The processor is"), asked.err
        assert doctor.code == 0
        assert second.code == 1
        assert "already running" in second.err
        running.kill()
        await running.wait()
    assert (data / "homeops.sock").exists()
    after = await run_program(data, "ask", "how is cpu")
    assert after.out.startswith("The processor is"), after.err


async def test_a_stale_socket_is_replaced_and_a_signal_ends_the_house_soon(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(data / "homeops.sock"))
    async with holder(data) as running:
        assert (await run_program(data, "ask", "how is cpu")).code == 0
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert await running.wait() == 0
        assert time.monotonic() - began < 5
    assert not (data / "homeops.sock").exists()


async def test_a_message_counts_as_shown_only_when_the_other_process_says_so(tmp_path: Path) -> None:
    async with served(tmp_path) as house, call_on(tmp_path) as remote:
        assert remote is not None
        async with remote.sit() as seat:
            house.send(ALERT)
            arrived = await seat.next_event()
            assert isinstance(arrived, Arrived)
            assert arrived.message == ALERT
            assert house.delivered == []
            arrived.shown()
            await until(lambda: house.delivered == ["a1"], 5)


async def test_who_leaves_without_showing_gives_the_message_back(tmp_path: Path) -> None:
    async with served(tmp_path) as house, call_on(tmp_path) as remote:
        assert remote is not None
        async with remote.sit() as seat:
            house.send(ALERT)
            await seat.next_event()
        await until(lambda: house.refused == ["a1"], 5)
        assert house.delivered == []


async def test_errors_come_over_as_they_are(tmp_path: Path) -> None:
    async with served(tmp_path), call_on(tmp_path) as remote:
        assert remote is not None
        with pytest.raises(Mistake, match="Nobody here"):
            await remote.ask("hello", person="nobody")
        with pytest.raises(Mistake, match="Nobody here"):
            async with remote.sit("nobody"):
                pass
        assert (await remote.ask("x" * 1_000_000)).reply.startswith("heard x")


async def test_who_sits_there_when_the_house_goes_is_told(tmp_path: Path) -> None:
    ready, leave = asyncio.Event(), asyncio.Event()

    async def serve_until_told() -> None:
        async with served(tmp_path):
            ready.set()
            await leave.wait()

    serving = asyncio.create_task(serve_until_told())
    await ready.wait()
    async with call_on(tmp_path) as remote:
        assert remote is not None
        async with remote.sit() as seat:
            leave.set()
            with pytest.raises(HouseGone):
                await seat.next_event()
    await serving
    async with call_on(tmp_path) as remote:
        assert remote is None


def test_the_socket_is_for_its_owner_only_and_a_long_path_is_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = Path(tempfile.mkdtemp(prefix="h", dir="/tmp"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    for folder in (tmp_path, deep):
        listening = listen(folder)
        address = find_address(folder)
        assert address is not None
        assert stat.S_IMODE(Path(address.path).stat().st_mode) == 0o600
        assert len(os.fsencode(address.path)) <= 100
        listening.close()
        assert find_address(folder) is None
    shutil.rmtree(short)


async def test_where_a_token_is_asked_for_only_its_bearer_is_let_in() -> None:
    house = ScriptedHouse()
    hello = Hello(person="Anna", home="")
    app = make_app(house, lambda _: hello, Seats(house), Answers(house), token="right")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://homeops") as http:
        codes = [
            (await http.get("/v1/hello", headers={"authorization": f"Bearer {token}"})).status_code
            for token in ("", "wrong", "right")
        ]
        garbage = await http.post("/v1/messages", content=b"{", headers={"authorization": "Bearer right"})
    assert codes == [403, 403, 200]
    assert garbage.status_code == 422
    assert garbage.json()["kind"] == "mistake"
