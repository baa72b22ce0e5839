"""A pretend Discord: REST, gateway and files on one loopback port, behaving as the real one, bad days included.

async with FakeDiscord() as discord:
    anna = discord.people.add("Anna")
    ...  # a bot connects with `discord.token` and `discord.base_url`
    discord.people.write(anna, discord.world.dm(anna), "is the washing done?")
    await discord.until(lambda: discord.said(discord.world.dm(anna)) == ["Yes."])

It stands on its own with `python -m bot.channels.discord.fake --port 8099`; see `pretend_door` for its control door.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Self

from aiohttp import web

from bot.channels.discord.pretend_days import Days, Handler, Refused, refusal
from bot.channels.discord.pretend_door import Door
from bot.channels.discord.pretend_gateway import Gateway
from bot.channels.discord.pretend_interactions import Interactions
from bot.channels.discord.pretend_objects import Channel, Message, Object, User
from bot.channels.discord.pretend_people import People
from bot.channels.discord.pretend_rest import FILE_BYTES_MOST, Rest
from bot.channels.discord.pretend_world import World

BOT_ID = 1_100_000_000_000_000_001
TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GpreTe.nd-token-of-the-homeops-house-0123456789"  # noqa: S105 - pretended
API = "/api/v10"
UNREADABLE: Object = {"content": "", "attachments": [], "components": []}


class FakeDiscord:
    """See the module. It serves from `start` to `stop`, or within `async with`."""

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        self.token = token
        self.world = World(User(BOT_ID, "HomeOps", is_bot=True))
        self.gateway = Gateway(self.world, token)
        self.days = Days(self.world)
        rest = Rest(self.world)
        interactions = Interactions(self.world, rest)
        self.people = People(self.world, interactions)
        self._calls = [*rest.calls(), *interactions.calls()]
        self._events: asyncio.Queue[tuple[str, Object, Message | None]] = asyncio.Queue()
        self._port = port
        self._runner: web.AppRunner | None = None
        self._telling: asyncio.Task[None] | None = None
        self.world.on_event = self._queue

    @property
    def base_url(self) -> str:
        """Where its REST calls are."""
        return f"{self.world.address}{API}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a `stop` on the same port as before."""
        app = web.Application(client_max_size=4 * FILE_BYTES_MOST)
        for method, path, handler in self._calls:
            app.router.add_route(method, f"{API}{path}", self._guarded(handler))
        app.add_routes([web.get("/gateway", self.gateway.serve), web.get("/resume", self.gateway.serve)])
        app.add_routes([web.get("/attachments/{path:.*}", self._get_file)])
        app.add_routes(Door(self.world, self.people, self.days, self.gateway).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.address = f"http://127.0.0.1:{self._port}"
        self._telling = asyncio.create_task(self._tell())

    async def stop(self) -> None:
        """Be unreachable."""
        await self.gateway.break_off()
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something in the world is so."""
        await self.world.until(so)

    def answers(self, channel: Channel) -> list[Message]:
        """What the bot wrote in a channel, oldest first, without what is only being thought about."""
        return [each for each in channel.messages if each.author == self.world.bot and not each.is_loading]

    def said(self, channel: Channel) -> list[str]:
        """What the bot's messages in a channel say."""
        return [each.content for each in self.answers(channel)]

    async def settle(self) -> None:
        """Wait until everybody who is connected was told everything."""
        await self._events.join()

    def _queue(self, event: str, data: Object, about: Message | None) -> None:
        self._events.put_nowait((event, data, about))

    async def _tell(self) -> None:
        """Tell events one after the other, as they came."""
        while True:
            event, data, about = await self._events.get()
            for session, readable in self.gateway.listeners(about):
                await session.tell(event, data if readable else {**data, **UNREADABLE})
            self._events.task_done()

    def _guarded(self, handler: Handler) -> Handler:
        """A handler behind the token, the bad days and the limits."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await self.days.answer(request, handler)
            except Refused as refused:
                return refusal(refused.status, refused.code, refused.message)

        async def checked(request: web.Request) -> web.StreamResponse:
            is_open = request.path.startswith((f"{API}/interactions/", f"{API}/webhooks/", f"{API}/gateway"))
            told = request.headers.get("Authorization")
            if not (is_open and told is None) and told != f"Bot {self.token}":
                return refusal(401, 0, "401: Unauthorized")
            return await answer(request)

        return checked

    async def _get_file(self, request: web.Request) -> web.Response:
        found = self.world.files.get(request.path)
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, content_type=found.media_type.partition(";")[0])


async def _serve(port: int) -> None:
    async with FakeDiscord(port) as discord:
        sys.stdout.write(f"{discord.base_url} {discord.token}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until stopped; the first line says address and token."""
    parser = argparse.ArgumentParser(prog="python -m bot.channels.discord.fake", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
