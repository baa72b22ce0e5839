"""A scripted OpenAI-compatible server on loopback.

    async with OpenAIServer() as server:
        server.script([CallVerb("pc_show_memory"), Say("Your browser uses most of it.")])
        ...                                    # point a provider at server.base_url
        assert server.requests[0].said[-1] == "what is using my memory"

`script` takes plays, which are played one a request (what comes after the last is answered with 500, unless
`repeat_last`), or a function from the request to a play.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from typing import Self

from tests.fakes.openai_plays import Play, Status
from tests.fakes.openai_wire import Asked, Body, Wire, play


class OpenAIServer:
    """See the module."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self._choose: Callable[[Asked], Play] = lambda _: Status(500)
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._came = asyncio.Condition()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a `stop` on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port, so that connections are refused, and drop everyone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def script(self, plays: Sequence[Play] | Callable[[Asked], Play], *, repeat_last: bool = False) -> None:
        """Say what is played from now on."""
        if callable(plays):
            self._choose = plays
            return
        left = list(plays)

        def choose(_: Asked) -> Play:
            if len(left) == 1 and repeat_last:
                return left[0]
            return left.pop(0) if left else Status(500, "the script is over")

        self._choose = choose

    async def asked(self, times: int) -> None:
        """Wait until that many requests came."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.requests) >= times)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._exchange(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the server stops
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection, so that a script can drop it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
        }
        content = await reader.readexactly(int(headers.get("content-length", "0")))
        wire = Wire(writer)
        path = first.split(" ")[1]
        if path.endswith("/models"):
            await wire.whole(json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}))
            return
        if not path.endswith("/chat/completions"):
            await wire.whole(json.dumps({"error": {"message": "no such route"}}), code=404)
            return
        asked = Asked(Body.model_validate_json(content), headers, len(content))
        async with self._came:
            self.requests.append(asked)
            self._came.notify_all()
        await play(self._choose(asked), asked, wire)
