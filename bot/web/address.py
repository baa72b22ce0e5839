"""Where the socket of a data folder is, how it is opened, and how it is found again."""

import contextlib
import hashlib
import os
import secrets
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from memory.errors import Unavailable

LONGEST_PATH = 100
"""Bytes; the kernel's own limit is 107 on Linux and 103 on macOS."""


class Address(BaseModel):
    """What `homeops.address` in the data folder says when the socket is not `homeops.sock` beside it."""

    path: str = ""
    port: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """An open socket and where it is; `close` takes away what leads there."""

    socket: socket.socket
    address: Address
    files: tuple[Path, ...]

    def close(self) -> None:
        """Close the socket and remove its files."""
        self.socket.close()
        for file in self.files:
            with contextlib.suppress(OSError):
                file.unlink()


def listen(data: Path) -> Listening:
    """Open the socket of `data`, whose lock must be held: what is there already was left by a dead process.

    Raises:
        Unavailable: If the system does not let us.
    """
    try:
        (data / "homeops.address").unlink(missing_ok=True)
        return _listen_on_port(data) if sys.platform == "win32" else _listen_on_path(data)
    except OSError as error:
        raise Unavailable(f"The socket in {data} can't be opened ({error.strerror or error}).") from error


def _listen_on_path(data: Path) -> Listening:
    path, files = data / "homeops.sock", (data / "homeops.sock",)
    if len(os.fsencode(path.absolute())) > LONGEST_PATH:
        path = _short_folder() / f"{hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:16]}.sock"
        files = (path, data / "homeops.address")
        _write_private(files[1], Address(path=str(path)))
    path = path.absolute()
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o077)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    path.chmod(0o600)
    listening.listen(64)
    return Listening(listening, Address(path=str(path)), files)


def _listen_on_port(data: Path) -> Listening:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # asyncio does it only for its own sockets
    port: int = listening.getsockname()[1]
    address = Address(port=port, token=secrets.token_urlsafe(32))
    file = data / "homeops.address"
    _write_private(file, address)
    return Listening(listening, address, (file,))


def _write_private(file: Path, address: Address) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        stream.write(address.model_dump_json())


def _short_folder() -> Path:
    """A folder of this user alone with a short name.

    Raises:
        OSError: If it belongs to someone else.
    """
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        folder = Path(runtime) / "homeops"
    else:
        folder = Path(tempfile.gettempdir()) / f"homeops-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not mine alone")
    return folder


def find_address(data: Path) -> Address | None:
    """Where the holder of `data` can be reached, if it says so; it may be dead."""
    try:
        return Address.model_validate_json((data / "homeops.address").read_bytes())
    except (OSError, ValidationError):
        path = (data / "homeops.sock").absolute()
        return Address(path=str(path)) if path.exists() else None
