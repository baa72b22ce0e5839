"""The same tests against a real qBittorrent and the pretend one, so that the two cannot drift apart.

The torrent is made here from bytes of our own and leads nowhere: the real program runs on loopback and finds nobody.
"""

import asyncio
import hashlib
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Union

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from memory.errors import Misconfigured
from tests.real.needs import need
from tests.tools.media.downloads_rig import open_downloads
from tests.tools.rig import Rig
from tests.tools.worlds import NOON, open_world
from tools.contract import Json
from tools.farend import listen, served
from tools.media.downloads.qbittorrent import Qbittorrent

START_SECONDS = 20.0
CONFIGURATION = """
[LegalNotice]
Accepted=true
[BitTorrent]
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\Port={peers}
Session\\DefaultSavePath={folder}/downloads
[Preferences]
WebUI\\Address=127.0.0.1
WebUI\\Port={port}
WebUI\\LocalHostAuth=true
WebUI\\SessionTimeout=1
"""
DATA = bytes(range(256)) * 600
NAME = "Home.Made.2026.1080p.txt"
PIECE = 16_384


Bencodable = Union[int, str, bytes, "dict[str, Bencodable]"]


def bencode(value: Bencodable) -> bytes:
    """A value as torrent files hold it (BEP 3)."""
    match value:
        case int():
            return b"i%de" % value
        case bytes():
            return b"%d:%s" % (len(value), value)
        case str():
            return bencode(value.encode())
        case _:
            return b"d" + b"".join(bencode(key) + bencode(each) for key, each in sorted(value.items())) + b"e"


def make_torrent() -> tuple[bytes, str]:
    """A torrent of `DATA` and its hash."""
    pieces = b"".join(hashlib.sha1(DATA[at : at + PIECE]).digest() for at in range(0, len(DATA), PIECE))
    info: dict[str, Bencodable] = {
        "name": NAME,
        "length": len(DATA),
        "piece length": PIECE,
        "pieces": pieces,
        "private": 1,
    }
    return bencode({"announce": "http://127.0.0.1:9/announce", "info": info}), hashlib.sha1(
        bencode(info)
    ).hexdigest()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    program = shutil.which("qbittorrent-nox")
    need("qbittorrent-nox", found=program is not None)
    assert program is not None
    folder = tmp_path_factory.mktemp("qbittorrent")
    with listen() as one, listen() as other:
        port, peers = one.getsockname()[1], other.getsockname()[1]
    config = folder / "qBittorrent" / "config" / "qBittorrent.conf"
    config.parent.mkdir(parents=True)
    config.write_text(CONFIGURATION.format(port=port, peers=peers, folder=folder))
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            [program, f"--profile={folder}"], stdout=log, stderr=log, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for_start(url, process, folder)
        yield url
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for_start(url: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "out.log").read_text()
        try:
            httpx2.get(url, timeout=2, trust_env=False)
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError((folder / "out.log").read_text())


@dataclass
class Side:
    """One of the two, connected, and the address of a torrent file."""

    rig: Rig
    torrent: str
    address: str
    password: str
    is_real: bool


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.real)])
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Side]:
    content, _ = make_torrent()

    async def give(_: object) -> Response:
        return Response(content, media_type="application/x-bittorrent")

    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(served(Starlette(routes=[Route(f"/{NAME}.torrent", give)])))
        url, password = "/media/downloads/qbittorrent", "simulated"
        if request.param == "real":
            url, password = request.getfixturevalue("real"), "adminadmin"
        told: dict[str, Json] = {"downloads": {"qbittorrent": [{"url": url, "password": password}]}}
        house = Path(__file__).with_name("demo.toml")
        rig = await stack.enter_async_context(open_downloads(tmp_path, house=house, settings=told))
        address = url if request.param == "real" else f"{rig.url}{url}"
        yield Side(rig, f"{web}/{NAME}.torrent", address, password, request.param == "real")


async def names(side: Side) -> str:
    return await side.rig.ask("list_downloads")


async def test_a_torrent_is_added_paused_resumed_and_taken_back(side: Side) -> None:
    assert await names(side) == "Nothing is downloading."
    added = await side.rig.do("add_download", link=side.torrent)
    assert str(added.answer).startswith("Home Made 2026 is with qBittorrent now")

    paused = await side.rig.do("pause_downloads", minutes=30)
    assert "Paused: Home Made 2026." in str(paused.answer)
    assert "Home Made 2026: paused" in await names(side)
    assert paused.left == await side.rig.observe("pause_downloads")
    await side.rig.undo(paused)
    assert "paused" not in await names(side)

    shown = await side.rig.ask("show_download", download="home made")
    assert shown.startswith("Home Made 2026 (qBittorrent):")
    await side.rig.undo(added)
    assert await names(side) == "Nothing is downloading."


async def test_a_magnet_is_added_once_and_deleted(side: Side) -> None:
    _, key = make_torrent()
    magnet = f"magnet:?xt=urn:btih:{key}&dn={NAME}"
    added = await side.rig.do("add_download", link=magnet)
    assert added.left == {"there": True}
    again = await side.rig.do("add_download", link=magnet)
    assert "was there already" in str(again.answer)
    assert (await side.rig.ask("show_download", download="home made")).startswith(
        "Home Made 2026 (qBittorrent):"
    )
    await side.rig.do("delete_download", download="home made", with_files=True)
    assert await names(side) == "Nothing is downloading."


async def test_a_limit_holds_and_goes(side: Side) -> None:
    done = await side.rig.do("limit_downloads", limit=500, unit="kB/s")
    assert str(done.answer) == "qBittorrent: at most 500 kB/s."
    assert done.left == {"qBittorrent": 499_712}  # whole KiB
    back = await side.rig.undo(done)
    assert str(back.answer) == "qBittorrent: no limit."


async def test_a_limit_by_time_of_day_is_kept_and_put_back(side: Side) -> None:
    # Hours that are not now: while they last, it is the other limit that counts.
    done = await side.rig.do("set_limit_schedule", limit=1, start="03:10", end="03:20", days="weekends")
    assert str(done.answer) == "qBittorrent: at most 1 MB/s from 03:10 to 03:20 at weekends."
    await side.rig.undo(done)
    assert await side.rig.observe("set_limit_schedule", limit=0) != done.left


async def test_a_wrong_password_is_told_and_an_ended_session_opened_again(side: Side, tmp_path: Path) -> None:
    async def right() -> str:
        return side.password

    async def wrong() -> str:
        return "wrong"

    folder = tmp_path / "another"
    await asyncio.to_thread(folder.mkdir)
    async with open_world(folder) as world:
        client = Qbittorrent(world.http, side.address, "qBittorrent", "admin", right)
        assert (await client.read()).downloads == ()
        side.rig.far.set_clock(NOON + timedelta(hours=2))
        await asyncio.sleep(1.2 if side.is_real else 0)
        assert (await client.read()).downloads == ()
        refused = Qbittorrent(world.http, side.address, "qBittorrent", "admin", wrong)
        with pytest.raises(Misconfigured, match="refuses the password"):
            await refused.read()
