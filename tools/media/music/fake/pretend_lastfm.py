"""A pretend Last.fm: the two questions that we ask of it, answered as the real one does."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY = "simulated"


class LastfmHouse(BaseModel):
    """What an account has heard: plays by artist, and the latest tracks as [artist, title]."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    artists: dict[str, int] = {}
    recent: list[tuple[str, str]] = []


def lastfm_routes(listeners: Mapping[str, LastfmHouse]) -> list[Route]:
    """Its one path."""

    async def serve(request: Request) -> Response:
        asked = {key: each[0] for key, each in parse_qs((await request.body()).decode()).items()}
        if asked.get("api_key") != KEY:
            return JSONResponse({"error": 10, "message": "Invalid API key"}, 403)
        listener = listeners.get(asked.get("user", ""))
        if listener is None:
            return JSONResponse({"error": 6, "message": "User not found"}, 404)
        if asked["method"] == "user.gettopartists":
            artists: list[JsonValue] = [
                {"name": name, "playcount": str(plays), "@attr": {"rank": str(rank)}}
                for rank, (name, plays) in enumerate(listener.artists.items(), 1)
            ]
            return JSONResponse({"topartists": {"artist": artists}})
        tracks: list[JsonValue] = [
            {"name": title, "artist": {"mbid": "", "#text": artist}} for artist, title in listener.recent
        ]
        return JSONResponse({"recenttracks": {"track": tracks}})

    return [Route("/media/music/lastfm/2.0/", serve, methods=["POST"])]
