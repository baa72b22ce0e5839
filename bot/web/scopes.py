"""Which scope a route takes, said in one place so that it stands in the OpenAPI document too."""

from fastapi import Request, Security
from fastapi.params import Security as Lock
from fastapi.security import HTTPBearer

from bot.web.problems import Refusal
from bot.web.reception import visit_of
from memory.tokens import Client, Scope

_BEARER = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="access token",
    description="From POST /v1/token; it lasts a quarter of an hour at most.",
)


def needs(scope: Scope) -> Lock:
    """What stands in a route's dependencies so that only clients with `scope` get through."""

    def check(request: Request) -> None:
        if scope not in client_of(request).scopes:
            raise Refusal(403, f"That takes a token with the scope “{scope}”.")

    return Lock(check)


BEARER = Security(_BEARER)
"""For the document only: the gate has looked at the token long before."""


def client_of(request: Request) -> Client:
    """Who calls; only where the gate lets nobody through unnamed."""
    client = visit_of(request).client
    assert client is not None, "the gate lets nobody in here without a token"
    return client
