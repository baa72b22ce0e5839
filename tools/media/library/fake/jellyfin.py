"""A pretend Jellyfin or Emby: JSON below its path (Emby's below /emby), one API key, accounts by id.

As the real ones do, both answer 401 without a body to a wrong key and 204 to a command; Jellyfin (10.9 and later) and Emby
keep marks under different paths, and neither knows the other's.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from hashlib import md5
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.media.library.fake.entries import Entry
from tools.media.library.fake.state import PretendShelf, Session
from tools.media.library.jellyfin_json import KINDS, TICKS, TYPES

Answer = Callable[[Request], Awaitable[Response]]
WIDTHS = {"4K": 3840, "1080p": 1920, "720p": 1280, "SD": 720}
NOTHING = Response(status_code=404)


class _Marks(BaseModel):
    """What `UserData` is set to."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    played: bool | None = Field(default=None, alias="Played")
    ticks: int | None = Field(default=None, alias="PlaybackPositionTicks")


def id_of(name: str) -> str:
    """The id of an account or a device."""
    return md5(name.encode(), usedforsecurity=False).hexdigest()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


class PretendJellyfin:
    """The server."""

    def __init__(self, shelf: PretendShelf) -> None:
        self._shelf = shelf
        self._accounts = {id_of(each.name): each.name for each in shelf.house.accounts}
        self._is_emby = shelf.house.kind == "emby"

    def routes(self) -> list[Route]:
        """Its paths, below its own."""
        both: list[tuple[str, Answer, str]] = [
            ("/System/Info/Public", self._info, "GET"),
            ("/Users", self._users, "GET"),
            ("/Shows/NextUp", self._next_up, "GET"),
            ("/Sessions", self._sessions, "GET"),
            ("/Sessions/{session}/Playing", self._play, "POST"),
            ("/Sessions/{session}/Playing/{command}", self._command, "POST"),
        ]
        own: list[tuple[str, Answer, str]] = [
            ("/Items", self._items, "GET"),
            ("/Items/{item}", self._item, "GET"),
            ("/UserItems/Resume", self._resume, "GET"),
            ("/UserPlayedItems/{item}", self._played, "POST"),
            ("/UserPlayedItems/{item}", self._played, "DELETE"),
            ("/UserItems/{item}/UserData", self._data, "POST"),
        ]
        emby: list[tuple[str, Answer, str]] = [
            ("/Users/{user}/Items", self._items, "GET"),
            ("/Users/{user}/Items/Resume", self._resume, "GET"),
            ("/Users/{user}/Items/{item}", self._item, "GET"),
            ("/Users/{user}/PlayedItems/{item}", self._played, "POST"),
            ("/Users/{user}/PlayedItems/{item}", self._played, "DELETE"),
            ("/Users/{user}/Items/{item}/UserData", self._data, "POST"),
        ]
        prefix = "/emby" if self._is_emby else ""
        told = [*both, *(emby if self._is_emby else own)]
        return [
            Route(f"{prefix}{path}", self._guarded(give), methods=[method]) for path, give, method in told
        ]

    def _guarded(self, give: Answer) -> Answer:
        async def guarded(request: Request) -> Response:
            key = self._shelf.house.token
            told = request.headers.get("authorization", "")
            known = request.headers.get("x-emby-token") == key if self._is_emby else f'Token="{key}"' in told
            if not known and not request.url.path.endswith("/Public"):
                return Response(status_code=401)
            return await give(request)

        return guarded

    async def _info(self, request: Request) -> Response:
        del request
        house = self._shelf.house
        product = "Emby Server" if self._is_emby else "Jellyfin Server"
        return JSONResponse(
            {
                "ServerName": house.name,
                "Version": house.version,
                "ProductName": product,
                "Id": id_of(house.name),
            }
        )

    async def _users(self, request: Request) -> Response:
        del request
        return JSONResponse(
            [{"Name": name, "Id": key, "HasPassword": True} for key, name in self._accounts.items()]
        )

    async def _items(self, request: Request) -> Response:
        asked, account = request.query_params, self._account(request)
        kinds = {
            KINDS.get(each, "") for each in asked.get("IncludeItemTypes", ",".join(TYPES.values())).split(",")
        }
        parent = self._shelf.by_guid.get(asked.get("ParentId", ""))
        entries: Sequence[Entry] = [each for each in self._shelf.entries.values() if each.kind in kinds]
        if "SearchTerm" in asked:
            entries = self._shelf.search(asked["SearchTerm"], kinds)
        elif parent is not None:
            entries = self._shelf.seasons(parent) if "season" in kinds else self._shelf.episodes(parent)
        if asked.get("SortBy") == "DateCreated":
            entries = [each for each in self._shelf.newest if each.kind in kinds]
        if asked.get("Filters") == "IsPlayed":
            entries = [each for each in entries if self._shelf.seen(account, each).watched]
        if asked.get("SortBy") == "DatePlayed":
            opened = self._shelf.state.opened
            entries = sorted(
                entries, key=lambda each: self._shelf.seen(account, each).at or opened, reverse=True
            )
        return self._page(request, entries)

    async def _item(self, request: Request) -> Response:
        entry = self._entry(request)
        return NOTHING if entry is None else JSONResponse(self._show(entry, self._account(request)))

    async def _resume(self, request: Request) -> Response:
        account = self._account(request)
        return self._page(
            request, [each for each in self._shelf.deck(account) if self._shelf.seen(account, each).seconds]
        )

    async def _next_up(self, request: Request) -> Response:
        account = self._account(request)
        deck = [each for each in self._shelf.deck(account) if each.kind == "episode"]
        return self._page(request, [each for each in deck if not self._shelf.seen(account, each).seconds])

    async def _played(self, request: Request) -> Response:
        entry = self._entry(request)
        if entry is None:
            return NOTHING
        self._shelf.mark(self._account(request), entry, watched=request.method == "POST")
        return JSONResponse({"Played": request.method == "POST"})

    async def _data(self, request: Request) -> Response:
        entry, marks = self._entry(request), _Marks.model_validate_json(await request.body())
        if entry is None:
            return NOTHING
        account = self._account(request)
        self._shelf.place(account, entry, (marks.ticks or 0) // TICKS, watched=marks.played)
        return JSONResponse({"Played": marks.played})

    async def _sessions(self, request: Request) -> Response:
        del request
        playing = self._shelf.sessions()
        return JSONResponse([self._show_session(name, playing.get(name)) for name in self._shelf.players])

    async def _play(self, request: Request) -> Response:
        player, asked = self._player(request), request.query_params
        entry = self._shelf.by_guid.get(asked.get("itemIds", ""))
        if player is None or entry is None:
            return NOTHING
        account = self._shelf.players[player].account
        self._shelf.start(player, entry, account, int(asked.get("startPositionTicks", "0")) / TICKS)
        self._shelf.far.wrote("media", "play", {"player": player, "title": entry.title})
        return Response(status_code=204)

    async def _command(self, request: Request) -> Response:
        player, command = self._player(request), str(request.path_params["command"])
        if player is None or command not in ("Pause", "Unpause", "Seek", "Stop"):
            return NOTHING
        if player in self._shelf.sessions():
            match command:
                case "Seek":
                    self._shelf.move(player, int(request.query_params["seekPositionTicks"]) / TICKS)
                case "Stop":
                    self._shelf.stop(player)
                case _:
                    self._shelf.move(player, paused=command == "Pause")
        self._shelf.far.wrote("media", command.casefold(), {"player": player})
        return Response(status_code=204)

    def _account(self, request: Request) -> str:
        told = request.path_params.get("user") or request.query_params.get("userId", "")
        return self._accounts.get(str(told), "")

    def _entry(self, request: Request) -> Entry | None:
        return self._shelf.by_guid.get(str(request.path_params["item"]))

    def _player(self, request: Request) -> str | None:
        wanted = request.path_params["session"]
        return next(
            (name for name, each in self._shelf.players.items() if each.listens and id_of(name) == wanted),
            None,
        )

    def _page(self, request: Request, entries: Sequence[Entry]) -> Response:
        start = int(request.query_params.get("StartIndex", "0"))
        size = int(request.query_params.get("Limit", str(len(entries))))
        account = self._account(request)
        page: Iterable[Entry] = entries[start : start + size]
        items: list[JsonValue] = [self._show(each, account) for each in page]
        return JSONResponse({"Items": items, "TotalRecordCount": len(entries), "StartIndex": start})

    def _show(self, entry: Entry, account: str) -> dict[str, JsonValue]:
        seen = self._shelf.seen(account, entry)
        ids: dict[str, JsonValue] = {}
        for name, number in (("Tmdb", entry.tmdb), ("Tvdb", entry.tvdb)):
            if number is not None:
                ids[name] = str(number)
        watched = seen.watched
        leaves = self._shelf.episodes(entry) if entry.kind in ("series", "season") else []
        if leaves:
            watched = all(self._shelf.seen(account, each).watched for each in leaves)
        told: dict[str, JsonValue] = {
            "Id": entry.guid,
            "Type": TYPES[entry.kind],
            "Name": entry.title,
            "ProductionYear": entry.year,
            "ProviderIds": ids,
            "DateCreated": _stamp(entry.added),
            "UserData": {
                "Played": watched,
                "PlayCount": seen.count,
                "PlaybackPositionTicks": seen.seconds * TICKS,
                "LastPlayedDate": None if seen.at is None else _stamp(seen.at),
            },
        }
        if entry.kind in ("film", "episode"):
            streams: list[JsonValue] = [
                {"Type": "Video", "Width": WIDTHS[entry.resolution]},
                {"Type": "Audio"},
            ]
            source: dict[str, JsonValue] = {"Path": entry.path, "Size": entry.size, "MediaStreams": streams}
            told |= {"RunTimeTicks": entry.seconds * TICKS, "MediaSources": [source]}
        if entry.kind in ("season", "episode"):
            series = self._shelf.entries[entry.series or 0]
            told |= {"SeriesName": entry.series_title, "SeriesId": series.guid, "IndexNumber": entry.index}
        if entry.kind == "episode":
            told["ParentIndexNumber"] = entry.season
        return told

    def _show_session(self, player: str, session: Session | None) -> dict[str, JsonValue]:
        told = self._shelf.players[player]
        shown: dict[str, JsonValue] = {
            "Id": id_of(player),
            "UserId": id_of(told.account),
            "UserName": told.account,
            "Client": told.product,
            "DeviceName": player,
            "SupportsRemoteControl": told.listens,
            "PlayState": {"IsPaused": False, "CanSeek": False},
        }
        if session is not None:
            method: Literal["Transcode", "DirectPlay"] = "Transcode" if session.converting else "DirectPlay"
            shown["NowPlayingItem"] = self._show(self._shelf.entries[session.item], session.account)
            shown["PlayState"] = {
                "PositionTicks": int(self._shelf.position(session) * TICKS),
                "IsPaused": session.paused,
                "CanSeek": True,
                "PlayMethod": method,
            }
        return shown
