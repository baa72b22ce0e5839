"""The real `homeops` program as a child process: through pipes, and at a pseudo terminal."""

import asyncio
import os
import pty
import re
import subprocess
import sys
import termios
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60.0
PROGRAM = [sys.executable, "-m", "bot"]


def environment(data: Path) -> dict[str, str]:
    """An environment in which nobody's own settings are read; unless the test writes others, the house is a real one."""
    data.mkdir(parents=True, exist_ok=True)
    config = data.parent / "settings.toml"
    if not config.exists():
        config.write_text("[pc]\n")
    hidden = (
        "HOMEOPS_",
        "PYTEST_",
        "CI",
    )  # libraries speak up where they see no test, as they do with a family
    kept = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    return kept | {"HOMEOPS_DATA": str(data), "HOMEOPS_CONFIG": str(config), "PROMPT_TOOLKIT_NO_CPR": "1"}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


async def run_program(data: Path, *words: str, stdin: bytes = b"") -> Ran:
    child = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *words,
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(child.communicate(stdin), SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise
    assert child.returncode is not None
    return Ran(child.returncode, out.decode(), err.decode())


@asynccontextmanager
async def holder(data: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """`homeops run` that has opened its socket; killed at the end if it still runs."""
    before = socket_of(data)
    environ = environment(data)
    with (data.parent / "run.err").open("wb") as err:
        child = await asyncio.create_subprocess_exec(*PROGRAM, "run", env=environ, stderr=err)
    try:
        await until(lambda: socket_of(data) != before or child.returncode is not None)
        assert child.returncode is None, (data.parent / "run.err").read_text()
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def socket_of(data: Path) -> int | None:
    """Which file the socket is, to tell a new one from a stale one."""
    try:
        return (data / "homeops.sock").stat().st_mtime_ns
    except FileNotFoundError:
        return None


async def until(holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.01)


class Terminal:
    """A pseudo terminal with `homeops chat` in it."""

    def __init__(self, master: int, child: asyncio.subprocess.Process) -> None:
        self.child = child
        self._master = master
        self.raw = b""
        asyncio.get_running_loop().add_reader(master, self._read)

    @property
    def text(self) -> str:
        """Everything that was shown so far, without what moves the cursor."""
        return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>]|\r", "", self.raw.decode("utf-8", "replace"))

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    async def shows(self, text: str, seconds: float = SECONDS) -> None:
        try:
            await until(lambda: text in self.text, seconds)
        except AssertionError as error:
            raise AssertionError(f"{text!r} is not shown; shown is:\n{self.text[-1500:]}") from error

    async def ended(self) -> int:
        return await asyncio.wait_for(self.child.wait(), SECONDS)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    def _read(self) -> None:
        try:
            self.raw += os.read(self._master, 65536)
        except OSError:  # the other side is closed
            asyncio.get_running_loop().remove_reader(self._master)


@asynccontextmanager
async def terminal(data: Path, *words: str) -> AsyncGenerator[Terminal]:
    """`homeops chat` at a terminal of 30 rows and 100 columns."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (30, 100))
    child = await asyncio.create_subprocess_exec(
        *_words(words), env=environment(data) | {"TERM": "xterm"}, stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    shown = Terminal(master, child)
    try:
        yield shown
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
        shown.close()


def _words(words: Sequence[str]) -> list[str]:
    return [*PROGRAM, "chat", *words]
