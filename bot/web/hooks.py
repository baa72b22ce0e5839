"""`/webhooks/{source}`: where other services report; answered at once, worked later."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Request
from pydantic import BaseModel

from bot.web.problems import Refusal, told
from bot.web.quota import say_when
from bot.web.reception import visit_of
from bot.web.webhooks import Letterhead

router = APIRouter(tags=["webhooks"])


class Taken(BaseModel):
    """It is written down; `known` says that it was before."""

    status: Literal["taken"] = "taken"
    known: bool


@router.post(
    "/webhooks/{source}",
    status_code=202,
    summary="Report something",
    responses=told(401, 408, 413, 421, 422, 429, 503),
    openapi_extra={"requestBody": {"content": {"*/*": {"schema": {}}}}},
)
async def take(
    request: Request,
    source: Annotated[str, Path(max_length=60)],
    delivery: Annotated[str, Header(alias="webhook-id", pattern=r"^[\x21-\x7e]{1,128}$")],
    timestamp: Annotated[str, Header(alias="webhook-timestamp", description="Seconds since 1970")],
    signature: Annotated[str, Header(alias="webhook-signature", description="As standardwebhooks.com says")],
    content_type: Annotated[str, Header()] = "application/octet-stream",
) -> Taken:
    """Signed with the source's secret, five minutes old at most; a delivery that comes again is taken once."""
    visit = visit_of(request)
    webhooks, counted = visit.reception.webhooks, visit.reception.figures.webhooks
    head, body = Letterhead(delivery, timestamp, signature, content_type), await request.body()
    if not webhooks.is_genuine(source, head, body):
        counted.labels("refused").inc()
        if seconds := await visit.reception.knocks.spend(visit.address):
            raise Refusal(429, say_when(seconds), {"retry-after": str(seconds)})
        raise Refusal(401, "That signature is not good, or too old; check the secret and the clock.")
    is_new = await webhooks.take(source, head, body)
    counted.labels("taken" if is_new else "known").inc()
    return Taken(known=not is_new)
