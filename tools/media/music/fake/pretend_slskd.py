"""A pretend slskd: searches, and transfers that come at two megabytes a second of the house's clock."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.farend import FarEnd

ROOT = "/media/music/slskd/api/v0"
PLACE = "media.music"
KEY = "simulated"
_SPEED = 2_000_000


class OfferHouse(BaseModel):
    """A folder that a user shares; `kilobits` is left out for lossless files."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    user: str
    folder: str
    tracks: list[str]
    extension: str = "flac"
    mb_each: float = 30
    kilobits: int | None = None
    free: bool = True
    queue: int = 0
    speed: int = 900_000
    offline: bool = False


class _Transfer(BaseModel):
    id: str
    username: str
    filename: str
    size: int
    at: AwareDatetime
    offline: bool = False


class _State(BaseModel):
    transfers: list[_Transfer] = []


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)

    filename: str
    size: int


class _Search(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)

    id: str
    searchText: str  # noqa: N815 - the vendor's name


_WANTED = TypeAdapter(list[_Wanted])


class PretendSlskd:
    """The server."""

    def __init__(self, offers: list[OfferHouse], far: FarEnd) -> None:
        self._offers = offers
        self._far = far
        self._searches: dict[str, str] = {}
        kept = far.remembered(PLACE)
        self._state = _State() if kept is None else _State.model_validate(kept)
        far.remember(PLACE, lambda: self._state.model_dump(mode="json"))
        far.describe(PLACE, lambda: [each.filename for each in self._state.transfers])

    def routes(self) -> list[Route]:
        """The paths that we use of the real one."""
        return [
            Route(f"{ROOT}/searches", self._search, methods=["POST"]),
            Route(f"{ROOT}/searches/{{key}}", self._one_search, methods=["GET", "DELETE"]),
            Route(f"{ROOT}/searches/{{key}}/responses", self._responses),
            Route(f"{ROOT}/transfers/downloads/", self._transfers),
            Route(f"{ROOT}/transfers/downloads/{{user}}", self._enqueue, methods=["POST"]),
        ]

    async def _search(self, request: Request) -> Response:
        if (refused := _refused(request)) is not None:
            return refused
        wanted = _Search.model_validate_json(await request.body())
        self._searches[wanted.id] = wanted.searchText
        return JSONResponse(self._show(wanted.id))

    async def _one_search(self, request: Request) -> Response:
        key = str(request.path_params["key"])
        if (refused := _refused(request)) is not None:
            return refused
        if key not in self._searches:
            return Response(status_code=404)
        if request.method == "DELETE":
            del self._searches[key]
            return Response(status_code=204)
        return JSONResponse(self._show(key))

    async def _responses(self, request: Request) -> Response:
        if (refused := _refused(request)) is not None:
            return refused
        words = set(self._searches.get(str(request.path_params["key"]), "").casefold().split())
        found = [each for each in self._offers if words and all(_is_in(word, each) for word in words)]
        return JSONResponse([_show_offer(each) for each in found])

    async def _enqueue(self, request: Request) -> Response:
        if (refused := _refused(request)) is not None:
            return refused
        user = str(request.path_params["user"])
        theirs = {
            _path(offer, track): offer
            for offer in self._offers
            if offer.user == user
            for track in offer.tracks
        }
        wanted = _WANTED.validate_json(await request.body())
        if not wanted or any(each.filename not in theirs for each in wanted):
            return Response(f"User {user} appears to be offline", 500)
        for each in wanted:
            number = len(self._state.transfers) + 1
            one = _Transfer(
                id=f"{number:08x}",
                username=user,
                filename=each.filename,
                size=each.size,
                at=self._far.now(),
                offline=theirs[each.filename].offline,
            )
            self._state.transfers.append(one)
        self._far.wrote("media", "slskd.download", {"user": user, "files": len(wanted)})
        return Response(status_code=201)

    async def _transfers(self, request: Request) -> Response:
        if (refused := _refused(request)) is not None:
            return refused
        users: dict[str, dict[str, list[JsonValue]]] = {}
        for each in self._state.transfers:
            folder = each.filename.rpartition("\\")[0]
            users.setdefault(each.username, {}).setdefault(folder, []).append(
                _show_transfer(each, self._far.now())
            )
        return JSONResponse(
            [
                {
                    "username": user,
                    "directories": [
                        {"directory": name, "fileCount": len(files), "files": files}
                        for name, files in folders.items()
                    ],
                }
                for user, folders in users.items()
            ]
        )

    def _show(self, key: str) -> dict[str, JsonValue]:
        return {
            "id": key,
            "searchText": self._searches[key],
            "isComplete": True,
            "state": "Completed, TimedOut",
        }


def _refused(request: Request) -> Response | None:
    return None if request.headers.get("x-api-key") == KEY else Response(status_code=401)


def _path(offer: OfferHouse, track: str) -> str:
    return f"@@{offer.user[:5]}\\Music\\{offer.folder}\\{track}.{offer.extension}"


def _is_in(word: str, offer: OfferHouse) -> bool:
    return any(word in _path(offer, track).casefold() for track in offer.tracks)


def _show_offer(offer: OfferHouse) -> dict[str, JsonValue]:
    files: list[JsonValue] = [
        {
            "filename": _path(offer, track),
            "size": round(offer.mb_each * 1e6),
            "bitRate": offer.kilobits,
            "bitDepth": None if offer.kilobits else 16,
            "extension": offer.extension,
            "isLocked": False,
        }
        for track in offer.tracks
    ]
    return {
        "username": offer.user,
        "hasFreeUploadSlot": offer.free,
        "queueLength": offer.queue,
        "uploadSpeed": offer.speed,
        "fileCount": len(files),
        "files": files,
        "lockedFiles": [],
    }


def _show_transfer(one: _Transfer, now: datetime) -> dict[str, JsonValue]:
    got = min(one.size, round(max((now - one.at).total_seconds(), 0) * _SPEED))
    state = "Completed, Succeeded" if got == one.size else "InProgress"
    if one.offline:
        got, state = 0, "Completed, Errored"
    return {
        "id": one.id,
        "username": one.username,
        "direction": "Download",
        "filename": one.filename,
        "size": one.size,
        "state": state,
        "bytesTransferred": got,
        "percentComplete": 100 * got / one.size if one.size else 0,
    }
