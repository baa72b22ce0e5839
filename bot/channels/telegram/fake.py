"""A pretend Telegram: a Bot API server on a loopback port that behaves as the real one, bad days included.

Start it with `async with FakeTelegram() as telegram` and point a `telegram.Bot` at `telegram.base_url` (and
`base_file_url`). People act through it, and what their chats show is read back from it:

- `telegram.world`: `add_person`, `private(person)`, `add_group`, `add_topic`, `say(chat, person, text)`, `edit`;
  `chat.texts(by=…)`, `chat.shown()`, `chat.actions`, `chat.drafts`; `await world.until(lambda: …)` waits for a change
- `telegram.acts`: `press(message, "Yes", person)`, `react`, `send_file`, `start`, `block`, `set_bot_status`, `migrate`
- `telegram.weather.expect(day("lost", "sendMessage"))`: what goes wrong; `telegram.limit(Limits())`: the rate limits
- `telegram.calls`: every call with what it was answered

Programs do the same over HTTP (`pretend_door.py`); `python -m bot.channels.telegram.fake` serves one and prints its address.
"""

import asyncio
import contextlib
import socket
import struct
import sys
from asyncio.trsock import TransportSocket
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from pydantic import JsonValue

from bot.channels.telegram.pretend_account import Account
from bot.channels.telegram.pretend_acts import Acts
from bot.channels.telegram.pretend_changing import Changing
from bot.channels.telegram.pretend_days import PAGE, BadDay, Limits, Weather
from bot.channels.telegram.pretend_door import Door
from bot.channels.telegram.pretend_people import Person
from bot.channels.telegram.pretend_sending import Sending
from bot.channels.telegram.pretend_wire import OBJECT, Asked, Refused, Upload, as_given, bad_request
from bot.channels.telegram.pretend_world import BOT_ID, World

TOKEN = f"{BOT_ID}:AAG-pretend-token-of-the-homeops-house"
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was made, and the status that it was answered with; 0 is no answer."""

    asked: Asked
    at: float
    status: int


class FakeTelegram:
    """See the module. It serves from `start` to `stop`, or within `async with`; what happened stays known in between."""

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        self.token = token
        self.world = World(Person(BOT_ID, "HomeOps", "homeops_bot", is_bot=True))
        self.weather = Weather(self.world.changed)
        self.calls: list[Called] = []
        self.account = Account(self.world)
        self.changing = Changing(self.world)
        self.acts = Acts(self.world, self.changing)
        self._sending = Sending(self.world)
        self._methods = self.account.methods | self._sending.methods | self.changing.methods
        self._door = Door(self.world, self.acts, self.changing, self.weather, self.limit)
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls `base_url`."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls `base_file_url`."""
        return f"{self.address}/file/bot"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a `stop` on the same port as before."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._door.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Refuse connections and drop everyone."""
        self.weather.mend()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def limit(self, limits: Limits | None) -> None:
        """Keep to Telegram's rate limits from now on, or let everything pass."""
        self._sending.limits = self.changing.limits = limits

    def called(self, method: str) -> list[Called]:
        """The calls of one method so far, oldest first."""
        return [each for each in self.calls if each.asked.method == method.lower()]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.match_info["method"].lower(), {})
        try:
            self._check(request)
            asked = await _read(request)
            bad = self.weather.take(asked)
            if bad is not None and (answer := await self._misbehave(bad, request)) is not None:
                self._note(asked, answer.status)
                return answer
            result = await self._call(asked)
        except Refused as refused:
            self._note(asked, refused.code)
            return web.json_response(refused.as_json(), status=refused.code)
        if bad is not None and bad.how == "lost":
            self._note(asked, 0)
            return _reset(request)
        self._note(asked, 200)
        return web.json_response({"ok": True, "result": result})

    async def _misbehave(self, bad: BadDay, request: web.Request) -> web.Response | None:
        """Go wrong; None if the call is nevertheless to be answered as usual."""
        match bad.how:
            case "refuse" | "limit":
                raise bad.refusal()
            case "garbage":
                return web.Response(body=PAGE, status=bad.code, content_type="text/html")
            case "slow":
                await asyncio.sleep(bad.seconds)
            case "hang":
                await self.weather.hang()
                return _reset(request)
            case "reset":
                return _reset(request)
            case "lost":
                pass
        return None

    def _check(self, request: web.Request) -> None:
        if request.match_info["token"] != self.token:
            raise Refused(401, "Unauthorized")

    async def _call(self, asked: Asked) -> JsonValue:
        method = self._methods.get(asked.method)
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return await method(asked)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        asked = Asked("download", {"path": request.match_info["path"]})
        bad = self.weather.take(asked)
        try:
            self._check(request)
            if bad is not None and (answer := await self._misbehave(bad, request)) is not None:
                return answer
        except Refused as refused:
            return web.json_response(refused.as_json(), status=refused.code)
        content = self.world.files.content_at(request.match_info["path"])
        if content is None:
            return web.json_response(Refused(404, "Not Found").as_json(), status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    def _note(self, asked: Asked, status: int) -> None:
        self.calls.append(Called(asked, self.world.now(), status))
        self.world.changed()


def _reset(request: web.Request) -> web.Response:
    """Break the connection off, so that the other side sees a reset; what is returned never arrives."""
    if request.transport is not None:
        # To linger for no time at all is how a socket is told to answer with RST instead of FIN.
        ends = request.transport.get_extra_info("socket")
        if isinstance(ends, TransportSocket):
            ends.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=499)


async def _read(request: web.Request) -> Asked:
    given = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = OBJECT.validate_json(await request.read())
        except ValueError as error:
            raise bad_request("can't parse request JSON object") from error
        given |= {name: as_given(value) for name, value in body.items() if value is not None}
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                given[name] = value if isinstance(value, str) else bytes(value).decode()
    return Asked(request.match_info["method"].lower(), given, uploads)


async def _serve(port: int) -> None:
    async with FakeTelegram(port) as telegram:
        sys.stdout.write(f"{telegram.address} {telegram.token}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description="A pretend Telegram on a loopback port.")
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))
