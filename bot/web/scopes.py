"""Which scope a route takes, said in one place so that it stands in the OpenAPI document too."""

from fastapi import Security
from fastapi.params import Security as Lock
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from bot.web.problems import Refusal
from bot.web.reception import visit_of
from memory.scopes import Scope
from memory.tokens import Client

ABOUT = "From POST /v1/token; it lasts a quarter of an hour at most."


class _Needs(HTTPBearer):
    """Lets clients with a scope through; that the token is good the gate has found out long before."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(auto_error=False, bearerFormat="JWT", scheme_name="access token", description=ABOUT)
        self._scope = scope

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """See `HTTPBearer`; raises Refusal where the scope is missing."""
        if self._scope not in client_of(request).scopes:
            raise Refusal(403, f"That takes a token with the scope “{self._scope}”.")
        return None


def needs(scope: Scope) -> Lock:
    """What stands in a route's dependencies so that only clients with `scope` get through."""
    return Security(_Needs(scope))


def client_of(request: HTTPConnection) -> Client:
    """Who calls; only where the gate lets nobody through unnamed."""
    client = visit_of(request).client
    assert client is not None, "the gate lets nobody in here without a token"
    return client
