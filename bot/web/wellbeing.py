"""Whether it runs, how everything does, figures, and the way to an access token."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import text

from bot.web import figures
from bot.web.problems import Refusal, told
from bot.web.quota import Quota, say_when
from bot.web.reception import visit_of
from bot.web.scopes import needs
from bot.web.snapshot import Now
from memory.errors import HomeOpsError
from memory.scopes import Scope

READY_SECONDS = 2.0
NO_STORE = {"cache-control": "no-store"}

router = APIRouter(tags=["health"])


class Ok(BaseModel):
    """It does."""

    status: Literal["ok"] = "ok"


class AccessToken(BaseModel):
    """What opens everything else for `expires_in` seconds."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind, not the token
    expires_in: int


@router.get("/healthz", summary="Does it run?", responses=told(421))
async def live() -> Ok:
    """As long as this answers, the program runs."""
    return Ok()


@router.get("/readyz", summary="Can it take messages?", responses=told(421, 503))
async def ready(request: Request) -> Ok:
    """Whether messages can be written down just now."""
    store = visit_of(request).reception.store
    try:
        async with asyncio.timeout(READY_SECONDS), store.reading() as session:
            await session.execute(text("SELECT 1"))
    except (HomeOpsError, TimeoutError):
        raise Refusal(
            503, "The database does not answer; see homeops doctor.", {"retry-after": "5"}
        ) from None
    return Ok()


@router.get(
    "/v1/status",
    summary="How everything does",
    response_model=Now,
    dependencies=[needs(Scope.STATUS)],
    responses=told(401, 403, 421, 429, 503),
)
async def status(request: Request) -> Response:
    """Every part, as seen at `at`, which is a second ago at most."""
    seen = await visit_of(request).reception.snapshot.look()
    return Response(seen.body, headers=NO_STORE, media_type="application/json")


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    dependencies=[needs(Scope.METRICS)],
    responses={200: {"content": {"text/plain": {}}}, **told(401, 403, 421, 429, 503)},
)
async def metrics(request: Request) -> Response:
    """A token with this scope alone may be a refresh token, which is what Prometheus can keep in a file."""
    reception = visit_of(request).reception
    seen = await reception.snapshot.look()
    return Response(reception.figures.tell(seen.now), headers={"content-type": figures.CONTENT_TYPE})


@router.post("/v1/token", tags=["access"], summary="Get an access token", responses=told(401, 421, 429, 503))
async def token(
    request: Request,
    response: Response,
    authorization: Annotated[str, Header(description="Bearer and the refresh token")] = "",
) -> AccessToken:
    """For the refresh token that `homeops api token create` printed."""
    visit = visit_of(request)
    reception = visit.reception
    kind, _, shown = authorization.partition(" ")
    client = await reception.clients.admit(shown.strip()) if kind.lower() == "bearer" else None
    if client is None:
        await _spend(reception.knocks, visit.address)
        detail = "That refresh token is not good (any more); make one with “homeops api token create”."
        raise Refusal(401, detail, {"www-authenticate": "Bearer"})
    await _spend(reception.calls, client.name)
    response.headers.update(NO_STORE)
    return AccessToken(access_token=reception.passes.issue(client), expires_in=reception.passes.seconds)


async def _spend(quota: Quota, name: str) -> None:
    if seconds := await quota.spend(name):
        raise Refusal(429, say_when(seconds), {"retry-after": str(seconds)})
