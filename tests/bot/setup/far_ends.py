"""What a setup talks to beside Telegram: a Discord that knows its bot, and what may stand in a home's network."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

DISCORD_TOKEN = "MTE.x.good"
HOME_TOKEN = "eyJ.good"
PIHOLE_PASSWORD = "larks"
PLEX_TOKEN = "plex-good"


async def application(request: Request) -> Response:
    """Discord's `GET /applications/@me`."""
    if request.headers.get("authorization") != f"Bot {DISCORD_TOKEN}":
        return JSONResponse({"message": "401: Unauthorized", "code": 0}, 401)
    return JSONResponse({"id": "1100", "name": "Larks", "flags": 0})


async def home(request: Request) -> Response:
    """Home Assistant's `GET /api/`."""
    if request.headers.get("authorization") != f"Bearer {HOME_TOKEN}":
        return PlainTextResponse("401: Unauthorized", 401)
    return JSONResponse({"message": "API running."})


async def manifest(request: Request) -> Response:
    """Home Assistant's web manifest."""
    del request
    return JSONResponse({"name": "Home Assistant", "short_name": "Assistant"})


async def identity(request: Request) -> Response:
    """Plex's `GET /identity`."""
    del request
    return Response('<MediaContainer machineIdentifier="abc"/>', media_type="text/xml")


async def sections(request: Request) -> Response:
    """Plex's `GET /library/sections`."""
    if request.headers.get("x-plex-token") != PLEX_TOKEN:
        return Response("<html>401 Unauthorized</html>", 401, media_type="text/html")
    return Response('<MediaContainer size="0"/>', media_type="text/xml")


async def auth(request: Request) -> Response:
    """Pi-hole's `/api/auth`: asked without a session, and a sign-in with a password."""
    if request.method == "POST" and (await request.json())["password"] == PIHOLE_PASSWORD:
        return JSONResponse({"session": {"valid": True, "sid": "abc", "validity": 1800}})
    if request.method == "DELETE":
        return Response(status_code=204)
    return JSONResponse({"session": {"valid": False, "sid": None}}, 401)


async def pihole_version(request: Request) -> Response:
    """Pi-hole's `GET /api/info/version`."""
    if request.headers.get("x-ftl-sid") != "abc":
        return JSONResponse({"error": {"key": "unauthorized", "message": "Unauthorized"}}, 401)
    return JSONResponse(
        {"version": {"core": {"local": {"version": "v6.4"}}, "ftl": {"local": {"version": "v6.4.1"}}}}
    )


def network() -> Starlette:
    """All of them on one port."""
    return Starlette(
        routes=[
            Route("/applications/@me", application),
            Route("/manifest.json", manifest),
            Route("/api/", home),
            Route("/identity", identity),
            Route("/library/sections", sections),
            Route("/api/auth", auth, methods=["GET", "POST", "DELETE"]),
            Route("/api/info/version", pihole_version),
        ]
    )
