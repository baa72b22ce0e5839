"""The body of a request, read to its end before anything is done with it: within a length and a time."""

import asyncio

from starlette.types import Message, Receive, Scope

SECONDS = 10.0


class Misfit(Exception):  # noqa: N818 - an answer, not a fault
    """A body that is too long, or too slow."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


async def read_body(scope: Scope, receive: Receive, longest: int) -> Receive:
    """Read the body of a request; returns what hands it on.

    Raises:
        Misfit: It has more than `longest` bytes, or did not come within ten seconds.
    """
    headers = dict(scope["headers"])
    announced = headers.get(b"content-length", b"0")
    if b"transfer-encoding" not in headers and announced == b"0":
        return receive
    if announced.isdigit() and int(announced) > longest:
        raise _too_long(longest)
    try:
        async with asyncio.timeout(SECONDS):
            body = await _collect(receive, longest)
    except TimeoutError:
        raise Misfit(
            408, f"The rest of that did not come within {SECONDS:g} seconds; send it again."
        ) from None
    return _handing_on(body, receive)


async def _collect(receive: Receive, longest: int) -> Message:
    parts: list[bytes] = []
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return message
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > longest:
            raise _too_long(longest)
        more = message.get("more_body", False)
    return {"type": "http.request", "body": b"".join(parts), "more_body": False}


def _handing_on(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def hand_on() -> Message:
        return waiting.pop() if waiting else await receive()

    return hand_on


def _too_long(longest: int) -> Misfit:
    return Misfit(413, f"That is too long for me; I take {longest / 1000:,.0f} kB.")
