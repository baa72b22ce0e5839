"""The simulated house: one process with every pretend server, which outlives the bot that started it.

python -m tools.simulation HOUSE.toml --state FILE.json --port-file FILE [--now ISO] [--idle-minutes N]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx2
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from tools.house import digest, read_house, real_domains
from tools.invented import PRETENDERS

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from tools.farend import FarEnd

START_SECONDS = 20.0
PORT_FILE = "simulation.port"
IDLE_MINUTES = 30.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """A running simulated house: where it answers and under which process id."""

    url: str
    pid: int


class Address(BaseModel):
    """What the port file says and `/health` answers; `house` is a digest of the house file."""

    model_config = ConfigDict(extra="forbid")

    url: str
    pid: int
    house: str


class _Now(BaseModel):
    now: AwareDatetime


def house_settings(house: Path, simulation: Simulation) -> dict[str, dict[str, JsonValue]]:
    """The settings of each domain as the house file gives them (`[pc.settings]`), pointed at the simulation.

    A domain that the file leaves out is pretended too, with nothing in it: the real one must not be reached instead, unless
    the file says that it is `real`.
    """
    found: dict[str, dict[str, JsonValue]] = {}
    content = read_house(house)
    for domain in (each for each in PRETENDERS if each not in real_domains(content)):
        part = content.get(domain)
        own = part.get("settings") if isinstance(part, dict) else None
        found[domain] = {**(own if isinstance(own, dict) else {}), "simulation": simulation.url}
    return found


async def ensure_simulation(house: Path, folder: Path, now: datetime | None = None) -> Simulation:
    """The running simulation of `house` whose files lie in `folder`; started if there is none.

    Args:
        house: The house file; when it was changed, the house starts afresh.
        folder: Where state, port file and log are kept.
        now: Time in the house from now on; the simulation's own if left out.

    Raises:
        Misconfigured: If the house file can't be read.
        Unavailable: If it does not start, with where its log is.
    """
    _check(house)
    port_file = folder / PORT_FILE
    async with httpx2.AsyncClient(timeout=2, trust_env=False) as http:
        running = await find_simulation(http, port_file)
        if running is not None and running.house != digest(house):
            await http.post(f"{running.url}/stop")
            await asyncio.to_thread(port_file.unlink, missing_ok=True)  # it still answers for a moment
            running = None
        if running is None:
            await asyncio.to_thread(_start, house, folder, now)
            running = await _wait_for(http, port_file, folder)
        elif now is not None:
            await http.post(f"{running.url}/clock", json={"now": now.isoformat()})
    return Simulation(running.url, running.pid)


async def read_clock(simulation: Simulation) -> datetime:
    """What time it is in a simulated house."""
    async with httpx2.AsyncClient(timeout=2, trust_env=False) as http:
        return _Now.model_validate_json((await http.get(f"{simulation.url}/clock")).content).now


async def find_simulation(http: httpx2.AsyncClient, port_file: Path) -> Address | None:
    """The simulation that a port file tells of, if it answers as that one."""
    try:
        told = Address.model_validate_json(await asyncio.to_thread(port_file.read_bytes))
        answer = await http.get(f"{told.url}/health")
        present = Address.model_validate_json(answer.content)
    except (OSError, ValidationError, httpx2.HTTPError):
        return None
    return present if present == told else None


async def read_world(folder: Path) -> dict[str, JsonValue]:
    """What the simulated world is like right now, by domain.

    Args:
        folder: Where the simulation's port file lies.

    Raises:
        Mistake: Nothing is simulated there.
        Unavailable: The simulation does not answer.
    """
    async with httpx2.AsyncClient(timeout=5, trust_env=False) as http:
        running = await find_simulation(http, folder / PORT_FILE)
        if running is None:
            raise Mistake("--state shows a simulated household; add --house FILE, or leave it out.")
        try:
            answer = await http.get(f"{running.url}/state")
            return TypeAdapter(dict[str, JsonValue]).validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError) as error:
            raise Unavailable("The simulated house does not answer; try again in a minute.") from error


def _check(house: Path) -> None:
    """Find mistakes in the house file before a child does, whose words nobody reads."""
    content = read_house(house)
    for domain, pretend in PRETENDERS.items():
        try:
            pretend().house.model_validate(content.get(domain, {}))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in (domain, *first["loc"]))
            raise Misconfigured(
                f"The house file {house} can't be used: {where}: {first['msg']}. Mend it."
            ) from error


def _start(house: Path, folder: Path, now: datetime | None) -> None:
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tools.simulation", str(house.resolve())]
    words += ["--state", str(folder / "simulation.json"), "--port-file", str(folder / PORT_FILE)]
    words += ["--now", now.isoformat()] if now is not None else []
    # A drill that kills the bot must not kill the house.
    environment = {key: value for key, value in os.environ.items() if key != "HOMEOPS_FAILPOINT"}
    with (folder / "simulation.log").open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 - our own module
            words,
            cwd=Path(__file__).parents[1],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    child.returncode = 0  # it outlives us, so that nobody waits for it


async def _wait_for(http: httpx2.AsyncClient, port_file: Path, folder: Path) -> Address:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        running = await find_simulation(http, port_file)
        if running is not None:
            return running
        await asyncio.sleep(0.03)
    raise Unavailable(f"The simulated house does not start; see {folder / 'simulation.log'}.")


def make_app(house: Path, far: "FarEnd") -> "Starlette":
    """All pretend servers of a house in one application, without the misbehaviour."""
    from starlette.applications import Starlette

    content = read_house(house)
    about = content.get("house")
    zone = ZoneInfo(str(about.get("zone", "UTC")) if isinstance(about, dict) else "UTC")
    app = Starlette(routes=far.routes())
    for domain, pretend in PRETENDERS.items():
        app.router.routes.extend(pretend().routes(content.get(domain, {}), zone, far))
    return app


async def run(house: Path, state: Path, port_file: Path, now: datetime | None, idle_minutes: float) -> None:
    """Serve until SIGTERM, `/stop`, or nobody asked anything for `idle_minutes`."""
    import uvicorn
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from tools.farend import FarEnd, Misbehaving, listen, replace_file

    async with httpx2.AsyncClient(timeout=2, trust_env=False) as http:
        if await find_simulation(http, port_file) is not None:
            return
    far = FarEnd(digest(house), state, now)
    app = make_app(house, far)
    listening = listen()
    address = Address(
        url=f"http://127.0.0.1:{listening.getsockname()[1]}", pid=os.getpid(), house=digest(house)
    )

    async def health(request: Request) -> Response:
        del request
        return JSONResponse(address.model_dump())

    async def stop(request: Request) -> Response:
        del request
        server.should_exit = True
        return JSONResponse({"stopping": True})

    app.router.routes += [Route("/health", health), Route("/stop", stop, methods=["POST"])]
    config = uvicorn.Config(
        Misbehaving(app, far),
        log_level="warning",
        lifespan="off",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await asyncio.to_thread(replace_file, port_file, address.model_dump_json())
    while not serving.done() and time.monotonic() - far.asked_at < idle_minutes * 60:
        await asyncio.wait([serving], timeout=min(5.0, idle_minutes * 30))
    server.should_exit = True
    await serving
    await asyncio.to_thread(_withdraw, port_file, address)


def _withdraw(port_file: Path, address: Address) -> None:
    """Remove the port file, unless a later simulation has put its own there."""
    if port_file.exists() and port_file.read_text("utf-8") == address.model_dump_json():
        port_file.unlink()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tools.simulation", description=__doc__)
    parser.add_argument("house", type=Path)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat)
    parser.add_argument("--idle-minutes", type=float, default=IDLE_MINUTES)
    asked = parser.parse_args()
    try:
        asyncio.run(run(asked.house, asked.state, asked.port_file, asked.now, asked.idle_minutes))
    except Misconfigured as error:
        sys.exit(error.sentence)


if __name__ == "__main__":
    main()
