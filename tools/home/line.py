"""One open WebSocket to Home Assistant: commands with their answers, and events."""

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from memory.errors import Misconfigured, Unavailable
from tools.contract import Json

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

ANSWER_SECONDS = 8.0
OPEN_SECONDS = 5.0
_LARGEST = 64 * 2**20
GONE = "The connection to Home Assistant broke; it is made again by itself, so try once more in a moment."
NO_ANSWER = "Home Assistant does not answer; try again in a minute."
NONSENSE = "Home Assistant answered nonsense; look whether the address in [home] url is right."


class CommandRefused(Unavailable):
    """Home Assistant would not do a command; `code` is its own word for why, such as "not_found"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"Home Assistant refused: {message.strip().rstrip('.')[:200] or code}.")
        self.code = code


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)


class _Error(_Told):
    code: str | int = ""
    message: str = ""


class Message(_Told):
    """A message of Home Assistant's."""

    type: str
    id: int = 0
    success: bool = True
    result: Json = None
    error: _Error = _Error()
    event: Json = None


_MESSAGES = TypeAdapter(list[Message] | Message)


class Line:
    """An authenticated connection; made by `open_line`."""

    def __init__(self, socket: "ClientConnection") -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._handlers: dict[int, Callable[[Json], None]] = {}
        self._reading = asyncio.create_task(self._read())

    async def ask(self, kind: str, *, seconds: float = ANSWER_SECONDS, **fields: Json) -> Json:
        """Send a command and wait for its result.

        Raises:
            CommandRefused: Home Assistant says no.
            Unavailable: No answer in time, or the connection broke.
        """
        return await self._ask(next(self._numbers), kind, fields, seconds)

    async def subscribe(self, kind: str, handle: Callable[[Json], None], **fields: Json) -> None:
        """Have `handle` called with every event of a subscription; in the order in which they came."""
        number = next(self._numbers)
        self._handlers[number] = handle
        await self._ask(number, kind, fields, ANSWER_SECONDS)

    async def _ask(self, number: int, kind: str, fields: dict[str, Json], seconds: float) -> Json:
        from websockets.exceptions import ConnectionClosed

        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            if self._reading.done():
                raise Unavailable(GONE)
            async with asyncio.timeout(seconds):
                await self._socket.send(json.dumps({"id": number, "type": kind, **fields}))
                return await waiting
        except TimeoutError:
            self._reading.cancel()  # a line on which nothing comes back is given up
            raise Unavailable(NO_ANSWER) from None
        except ConnectionClosed as error:
            raise Unavailable(GONE) from error
        finally:
            self._waiting.pop(number, None)

    async def wait_closed(self) -> None:
        """Wait until the connection is no longer of use."""
        await asyncio.wait([self._reading])

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await self._reading
        await self._socket.close()

    async def _read(self) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            async for text in self._socket:
                told = _MESSAGES.validate_json(text)
                for message in told if isinstance(told, list) else [told]:
                    self._take(message)
        except (ConnectionClosed, ValidationError):
            pass
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(Unavailable(GONE))

    def _take(self, message: Message) -> None:
        waiting = self._waiting.get(message.id)
        if message.type == "event" and message.id in self._handlers:
            self._handlers[message.id](message.event)
        elif message.type == "result" and waiting is not None and not waiting.done():
            if message.success:
                waiting.set_result(message.result)
            else:
                waiting.set_exception(CommandRefused(str(message.error.code), message.error.message))


async def open_line(address: str, token: str) -> Line:
    """Connect to the Home Assistant at `address` (http or https) and show it the token.

    Raises:
        Misconfigured: The token is refused.
        Unavailable: Nobody answers there, or not as Home Assistant does.
    """
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidHandshake, WebSocketException

    url = f"ws{address.removeprefix('http')}/api/websocket"
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            socket = await connect(url, max_size=_LARGEST, proxy=None, open_timeout=None)
            try:
                await _authenticate(socket, token)
            except BaseException:
                await socket.close()
                raise
    except TimeoutError:
        raise Unavailable(NO_ANSWER) from None
    except InvalidHandshake as error:
        raise Unavailable(NONSENSE) from error
    except (OSError, WebSocketException) as error:
        raise Unavailable(
            "Home Assistant can't be reached; look whether it runs, and at [home] url in homeops.toml."
        ) from error
    return Line(socket)


async def _authenticate(socket: "ClientConnection", token: str) -> None:
    try:
        while True:
            match Message.model_validate_json(await socket.recv()).type:
                case "auth_required":
                    await socket.send(json.dumps({"type": "auth", "access_token": token}))
                case "auth_ok":
                    return
                case "auth_invalid":
                    raise Misconfigured(
                        "Home Assistant refuses the access token; make a new long-lived one under your profile there "
                        "and put it where [home] token points."
                    )
                case _:
                    raise Unavailable(NONSENSE)
    except ValidationError as error:
        raise Unavailable(NONSENSE) from error
