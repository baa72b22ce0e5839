"""A real Home Assistant, started for tests on loopback from an installation of its own, with its demo devices."""

import asyncio
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.real.needs import need
from tools.farend import listen

ENVIRONMENT = Path(__file__).parents[2] / ".venv-homeassistant"
"""Made by .ci/run; a path of another one may stand in HOMEOPS_HOMEASSISTANT."""
DEMO_SHOWS = (
    "light.ceiling_lights",
    "climate.hvac",
    "climate.heatpump",
    "cover.hall_window",
    "lock.front_door",
    "media_player.walkman",
)
"""Some of each platform of the demo that the tests speak of."""
FIRST_START_SECONDS = 240.0
CONFIGURATION = """
homeassistant:
  name: Test
  unit_system: metric
  time_zone: Europe/London
http:
  server_host: 127.0.0.1
  server_port: {port}
api:
websocket_api:
auth:
onboarding:
config:
history:
logbook:
recorder:
  commit_interval: 0
demo:
scene:
  - name: Test scene
    entities:
      light.bed_light: {{state: "on", brightness: 90}}
      light.kitchen_lights: "off"
script:
  dim_down:
    alias: Dim down
    sequence:
      - service: light.turn_off
        target: {{entity_id: light.kitchen_lights}}
"""
ONBOARDED = {
    "version": 4,
    "minor_version": 1,
    "key": "onboarding",
    "data": {"done": ["user", "core_config", "analytics", "integration"]},
}
NAME, PASSWORD = "tester", "secret"


@dataclass(frozen=True, slots=True)
class Real:
    """A running Home Assistant and a token that opens it."""

    url: str
    token: str
    process: "subprocess.Popen[bytes]"


def program() -> Path:
    """The interpreter's folder of the installation."""
    return Path(os.environ.get("HOMEOPS_HOMEASSISTANT", ENVIRONMENT)) / "bin"


@contextmanager
def running(folder: Path) -> Generator[Real]:
    """Start it with its files in `folder`; skips (or fails) where it is not installed."""
    need("Home Assistant (see .ci/run)", found=(program() / "hass").exists())
    with listen() as probe:
        port = probe.getsockname()[1]
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(port=port))
    (storage / "onboarding").write_text(json.dumps(ONBOARDED))
    hass = str(program() / "hass")
    subprocess.run(
        [hass, "--script", "auth", "-c", str(folder), "add", NAME, PASSWORD], check=True, capture_output=True
    )
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen([hass, "-c", str(folder)], stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder)
        with ThreadPoolExecutor(1) as aside:  # a loop may run in this thread
            token = aside.submit(asyncio.run, make_token(url)).result()
        yield Real(url, token, process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # nothing of it is kept, and it takes long to end by itself
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + FIRST_START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "out.log").read_text()[-2000:]
        try:
            if httpx2.get(f"{url}/manifest.json", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.25)
    raise AssertionError((folder / "out.log").read_text()[-2000:])


async def make_token(url: str) -> str:
    """Log in as the user made above, and make a long-lived token."""
    from websockets.asyncio.client import connect

    client = f"{url}/"
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=20) as http:
        handler = {"client_id": client, "handler": ["homeassistant", None], "redirect_uri": client}
        flow = (await http.post("/auth/login_flow", json=handler)).json()
        credentials = {"client_id": client, "username": NAME, "password": PASSWORD}
        step = (await http.post(f"/auth/login_flow/{flow['flow_id']}", json=credentials)).json()
        form = {"grant_type": "authorization_code", "code": step["result"], "client_id": client}
        access = (await http.post("/auth/token", data=form)).json()["access_token"]
        await _wait_for_demo(http, {"Authorization": f"Bearer {access}"})
        await _add_shopping_list(http, {"Authorization": f"Bearer {access}"})
    async with connect(f"{url.replace('http', 'ws')}/api/websocket", proxy=None) as socket:
        await socket.recv()
        await socket.send(json.dumps({"type": "auth", "access_token": access}))
        await socket.recv()
        name = f"HomeOps {secrets.token_hex(4)}"
        asked = {"id": 1, "type": "auth/long_lived_access_token", "client_name": name, "lifespan": 30}
        await socket.send(json.dumps(asked))
        return str(json.loads(await socket.recv())["result"])


async def _wait_for_demo(http: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    """At its first start Home Assistant installs what the demo's platforms need, and shows them one by one."""
    until = time.monotonic() + FIRST_START_SECONDS
    missing = set(DEMO_SHOWS)
    while missing and time.monotonic() < until:
        missing = {
            key for key in missing if not (await http.get(f"/api/states/{key}", headers=headers)).is_success
        }
        if missing:
            await asyncio.sleep(1)
    assert not missing, f"the demo of Home Assistant does not show {', '.join(sorted(missing))}"


async def _add_shopping_list(http: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    """Add the integration, as a person does under Settings; the file of settings can't."""
    flows = "/api/config/config_entries/flow"
    flow = (await http.post(flows, json={"handler": "shopping_list"}, headers=headers)).json()
    if flow["type"] == "form":
        (await http.post(f"{flows}/{flow['flow_id']}", json={}, headers=headers)).raise_for_status()
