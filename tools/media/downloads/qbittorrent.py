"""QBittorrent by its WebUI API v2, versions 4 and 5.

An own client, because aioqbt does not do: it keeps its session in a cookie that aiohttp drops for servers named by an
address ("http://192.168.1.5:8080" is refused after a good login), it has no time limit, and it waits twice five seconds
on a 429 before it tells. Answers to writes are "Ok." or nothing, also where nothing was done: who writes reads back.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import hold
from tools.media.downloads.models import QUEUE, Download, Reason, Schedule, Snapshot, State
from tools.media.downloads.qbittorrent_answers import (
    MAIN,
    NEVER,
    PREFERENCES,
    TORRENTS,
    TRACKERS,
    Torrent,
)
from tools.media.downloads.torrents import find_hash
from tools.media.downloads.wire import nonsense, send

T = TypeVar("T")
_STOPS_SINCE = (2, 11)
"""WebUI API of qBittorrent 5, which stops and starts what 4 pauses and resumes."""
_STATES: dict[str, State] = {
    "error": "failed",
    "missingFiles": "failed",
    "uploading": "seeding",
    "forcedUP": "seeding",
    "stalledUP": "seeding",
    "queuedUP": "seeding",
    "pausedUP": "done",
    "stoppedUP": "done",
    "downloading": "downloading",
    "forcedDL": "downloading",
    "metaDL": "stalled",
    "forcedMetaDL": "stalled",
    "queuedDL": "waiting",
    "stalledDL": "stalled",
    "pausedDL": "paused",
    "stoppedDL": "paused",
    "checkingUP": "checking",
    "checkingDL": "checking",
    "checkingResumeData": "checking",
    "allocating": "checking",
    "moving": "checking",
}


_WORKING = 2
_NOT_WORKING = 4


class Qbittorrent:
    """A qBittorrent whose web interface is at `address`; `http` belongs to the caller."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        address: str,
        name: str,
        user: str,
        password: Callable[[], Awaitable[str]],
    ) -> None:
        self._http = http
        self._api = f"{address}/api/v2"
        self._name = name
        self._user = user
        self._password = password
        self._session: str | None = None
        self._stops: bool | None = None
        self._signing_in = asyncio.Lock()

    @property
    def name(self) -> str:
        """What the family calls it."""
        return self._name

    async def read(self) -> Snapshot:
        """All torrents and the limit that holds now."""
        torrents, told, mode = await asyncio.gather(
            self._get("torrents/info", TORRENTS),
            self._get("app/preferences", PREFERENCES),
            self._ask("transfer/speedLimitsMode"),
        )
        return Snapshot(
            client=self._name,
            downloads=tuple(self._download(each) for each in torrents),
            limit=told.dl_limit,
            by_schedule=told.alt_dl_limit if mode.text.strip() == "1" else None,
        )

    async def explain(self, download: Download) -> Download:
        """Ask trackers and disk why a torrent does not go on."""
        if download.state not in ("stalled", "failed") or download.reason == "files gone":
            return download
        key = download.id.partition("/")[2]
        trackers = await self._get(f"torrents/trackers?hash={key}", TRACKERS)
        free = (await self._get("sync/maindata?rid=0", MAIN)).server_state.free_space_on_disk
        if download.state == "failed":
            left = download.size_bytes * (1 - download.progress)
            reason: Reason = "disk full" if free is not None and free < max(left, 1) else "other"
            return download.model_copy(update={"reason": reason})
        named = [each for each in trackers if not each.url.startswith("** [")]
        broken = [each.msg for each in named if each.status == _NOT_WORKING]
        if broken and not any(each.status == _WORKING for each in named):
            return download.model_copy(
                update={"reason": "tracker", "detail": next((each for each in broken if each), "")[:200]}
            )
        return download

    async def pause(self, keys: Sequence[str]) -> None:
        """Hold torrents."""
        await self._do("stop" if await self._is_five() else "pause", keys)

    async def resume(self, keys: Sequence[str]) -> None:
        """Let torrents go on."""
        await self._do("start" if await self._is_five() else "resume", keys)

    async def set_limit(self, limit: int) -> None:
        """Limit what it fetches; whole KiB a second."""
        # Not transfer/setDownloadLimit: while the limit by time of day holds, that would change the schedule instead.
        await self._post("app/setPreferences", {"json": json.dumps({"dl_limit": limit // 1024 * 1024})})

    async def schedule(self) -> Schedule:
        """The limit by time of day, as it is set."""
        told = await self._get("app/preferences", PREFERENCES)
        return Schedule(
            enabled=told.scheduler_enabled,
            limit=told.alt_dl_limit,
            start=60 * told.schedule_from_hour + told.schedule_from_min,
            end=60 * told.schedule_to_hour + told.schedule_to_min,
            days=told.scheduler_days,
        )

    async def set_schedule(self, schedule: Schedule) -> None:
        """Set the limit by time of day."""
        wanted = {
            "alt_dl_limit": schedule.limit,
            "scheduler_enabled": schedule.enabled,
            "schedule_from_hour": schedule.start // 60,
            "schedule_from_min": schedule.start % 60,
            "schedule_to_hour": schedule.end // 60,
            "schedule_to_min": schedule.end % 60,
            "scheduler_days": schedule.days,
        }
        await self._post("app/setPreferences", {"json": json.dumps(wanted)})

    async def add(self, link: str) -> str | None:
        """Have a torrent fetched; its key where the link tells it.

        Raises:
            Mistake: It is not a torrent, or is there already.
        """
        answer = await self._post("torrents/add", {"urls": link})
        if answer in ("Fails.", "Unsupported"):
            raise Mistake(f"{self._name} does not take that link; check that it is whole and a torrent.")
        return find_hash(link)

    async def delete(self, key: str, *, with_files: bool) -> None:
        """Forget a torrent, with its files if so told."""
        form = {"hashes": key, "deleteFiles": "true" if with_files else "false"}
        await self._post("torrents/delete", form)

    def _download(self, torrent: Torrent) -> Download:
        state = _STATES.get(torrent.state, "checking")
        reason: Reason | None = None
        if torrent.state == "missingFiles":
            reason = "files gone"
        elif torrent.state in ("metaDL", "forcedMetaDL"):
            reason = "no details yet"
        elif state == "stalled" and torrent.num_seeds <= 0 and torrent.num_complete <= 0:
            reason = "no seeders"
        known = state == "downloading" and 0 <= torrent.eta < NEVER
        return Download(
            id=f"{self._name}/{torrent.hash}",
            name=torrent.name,
            client=self._name,
            state=state,
            held=state == "paused",
            progress=min(max(torrent.progress, 0), 1),
            size_bytes=max(torrent.size, 0),
            bytes_per_second=torrent.dlspeed if state == "downloading" else 0,
            eta_seconds=torrent.eta if known else None,
            reason=reason,
        )

    async def _do(self, what: Literal["pause", "resume", "stop", "start"], keys: Sequence[str]) -> None:
        hashes = "all" if QUEUE in keys else "|".join(keys)
        await self._post(f"torrents/{what}", {"hashes": hashes})

    async def _is_five(self) -> bool:
        if self._stops is None:
            told = (await self._ask("app/webapiVersion")).text.strip().split(".")
            if len(told) < 2 or not all(each.isdigit() for each in told):
                raise nonsense(self._name)
            self._stops = (int(told[0]), int(told[1])) >= _STOPS_SINCE
        return self._stops

    async def _get(self, path: str, kind: TypeAdapter[T]) -> T:
        try:
            return kind.validate_json((await self._ask(path)).content)
        except ValidationError as error:
            raise nonsense(self._name) from error

    async def _post(self, path: str, form: Mapping[str, str]) -> str:
        hold(f"{self._name} {path}")
        told = (await self._ask(path, form)).text.strip()
        if told not in ("", "Ok.", "Fails.", "Unsupported"):
            raise nonsense(self._name)
        return told

    async def _ask(self, path: str, form: Mapping[str, str] | None = None) -> httpx2.Response:
        """Ask, and once more with a new session where the old one has ended (403, in newer versions 401)."""
        session = await self._signed_in(None)
        answer = await self._send(path, form, session)
        if answer.status_code in (401, 403):
            answer = await self._send(path, form, await self._signed_in(session))
        if answer.status_code in (401, 403):
            raise Misconfigured(
                f"{self._name} refuses even after a new login; check its user and password in the settings."
            )
        if answer.status_code == 404 and path.startswith("torrents/"):
            raise Mistake("That torrent is not there any more; ask for the downloads again.")
        if answer.status_code == 415:
            raise Mistake(f"{self._name} says that this is no torrent; check the link.")
        if answer.status_code >= 300:
            raise nonsense(self._name)
        return answer

    async def _send(self, path: str, form: Mapping[str, str] | None, session: str) -> httpx2.Response:
        headers = {"Cookie": session} if session else {}
        return await send(self._http, self._name, f"{self._api}/{path}", form, headers)

    async def _signed_in(self, ended: str | None) -> str:
        """The session's cookie; a new one where there is none or it is the one that has `ended`."""
        async with self._signing_in:
            if self._session is None or self._session == ended:
                self._session = await self._sign_in()
            return self._session

    async def _sign_in(self) -> str:
        form = {"username": self._user, "password": await self._password()}
        answer = await send(self._http, self._name, f"{self._api}/auth/login", form, {"Cookie": ""})
        if answer.status_code == 403:
            raise Unavailable(
                f"{self._name} has locked us out after too many wrong passwords; correct the password in the "
                "settings and wait an hour, or restart it."
            )
        if answer.status_code == 401 or answer.text.strip() == "Fails.":
            raise Misconfigured(f"{self._name} refuses the password; correct it in the settings.")
        if answer.status_code not in (200, 204):
            raise nonsense(self._name)
        told = [each.split(";")[0].strip() for each in answer.headers.get_list("set-cookie")]
        session = next((each for each in told if "SID" in each.partition("=")[0]), None)
        if session is not None:  # the shared jar knows no ports: it would go to the server's neighbours too
            self._http.cookies.delete(session.partition("=")[0])
        if session is None and answer.text.strip() != "Ok.":
            raise nonsense(self._name)
        return session or ""  # none is needed where it lets this machine in without a password
