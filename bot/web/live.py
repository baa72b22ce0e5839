"""`/v1/events`: a WebSocket on which a client hears everything that is sent to it, from a cursor on.

Whoever comes back with the cursor of the last message misses nothing. The connection ends with its access token.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.channels.api import BEHIND, REVOKED, Ending, Listener, Writing
from bot.web.gate import SPOKEN
from bot.web.letters import LARGEST, Progress, as_letter, place_in
from bot.web.reception import Visit, visit_of
from memory import mailbox
from memory.mailbox import Kept
from memory.scopes import Scope
from memory.tokens import Client

TRY_LATER, NO_SCOPE, TOKEN_OVER, CLOSING = 1013, 4403, 4401, 1001
CODES = {REVOKED: TOKEN_OVER, BEHIND: TRY_LATER}
PAGE = 100

router = APIRouter()


@router.websocket("/v1/events")
async def events(socket: WebSocket, after: Annotated[int | None, Query(ge=0, le=LARGEST)] = None) -> None:
    """Tell a client what comes; what it sends is not read."""
    visit = visit_of(socket)
    client, channel = visit.client, visit.reception.channel
    assert client is not None
    await socket.accept(SPOKEN if SPOKEN in socket.scope.get("subprotocols", []) else None)
    settings = visit.reception.settings
    if Scope.MESSAGES not in client.scopes:
        await socket.close(NO_SCOPE, f"That takes a token with the scope “{Scope.MESSAGES}”.")
        return
    if (
        channel.listening >= settings.sockets
        or channel.listening_as(client.name) >= settings.sockets_per_client
    ):
        await socket.close(TRY_LATER, "Too many are listening already; try again later.")
        return
    async with channel.listen(client.name) as listener:
        visit.reception.figures.sockets.inc()
        leaving = asyncio.create_task(_leave(socket))
        telling = asyncio.create_task(_tell(socket, visit, client, listener, after))
        try:
            await asyncio.wait([leaving, telling], return_when=asyncio.FIRST_COMPLETED)
        finally:
            visit.reception.figures.sockets.dec()
            leaving.cancel()
            telling.cancel()
            await asyncio.gather(leaving, telling, return_exceptions=True)


async def _leave(socket: WebSocket) -> None:
    """Return once the client is gone."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _tell(
    socket: WebSocket, visit: Visit, client: Client, listener: Listener, after: int | None
) -> None:
    left = visit.until - visit.reception.clock.now().timestamp()
    try:
        async with asyncio.timeout(left):
            last = 0 if after is None else await _catch_up(socket, visit, client, after)
            ending = await _go_on(socket, listener, last)
        await socket.close(CODES.get(ending, CLOSING), ending.reason)
    except TimeoutError:
        await socket.close(TOKEN_OVER, "That access token has run out; connect again with a new one.")
    except (WebSocketDisconnect, OSError):
        pass  # it left while it was being told


async def _catch_up(socket: WebSocket, visit: Visit, client: Client, after: int) -> int:
    """Tell what came while nobody listened; returns the last cursor."""
    while True:
        async with visit.reception.store.reading() as session:
            missed = await mailbox.after(session, client.name, after, PAGE)
        for kept in missed:
            await socket.send_text(as_letter(kept).model_dump_json())
        if not missed:
            return after
        after = missed[-1].n


async def _go_on(socket: WebSocket, listener: Listener, last: int) -> Ending:
    while True:
        match await listener.next_news():
            case Kept() as kept:
                if kept.n > last:
                    await socket.send_text(as_letter(kept).model_dump_json())
            case Writing(conversation, text):
                written = Progress(conversation=place_in(conversation), text=text)
                await socket.send_text(written.model_dump_json())
            case Ending() as ending:
                return ending
