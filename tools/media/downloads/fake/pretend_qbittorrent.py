"""A pretend qBittorrent: its WebUI API v2 as version 4.5.2 speaks it, or 5.0 where the house file says `version = 5`.

Logins end after an hour of the house's clock (403, as the real one's). Links of the web add a torrent of their file's name.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tools.farend import FarEnd
from tools.media.downloads.fake.pretend_torrents import Torrent, TorrentHouse, make_torrent

ROOT = "/media/downloads/qbittorrent/api/v2"
PLACE = "media.downloads.qbittorrent"
PASSWORD = "simulated"  # noqa: S105 - opens nothing but the simulation
_SESSION = timedelta(hours=1)
_PREFERENCES: dict[str, JsonValue] = {
    "alt_dl_limit": 10240,
    "alt_up_limit": 10240,
    "dl_limit": 0,
    "up_limit": 0,
    "schedule_from_hour": 8,
    "schedule_from_min": 0,
    "schedule_to_hour": 20,
    "schedule_to_min": 0,
    "scheduler_days": 0,
    "scheduler_enabled": False,
}
_CHANGES = TypeAdapter(dict[str, JsonValue])
Answer = Callable[[Request, dict[str, str]], Response]


class QbittorrentHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    version: Literal[4, 5] = 4
    user: str = "admin"
    free_gb: float = 420
    torrents: list[TorrentHouse] = []


class _State(BaseModel):
    torrents: dict[str, Torrent] = {}
    preferences: dict[str, JsonValue] = {}


class PretendQbittorrent:
    """The server."""

    def __init__(self, house: QbittorrentHouse, zone: ZoneInfo, far: FarEnd) -> None:
        self._house = house
        self._zone = zone
        self._far = far
        self._sessions: dict[str, datetime] = {}
        kept = far.remembered(PLACE)
        if kept is not None:
            self._state = _State.model_validate(kept)
        else:
            made = [make_torrent(each, far.now()) for each in house.torrents]
            self._state = _State(torrents={each.hash: each for each in made}, preferences={**_PREFERENCES})
        far.remember(PLACE, lambda: self._state.model_dump(mode="json"))
        far.describe(PLACE, self._describe)

    def routes(self) -> list[Route]:
        """The paths that we use of the real one."""
        five = self._house.version == 5
        reads: dict[str, Answer] = {
            "app/version": self._version,
            "app/webapiVersion": self._api_version,
            "app/preferences": self._preferences,
            "torrents/info": self._info,
            "torrents/trackers": self._trackers,
            "transfer/speedLimitsMode": self._mode,
            "sync/maindata": self._main,
        }
        writes: dict[str, Answer] = {
            "app/setPreferences": self._set_preferences,
            "torrents/add": self._add,
            "torrents/delete": self._delete,
            "torrents/stop" if five else "torrents/pause": lambda _, form: self._hold(form, held=True),
            "torrents/start" if five else "torrents/resume": lambda _, form: self._hold(form, held=False),
        }
        return [
            Route(f"{ROOT}/auth/login", self._login, methods=["POST"]),
            *(Route(f"{ROOT}/{path}", self._guarded(answer)) for path, answer in reads.items()),
            *(
                Route(f"{ROOT}/{path}", self._guarded(answer), methods=["POST"])
                for path, answer in writes.items()
            ),
        ]

    async def _login(self, request: Request) -> Response:
        form = await _form(request)
        if (form.get("username"), form.get("password")) != (self._house.user, PASSWORD):
            return PlainTextResponse("Fails.")
        session = secrets.token_urlsafe(24)
        self._sessions[session] = self._far.now()
        answer = PlainTextResponse("Ok.")
        answer.set_cookie("SID", session, httponly=True, path="/", samesite="strict")
        return answer

    def _guarded(self, answer: Answer) -> Callable[[Request], object]:
        async def guarded(request: Request) -> Response:
            at = self._sessions.get(request.cookies.get("SID", ""))
            if at is None or self._far.now() - at > _SESSION:
                return PlainTextResponse("Forbidden", 403)
            for each in self._state.torrents.values():
                each.move(self._far.now(), self._limit())
            return answer(request, await _form(request))

        return guarded

    def _version(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        return PlainTextResponse("v5.0.4" if self._house.version == 5 else "v4.5.2")

    def _api_version(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        return PlainTextResponse("2.11.4" if self._house.version == 5 else "2.8.19")

    def _preferences(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        return JSONResponse(self._state.preferences)

    def _info(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        five = self._house.version == 5
        return JSONResponse([each.show(self._limit(), five=five) for each in self._state.torrents.values()])

    def _trackers(self, request: Request, form: dict[str, str]) -> Response:
        del form
        found = self._state.torrents.get(request.query_params.get("hash", ""))
        return PlainTextResponse("Not Found", 404) if found is None else JSONResponse(found.trackers())

    def _mode(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        return PlainTextResponse("1" if self._by_schedule() else "0")

    def _main(self, request: Request, form: dict[str, str]) -> Response:
        del request, form
        full = any(each.trouble == "disk full" for each in self._state.torrents.values())
        free = 0 if full else round(self._house.free_gb * 1e9)
        return JSONResponse({"rid": 1, "full_update": True, "server_state": {"free_space_on_disk": free}})

    def _set_preferences(self, request: Request, form: dict[str, str]) -> Response:
        del request
        changes = _CHANGES.validate_python(json.loads(form.get("json", "{}")))
        self._state.preferences |= {key: each for key, each in changes.items() if key in _PREFERENCES}
        self._wrote("set_preferences", changes)
        return Response()

    def _hold(self, form: dict[str, str], *, held: bool) -> Response:
        for key in form.get("hashes", "").split("|"):
            if (one := self._state.torrents.get(key)) is not None:
                one.held = held
        self._wrote("pause" if held else "resume", {"hashes": form.get("hashes", "")})
        return Response()

    def _add(self, request: Request, form: dict[str, str]) -> Response:
        del request
        told = _read_link(form.get("urls", "").strip())
        if told is None or told[0] in self._state.torrents:
            return PlainTextResponse("Fails.")
        key, name = told
        trouble = "no details" if form["urls"].startswith("magnet:") else ""
        one = make_torrent(TorrentHouse(name=name, gb=1.5, hash=key, trouble=trouble), self._far.now())
        self._state.torrents[key] = one
        self._wrote("add", {"name": name})
        return PlainTextResponse("Ok.")

    def _delete(self, request: Request, form: dict[str, str]) -> Response:
        del request
        for key in form.get("hashes", "").split("|"):
            self._state.torrents.pop(key, None)
        self._wrote("delete", {"hashes": form.get("hashes", ""), "files": form.get("deleteFiles") == "true"})
        return Response()

    def _limit(self) -> int:
        told = self._state.preferences["alt_dl_limit" if self._by_schedule() else "dl_limit"]
        return told if isinstance(told, int) else 0

    def _by_schedule(self) -> bool:
        """Whether the limit by time of day is on just now."""
        told = {key: each for key, each in self._state.preferences.items() if isinstance(each, int)}
        now = self._far.now().astimezone(self._zone)
        days = told["scheduler_days"]
        if (
            not told["scheduler_enabled"]
            or (days == 1 and now.weekday() > 4)
            or (days == 2 and now.weekday() < 5)
        ):
            return False
        start = 60 * told["schedule_from_hour"] + told["schedule_from_min"]
        end = 60 * told["schedule_to_hour"] + told["schedule_to_min"]
        minute = 60 * now.hour + now.minute
        return start <= minute < end if start <= end else minute >= start or minute < end

    def _wrote(self, verb: str, args: dict[str, JsonValue]) -> None:
        self._far.wrote("media", f"qbittorrent.{verb}", args)

    def _describe(self) -> JsonValue:
        torrents: dict[str, JsonValue] = {each.name: each.held for each in self._state.torrents.values()}
        return {"held by torrent": torrents, "preferences": {**self._state.preferences}}


def _read_link(link: str) -> tuple[str, str] | None:
    """Hash and name of what a link leads to."""
    parts = urlsplit(link)
    if parts.scheme == "magnet":
        asked = parse_qs(parts.query)
        found = re.match(r"urn:btih:([0-9a-fA-F]{40}|[A-Za-z2-7]{32})$", asked.get("xt", [""])[0])
        if found is None:
            return None
        key = found[1].lower() if len(found[1]) == 40 else base64.b32decode(found[1].upper()).hex()
        return key, asked.get("dn", [key])[0]
    if parts.scheme not in ("http", "https"):
        return None
    key = hashlib.sha1(link.encode(), usedforsecurity=False).hexdigest()
    return key, parts.path.rsplit("/", 1)[-1].removesuffix(".torrent") or key


async def _form(request: Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
