"""A pretend SABnzbd: its API as version 4 speaks it. It answers 200 with `status: false` to what it refuses.

What is added by a link with "fake" in it turns out to want a password once it is there.
"""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.farend import FarEnd

PATH = "/media/downloads/sabnzbd/api"
PLACE = "media.downloads.sabnzbd"
KEY = "simulated"
_LINE_KB = 6000


class JobHouse(BaseModel):
    """A job of the house file: in the queue, or with `fail_message` or `done` in the history."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: str
    mb: float
    percent: float = 0
    paused: bool = False
    done: bool = False
    fail_message: str = ""
    encrypted: bool = False


class SabnzbdHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    free_gb: float = 161.2
    jobs: list[JobHouse] = []


class _Job(BaseModel):
    id: str
    name: str
    mb: float
    left: float
    paused: bool = False
    encrypted: bool = False
    fail_message: str = ""
    ended: bool = False
    locked: bool = False


class _State(BaseModel):
    jobs: dict[str, _Job] = {}
    paused: bool = False
    limit: str = ""
    made: int = 0
    at: AwareDatetime


class PretendSabnzbd:
    """The server."""

    def __init__(self, house: SabnzbdHouse, far: FarEnd) -> None:
        self._house = house
        self._far = far
        kept = far.remembered(PLACE)
        self._state = _State(at=far.now()) if kept is None else _State.model_validate(kept)
        for each in house.jobs if kept is None else ():
            self._make(each)
        far.remember(PLACE, lambda: self._state.model_dump(mode="json"))
        far.describe(PLACE, self._describe)

    def routes(self) -> list[Route]:
        """Its one path."""
        return [Route(PATH, self._serve, methods=["GET", "POST"])]

    async def _serve(self, request: Request) -> Response:
        body = parse_qs((await request.body()).decode())
        asked = {**request.query_params, **{key: values[0] for key, values in body.items()}}
        if asked.get("apikey") != KEY:
            return JSONResponse({"status": False, "error": "API Key Incorrect"}, 403)
        self._move(self._far.now())
        match asked.get("mode"), asked.get("name"):
            case "queue", "pause" | "resume" as what:
                return self._hold(asked.get("value", "").split(","), paused=what == "pause")
            case "queue" | "history" as where, "delete":
                return self._delete(where, asked.get("value", ""))
            case "queue", _:
                return JSONResponse({"queue": self._queue()})
            case "history", _:
                return JSONResponse({"history": self._history(int(asked.get("limit", "0")))})
            case "pause" | "resume" as what, _:
                self._state.paused = what == "pause"
                return self._done(what, {})
            case "config", "speedlimit":
                return self._set_limit(asked.get("value", ""))
            case "addurl", link:
                return self._add(link or "")
            case _:
                return JSONResponse({"status": False, "error": "not implemented"})

    def _queue(self) -> dict[str, JsonValue]:
        jobs = self._queued()
        running = self._running()
        speed = self._speed()
        slots: list[JsonValue] = [
            {
                "index": index,
                "nzo_id": each.id,
                "filename": each.name,
                "status": "Paused" if each.paused else "Downloading" if each is running else "Queued",
                "mb": f"{each.mb:.2f}",
                "mbleft": f"{each.left:.2f}",
                "percentage": str(int(100 * (1 - each.left / each.mb))),
                "timeleft": _clock(each.left * 1024 / speed) if each is running else "0:00:00",
                "labels": ["ENCRYPTED"] if each.encrypted else [],
                "cat": "*",
                "priority": "Normal",
            }
            for index, each in enumerate(jobs)
        ]
        return {
            "version": "4.3.2",
            "paused": self._state.paused,
            "status": "Paused" if self._state.paused else "Downloading" if running else "Idle",
            "speedlimit": "100",
            "speedlimit_abs": self._state.limit,
            "kbpersec": f"{speed if running else 0:.2f}",
            "diskspace1": f"{self._house.free_gb:.2f}",
            "noofslots": len(jobs),
            "slots": slots,
        }

    def _history(self, limit: int) -> dict[str, JsonValue]:
        ended = [each for each in self._state.jobs.values() if each.ended]
        slots: list[JsonValue] = [
            {
                "nzo_id": each.id,
                "name": each.name,
                "status": "Failed" if each.fail_message else "Completed",
                "bytes": round(each.mb * 1024 * 1024),
                "fail_message": each.fail_message,
                "storage": f"/downloads/complete/{each.name}",
            }
            for each in reversed(ended)
        ]
        return {"noofslots": len(ended), "slots": slots[:limit] if limit else slots}

    def _hold(self, keys: list[str], *, paused: bool) -> Response:
        found = [self._state.jobs[key] for key in keys if key in self._state.jobs]
        for each in found:
            each.paused = paused
        ids: list[JsonValue] = [each.id for each in found]
        return self._done("pause_job" if paused else "resume_job", {"nzo_ids": ids}, {"nzo_ids": ids})

    def _delete(self, where: str, key: str) -> Response:
        job = self._state.jobs.get(key)
        if job is None or job.ended is (where == "queue"):
            return JSONResponse({"status": False, "nzo_ids": []})
        del self._state.jobs[key]
        return self._done("delete", {"nzo_id": key}, {"nzo_ids": [key]})

    def _set_limit(self, value: str) -> Response:
        if value.endswith("K"):
            self._state.limit = str(int(value[:-1]) * 1024)
        elif value.endswith("M"):
            self._state.limit = str(int(value[:-1]) * 1024 * 1024)
        else:
            self._state.limit = ""
        return self._done("speedlimit", {"value": value})

    def _add(self, link: str) -> Response:
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https"):
            return JSONResponse({"status": False, "nzo_ids": []})
        name = parts.path.rsplit("/", 1)[-1].removesuffix(".nzb") or "nameless"
        key = self._make(JobHouse(name=name, mb=900))
        self._state.jobs[key].locked = "fake" in name.casefold()
        return self._done("addurl", {"name": name}, {"nzo_ids": [key]})

    def _make(self, told: JobHouse) -> str:
        self._state.made += 1
        key = f"SABnzbd_nzo_{self._state.made:06x}"
        ended = told.done or bool(told.fail_message)
        self._state.jobs[key] = _Job(
            id=key,
            name=told.name,
            mb=told.mb,
            left=0 if ended else told.mb * (1 - told.percent / 100),
            paused=told.paused or told.encrypted,
            encrypted=told.encrypted,
            fail_message=told.fail_message,
            ended=ended,
        )
        return key

    def _move(self, now: datetime) -> None:
        """Let time pass: one job after the other is fetched."""
        passed = (now - self._state.at).total_seconds()
        self._state.at = now
        while passed > 0 and (job := self._running()) is not None:
            needed = job.left * 1024 / self._speed()
            job.left = max(job.left - passed * self._speed() / 1024, 0)
            job.ended = job.left <= 0
            if job.ended and job.locked:
                job.fail_message = "Unpacking failed, archive requires a password"
            passed -= needed

    def _queued(self) -> list[_Job]:
        return [each for each in self._state.jobs.values() if not each.ended]

    def _running(self) -> _Job | None:
        if self._state.paused:
            return None
        return next((each for each in self._queued() if not each.paused), None)

    def _speed(self) -> float:
        """KiB per second."""
        return min(_LINE_KB, int(self._state.limit) / 1024) if self._state.limit else _LINE_KB

    def _done(
        self, verb: str, args: dict[str, JsonValue], more: dict[str, JsonValue] | None = None
    ) -> Response:
        self._far.wrote("media", f"sabnzbd.{verb}", args)
        return JSONResponse({"status": True, **(more or {})})

    def _describe(self) -> JsonValue:
        jobs: dict[str, JsonValue] = {each.name: each.paused for each in self._state.jobs.values()}
        return {"paused": self._state.paused, "limit": self._state.limit, "held by job": jobs}


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
