"""A `homeops chat` as a person has it: a process on a pseudo-terminal that is typed into and watched."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.bench.household import environment

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
WHERE_IS_THE_CURSOR = b"\x1b[6n"
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
CHAT = (sys.executable, "-m", "bot", "chat")


class Terminal:
    """The far side of a `homeops chat`; times are seconds since it was started."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, began: float) -> None:
        self.process = process
        self._master = master
        self._began = began
        self._raw = b""
        self._from = 0

    @property
    def seconds(self) -> float:
        """Since the process was started."""
        return time.perf_counter() - self._began

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._master, text.encode())

    def wait_for(self, text: str, seconds: float = PATIENCE) -> float:
        """Watch until `text` stands on the screen after what was waited for before; when that was."""
        wanted, until = text.encode(), time.perf_counter() + seconds
        while (at := self._shown().find(wanted)) < 0:
            self._read(until - time.perf_counter(), text)
        self._from += at + len(wanted)
        return self.seconds

    def watch(self, seconds: float) -> None:
        """Let `seconds` pass, showing what comes."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self._master], [], [], left)[0]:
                self._read(0, "anything")

    def _shown(self) -> bytes:
        return CONTROL.sub(b"", self._raw)[self._from :]

    def _read(self, seconds: float, waited_for: str) -> None:
        ready = select.select([self._master], [], [], max(0.0, seconds))[0]
        if not ready:
            raise TimeoutError(f"{waited_for!r} did not come; the screen says {self._shown()[-600:]!r}")
        found = os.read(self._master, 65536)
        if WHERE_IS_THE_CURSOR in found:
            os.write(self._master, b"\x1b[1;1R")  # as every terminal answers
        self._raw += found


@contextmanager
def chat_on_terminal(data: Path) -> Generator[Terminal]:
    """Start `homeops chat` on a terminal that echoes nothing by itself."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    modes = termios.tcgetattr(slave)
    modes[3] &= ~termios.ECHO  # whatever is seen was shown by HomeOps
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    began = time.perf_counter()
    process = subprocess.Popen(
        CHAT,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env=environment(data),
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master, began)
    finally:
        end(process)
        os.close(master)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far; unlike the time on the wall it hardly grows with the machine's load."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently if it lets us."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
