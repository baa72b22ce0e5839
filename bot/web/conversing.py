"""`/v1/messages`: say something and get its one answer; page through what was answered and told."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from bot.channels.api import Ending, Listener
from bot.web.letters import KEY, LARGEST, Letter, Letters, Say, Working, as_letter
from bot.web.problems import Refusal, told
from bot.web.quota import say_when
from bot.web.reception import Reception, visit_of
from bot.web.scopes import client_of, needs
from memory import inbox, mailbox
from memory.db import Store
from memory.mailbox import Kept
from memory.messages import Inbound
from memory.scopes import API, LIMITED, SOURCES, Scope
from memory.tokens import Client

LONGEST_WAIT = 120
PRIVATE = {"cache-control": "no-store"}

router = APIRouter(tags=["messages"], dependencies=[needs(Scope.MESSAGES)])

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description="Yours, new for each message: sent again with it, the message is not handled twice.",
    ),
]
Wait = Annotated[
    float, Query(ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="Seconds to wait for the answer.")
]
Cursor = Annotated[int, Query(ge=0, le=LARGEST)]
Number = Annotated[int, Path(ge=0, le=LARGEST)]


@router.post(
    "/v1/messages",
    summary="Say something",
    responses={
        200: {"model": Letter, "description": "The answer, the same one however often it is asked for"},
        202: {"model": Working, "description": "Taken in; the answer has not come yet"},
        **told(400, 401, 403, 408, 413, 421, 422, 429, 503),
    },
)
async def say(said: Say, request: Request, key: Key, wait: Wait = 60) -> Response:
    """Written down before it is answered. The same key gets the same answer, also after a restart."""
    visit, client = visit_of(request), client_of(request)
    reception = visit.reception
    if seconds := await reception.said.spend(client.name):
        raise Refusal(429, say_when(seconds), {"retry-after": str(seconds)})
    inbound = _inbound(said, client, key, reception)
    await _check_same(reception.store, inbound)
    async with reception.channel.listen(client.name) as listener:
        if not await reception.receive(inbound):
            await _check_same(reception.store, inbound)
        answer = await _answer(reception.store, listener, client, inbound.event_id, wait)
    if answer is None:
        return JSONResponse(Working(key=key).model_dump(), 202, PRIVATE)
    return JSONResponse(as_letter(answer).model_dump(mode="json"), 200, PRIVATE)


@router.get(
    "/v1/messages",
    summary="Messages that came after a cursor",
    responses=told(401, 403, 421, 422, 429, 503),
)
async def page(
    request: Request,
    response: Response,
    after: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Letters:
    """What was answered and told to this client, oldest first."""
    async with visit_of(request).reception.store.reading() as session:
        found = await mailbox.after(session, client_of(request).name, after, limit + 1)
    shown = found[:limit]
    response.headers.update(PRIVATE)
    return Letters(
        messages=[as_letter(each) for each in shown],
        next=shown[-1].n if shown else after,
        more=len(found) > limit,
    )


@router.get(
    "/v1/messages/{cursor}/files/{place}",
    summary="A file of a message",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}},
        **told(401, 403, 404, 421, 422, 429, 503),
    },
)
async def fetch(request: Request, cursor: Number, place: Number) -> Response:
    """A chart or another file that came with a message."""
    async with visit_of(request).reception.store.reading() as session:
        kept = await mailbox.one(session, client_of(request).name, cursor)
    if kept is None or place >= len(kept.message.attachments):
        raise Refusal(404, "There is no such file.")
    file = kept.message.attachments[place]
    headers = {**PRIVATE, "content-type": file.media_type, "x-content-type-options": "nosniff"}
    return Response(file.content, headers={**headers, "content-disposition": "attachment"})


def _inbound(said: Say, client: Client, key: str, reception: Reception) -> Inbound:
    source = client.source if said.room is None else LIMITED
    return Inbound(
        source=source,
        event_id=f"{client.name}:{key}",
        conversation=f"{source}:{client.name}:{said.room or said.conversation}",
        sender=client.name,
        text=said.text,
        at=reception.clock.now(),
        pressed=said.press,
        shared=source != API,
    )


async def _check_same(store: Store, inbound: Inbound) -> None:
    """A key stands for one message, in a room or not: another one under it is neither answered nor mistaken for it."""
    async with store.reading() as session:
        known = [await inbox.find(session, source, inbound.event_id) for source in SOURCES]
    was = (inbound.conversation, inbound.text, inbound.pressed)
    if any(each is not None and (each.conversation, each.text, each.pressed) != was for each in known):
        raise Refusal(422, "That Idempotency-Key was used for another message; make a new one.")


async def _answer(
    store: Store, listener: Listener, client: Client, event_id: str, wait: float
) -> Kept | None:
    """The answer, which may have come long ago; None if it does not come in time."""
    async with store.reading() as session:
        answer = await mailbox.answer(session, client.name, event_id)
    if answer is not None:
        return answer
    try:
        async with asyncio.timeout(wait):
            while True:
                match await listener.next_news():
                    case Kept() as kept if kept.message.reply_to == event_id:
                        return kept
                    case Ending(reason):
                        raise Refusal(503, f"{reason} Ask again with the same key.", {"retry-after": "5"})
                    case _:
                        pass
    except TimeoutError:
        return None
