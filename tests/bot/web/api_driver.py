"""The bot with its API as a process of its own, which a drill kills."""

import asyncio
import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.app import open_house
from bot.settings import load_settings
from bot.web.opening import clients_of, open_api
from bot.web.wire import NewToken
from tests.bot.driver import HEAVY

TOKEN, PORT = "token", "port"
_FORKS = multiprocessing.get_context("forkserver")


class ServingBot:
    """A bot that serves its API until it is killed; who calls it is Anna."""

    def __init__(self, settings: str, *, failpoint: str = "") -> None:
        _FORKS.set_forkserver_preload(
            [*HEAVY, "tests.bot.web.api_driver", "fastapi", "uvicorn", "joserfc.jwt"]
        )
        self._told = Path(settings).parent
        (self._told / PORT).unlink(missing_ok=True)
        self._process: BaseProcess = _FORKS.Process(target=_run, args=(settings, str(self._told), failpoint))
        self._process.start()

    async def port(self) -> int:
        """Where it listens, once it does."""
        while not (self._told / PORT).exists():
            assert self._process.is_alive(), "the bot did not start"
            await asyncio.sleep(0.01)
        return int((self._told / PORT).read_text())

    def token(self) -> str:
        """The refresh token that the first of these bots made."""
        return (self._told / TOKEN).read_text()

    async def ended(self) -> int:
        """Its exit code (negative: the signal)."""
        await asyncio.to_thread(self._process.join, 30)
        assert self._process.exitcode is not None, "the bot hangs"
        return self._process.exitcode

    def kill(self) -> None:
        """The power goes."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)


def _run(settings: str, told: str, failpoint: str) -> None:
    asyncio.run(_serve(settings, Path(told), failpoint))


async def _serve(settings: str, told: Path, failpoint: str) -> None:
    async with open_house(load_settings(None, {"HOMEOPS_CONFIG": settings})) as house:
        clients = clients_of(house)
        if not (told / TOKEN).exists():
            (told / TOKEN).write_text((await clients.create(NewToken(name="anna-phone"))).token)
        async with open_api(house, clients) as opened:
            assert opened is not None
            if failpoint:
                os.environ["HOMEOPS_FAILPOINT"] = failpoint
            ready = told / f"{PORT}.new"
            ready.write_text(str(opened.port))
            ready.rename(told / PORT)
            await asyncio.Event().wait()
