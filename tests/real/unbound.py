"""Real resolvers for a test: unbound processes on loopback addresses, each with an upstream of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools.network.failing import ONE, TWO

OUTSIDE = "93.184.215.14"
START_SECONDS = 10.0
_CONFIG = """
server:
    directory: "{folder}"
    chroot: ""
    username: ""
    pidfile: ""
    use-syslog: no
    verbosity: 1
    do-daemonize: no
    num-threads: 1
    do-ip6: no
    interface: {host}@{port}
    access-control: 127.0.0.0/8 allow
    do-not-query-localhost: no
    module-config: "iterator"
    local-zone: "pi.hole." static
    local-data: "pi.hole. A 192.168.1.2"
    {more}
"""
_FORWARD = """forward-zone:
    name: "."
    forward-addr: {host}@{port}
"""
_KNOWS = 'local-zone: "example.com." static\n    local-data: "example.com. 2 A {address}"\n'


def find_unbound() -> str | None:
    """Where the program is."""
    return shutil.which("unbound", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass
class Unbound:
    """One process."""

    folder: Path
    host: str
    port: int
    more: str
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.folder.mkdir(exist_ok=True)
        config = self.folder / "unbound.conf"
        text = _CONFIG.format(folder=self.folder, host=self.host, port=self.port, more=self.more)
        config.write_text(text, "utf-8")
        program = find_unbound()
        assert program is not None
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([program, "-d", "-c", str(config)], stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text("utf-8")
            assert time.monotonic() < until, "unbound does not answer"
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket() as line:
            line.settimeout(0.2)
            return line.connect_ex((self.host, self.port)) == 0

    def tell(self, what: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(what)

    def stop(self) -> None:
        """End it, also when it is stopped."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Unbounds:
    """Two resolvers; each asks an upstream of its own, which knows example.com."""

    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self._upstreams = {
            name: Unbound(folder / f"upstream {index}", f"127.0.0.{10 + index}", port, _knows(OUTSIDE))
            for index, name in enumerate((ONE, TWO))
        }
        self._resolvers = {
            name: Unbound(
                folder / f"resolver {index}", f"127.0.0.{2 + index}", port, _forward(self._upstreams[name])
            )
            for index, name in enumerate((ONE, TWO))
        }

    @property
    def addresses(self) -> Mapping[str, str]:
        return {name: f"{each.host}:{each.port}" for name, each in self._resolvers.items()}

    @property
    def all(self) -> list[Unbound]:
        return [*self._upstreams.values(), *self._resolvers.values()]

    async def hang(self, name: str) -> None:
        self._resolvers[name].tell(signal.SIGSTOP)

    async def kill(self, name: str) -> None:
        self._resolvers[name].stop()

    async def lie(self, name: str) -> None:
        resolver = self._resolvers[name]
        resolver.stop()
        resolver.more = _knows("0.0.0.0")
        resolver.start()

    async def cut(self, name: str) -> None:
        self._upstreams[name].tell(signal.SIGSTOP)

    async def heal(self, name: str) -> None:
        self._upstreams[name].tell(signal.SIGCONT)
        self._resolvers[name].tell(signal.SIGCONT)


def _knows(address: str) -> str:
    return _KNOWS.format(address=address)


def _forward(upstream: Unbound) -> str:
    return _FORWARD.format(host=upstream.host, port=upstream.port)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.2", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def unbounds(folder: Path) -> Generator[Unbounds]:
    """Run them."""
    pair = Unbounds(folder)
    try:
        for each in pair.all:
            each.start()
        yield pair
    finally:
        for each in pair.all:
            each.stop()
