"""An answer that nobody read is not lost: the next `homeops ask` of the same conversation prints it."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from bot.report import Report
from bot.web.remote import call_on
from bot.web.server import serve
from bot.web.wire import Hello
from tests.bot.house import House
from tests.bot.web.program import PROGRAM, environment, holder, run_program
from tests.bot.web.scripted import served


async def test_an_answer_counts_as_read_once_its_program_says_so(tmp_path: Path) -> None:
    async with served(tmp_path) as house, call_on(tmp_path) as remote:
        assert remote is not None
        async with remote.answer("hello") as report:
            assert report.reply == "heard hello"
            assert house.read == []
        assert house.read == ["hello"]
        assert (await remote.ask("again")).reply == "heard again"
        assert house.read == ["hello", "again"]


async def test_a_program_that_fails_to_print_gives_its_answer_back(tmp_path: Path) -> None:
    async with served(tmp_path, 0.1) as house, call_on(tmp_path) as remote:
        assert remote is not None
        with pytest.raises(BrokenPipeError):
            async with remote.answer("hello"):
                raise BrokenPipeError
        async with asyncio.timeout(5):
            await house.gave_back.wait()
        assert house.read == []


async def test_who_hangs_up_while_the_answer_is_made_gives_it_back(tmp_path: Path) -> None:
    async with served(tmp_path) as house:
        house.think = asyncio.Event()
        async with call_on(tmp_path) as remote:
            assert remote is not None
            asking = asyncio.create_task(remote.ask("hello"))
            async with asyncio.timeout(5):
                await house.asked.wait()
            asking.cancel()
            await asyncio.wait({asking})
        async with asyncio.timeout(5):
            await house.gave_back.wait()
        assert house.read == []


async def test_the_house_gives_an_unread_answer_to_the_next_who_asks(house: House) -> None:
    lost = Report()
    with pytest.raises(BrokenPipeError):
        async with house.local.answer("what is using memory", person="Anna", conversation="kitchen") as lost:
            raise BrokenPipeError

    async with house.local.answer("how is cpu", person="Anna", conversation="kitchen") as report:
        assert report.pushed == [lost.reply]
        assert report.reply.startswith("The processor")
    async with house.local.answer("how is cpu", person="Anna", conversation="kitchen") as report:
        assert report.pushed == []


async def test_over_the_socket_too(house: House, tmp_path: Path) -> None:
    hello = Hello(person="Anna", home="")
    folder = tmp_path / "socket"
    folder.mkdir()
    async with serve(house.local, lambda _: hello, folder, 0.1), call_on(folder) as remote:
        assert remote is not None
        lost = Report()
        with pytest.raises(BrokenPipeError):
            async with remote.answer("what is using memory") as lost:
                raise BrokenPipeError

        report = await remote.ask("how is cpu")

    assert report.pushed == [lost.reply]


async def test_a_program_that_is_killed_before_it_prints_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with holder(data):
        full = await asyncio.create_subprocess_exec(
            *(*PROGRAM, "ask", "how is cpu"),
            env=environment(data),
            stdout=_broken_pipe(),
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert await full.wait() != 0

        after = json.loads((await run_program(data, "ask", "--json", "what is using memory")).out)

    assert len(after["pushed"]) == 1
    assert after["pushed"][0].startswith("The processor is")


def _broken_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer
