"""A pretend Telegram: a Bot API server on a loopback port that behaves as the real one, bad days included.

Start it with `async with FakeTelegram() as telegram`, point a `telegram.Bot` at `telegram.base_url`, and let people
act through `telegram.world`: `world.say(world.private(anna), anna, "hello")`; `world.until(…)` waits for what comes of it.
"""

from typing import Self

from aiohttp import web
from pydantic import JsonValue

from bot.channels.telegram.pretend_methods import Methods
from bot.channels.telegram.pretend_people import Person
from bot.channels.telegram.pretend_wire import OBJECT, Asked, Refused, Upload, as_given
from bot.channels.telegram.pretend_world import BOT_ID, World

TOKEN = f"{BOT_ID}:AAG-pretend-token-of-the-homeops-house"


class FakeTelegram:
    """See the module. It serves from `start` to `stop`, or within `async with`."""

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        self.token = token
        self.world = World(Person(BOT_ID, "HomeOps", "homeops_bot", is_bot=True))
        self._methods = Methods(self.world)
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
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Refuse connections and drop everyone; what happened stays known."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response({"ok": True, "result": await self._call(request)})
        except Refused as refused:
            return web.json_response(refused.as_json(), status=refused.code)

    async def _call(self, request: web.Request) -> JsonValue:
        if request.match_info["token"] != self.token:
            raise Refused(401, "Unauthorized")
        asked = await _read(request)
        method = self._methods.table.get(asked.method)
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return await method(asked)


async def _read(request: web.Request) -> Asked:
    given = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = OBJECT.validate_json(await request.read())
        given |= {name: as_given(value) for name, value in body.items() if value is not None}
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                given[name] = str(value)
    return Asked(request.match_info["method"].lower(), given, uploads)
