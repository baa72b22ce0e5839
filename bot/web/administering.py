"""`/v1/tokens`: who may use the API; only over the socket, where the machine's own user comes in."""

from fastapi import FastAPI

from bot.web.clients import Clients
from bot.web.wire import Granted, NewToken, TokenNote


def add_tokens(app: FastAPI, clients: Clients) -> None:
    """Let `app` make, end and list the tokens of the API."""

    @app.post("/v1/tokens")
    async def create(wanted: NewToken) -> Granted:
        return await clients.create(wanted)

    @app.get("/v1/tokens")
    async def show() -> list[TokenNote]:
        return list(await clients.notes())

    @app.delete("/v1/tokens/{name}")
    async def revoke(name: str) -> dict[str, bool]:
        await clients.revoke(name)
        return {"revoked": True}
