"""SABnzbd by its API. It answers 200 with `status: false` where it refuses; the key goes in the body, where no log has it."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import hold
from tools.media.downloads.models import QUEUE, Download, Reason, Snapshot, State
from tools.media.downloads.wire import nonsense, send

T = TypeVar("T")
_STATES: dict[str, State] = {
    "Downloading": "downloading",
    "Grabbing": "downloading",
    "Fetching": "downloading",
    "Queued": "waiting",
    "Idle": "waiting",
    "Propagating": "waiting",
    "Paused": "paused",
    "Completed": "done",
    "Failed": "failed",
}
"""All others are steps of its work after the download."""
_REASONS: tuple[tuple[str, Reason], ...] = (
    ("password", "password"),
    ("encrypted", "password"),
    ("disk full", "disk full"),
    ("no space", "disk full"),
    ("not enough repair blocks", "missing articles"),
    ("cannot be completed", "missing articles"),
    ("missing articles", "missing articles"),
    ("not complete", "missing articles"),
    ("unpack", "unpack"),
    ("crc", "unpack"),
)
_MEGA = 1024 * 1024
_GIGA = 1024 * _MEGA
_MOST_FINISHED = 60


class _Job(BaseModel):
    model_config = ConfigDict(extra="ignore")

    nzo_id: str
    filename: str
    status: str
    mb: float = 0
    mbleft: float = 0
    timeleft: str = ""
    labels: list[str] = []


class _Queue(BaseModel):
    model_config = ConfigDict(extra="ignore")

    paused: bool = False
    kbpersec: float = 0
    speedlimit_abs: str = ""
    diskspace1: float | None = None
    slots: list[_Job]


class _Past(BaseModel):
    model_config = ConfigDict(extra="ignore")

    nzo_id: str
    name: str
    status: str
    bytes: int = 0
    fail_message: str = ""


class _History(BaseModel):
    model_config = ConfigDict(extra="ignore")

    slots: list[_Past]


class _QueueTold(BaseModel):
    queue: _Queue


class _HistoryTold(BaseModel):
    history: _History


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="ignore")

    status: bool = True
    error: str = ""
    nzo_ids: list[str] = []


_QUEUE_TOLD = TypeAdapter(_QueueTold)
_HISTORY_TOLD = TypeAdapter(_HistoryTold)
_VERDICT = TypeAdapter(_Verdict)


class Sabnzbd:
    """A SABnzbd at `address`; `http` belongs to the caller."""

    def __init__(
        self, http: httpx2.AsyncClient, address: str, name: str, key: Callable[[], Awaitable[str]]
    ) -> None:
        self._http = http
        self._url = f"{address}/api"
        self._name = name
        self._key = key

    @property
    def name(self) -> str:
        """What the family calls it."""
        return self._name

    async def read(self) -> Snapshot:
        """Its queue, and the latest of what is finished or failed."""
        queue = (await self._get(_QUEUE_TOLD, mode="queue")).queue
        past = (await self._get(_HISTORY_TOLD, mode="history", limit=str(_MOST_FINISHED))).history
        running = next((each.nzo_id for each in queue.slots if each.status == "Downloading"), None)
        jobs = [self._job(each, queue, runs=each.nzo_id == running) for each in queue.slots]
        queued = {each.nzo_id for each in queue.slots}
        return Snapshot(
            client=self._name,
            downloads=(*jobs, *(self._past(each) for each in past.slots if each.nzo_id not in queued)),
            limit=_limit(queue.speedlimit_abs),
            paused=queue.paused,
            at_once=True,
            free_bytes=None if queue.diskspace1 is None else round(queue.diskspace1 * _GIGA),
        )

    async def explain(self, download: Download) -> Download:
        """It has said all with the list."""
        return download

    async def pause(self, keys: Sequence[str]) -> None:
        """Hold jobs, or everything."""
        await self._switch("pause", keys)

    async def resume(self, keys: Sequence[str]) -> None:
        """Let jobs go on, or everything."""
        await self._switch("resume", keys)

    async def set_limit(self, limit: int) -> None:
        """Limit what it fetches; whole KiB a second."""
        value = (
            f"{max(limit // 1024, 1)}K" if limit else "100"
        )  # a bare number is percent of the line, 0K no limit
        await self._put(mode="config", name="speedlimit", value=value)

    async def add(self, link: str) -> str | None:
        """Have an NZB fetched."""
        told = await self._put(mode="addurl", name=link)
        return told.nzo_ids[0] if told.nzo_ids else None

    async def delete(self, key: str, *, with_files: bool) -> None:
        """Forget a job, in the queue or of the past."""
        files = {"del_files": "1"} if with_files else {}
        waiting = {each.nzo_id for each in (await self._get(_QUEUE_TOLD, mode="queue")).queue.slots}
        await self._put(mode="queue" if key in waiting else "history", name="delete", value=key, **files)

    def _job(self, job: _Job, queue: _Queue, *, runs: bool) -> Download:
        state = _STATES.get(job.status, "checking")
        if queue.paused and state in ("downloading", "waiting"):
            state = "paused"
        locked = "ENCRYPTED" in job.labels
        speed = round(queue.kbpersec * 1024) if runs and state == "downloading" else 0
        return Download(
            id=f"{self._name}/{job.nzo_id}",
            name=job.filename,
            client=self._name,
            state="stalled" if locked else state,
            held=job.status == "Paused",
            progress=min(max(1 - job.mbleft / job.mb, 0), 1) if job.mb > 0 else 0,
            size_bytes=round(job.mb * _MEGA),
            bytes_per_second=speed,
            eta_seconds=_seconds(job.timeleft) if state == "downloading" else None,
            reason="password" if locked else None,
        )

    def _past(self, past: _Past) -> Download:
        state = _STATES.get(past.status, "checking")
        said = past.fail_message.casefold()
        reasons: list[Reason] = [reason for word, reason in _REASONS if word in said]
        return Download(
            id=f"{self._name}/{past.nzo_id}",
            name=past.name,
            client=self._name,
            state=state,
            progress=1,
            size_bytes=past.bytes,
            reason=(reasons[0] if reasons else "other") if state == "failed" else None,
            detail=past.fail_message[:200] if state == "failed" else "",
        )

    async def _switch(self, what: str, keys: Sequence[str]) -> None:
        if QUEUE in keys:
            await self._put(mode=what)
        elif keys:
            await self._put(mode="queue", name=what, value=",".join(keys))

    async def _put(self, **fields: str) -> _Verdict:
        hold(f"{self._name} {fields['mode']}")
        return await self._get(_VERDICT, **fields)

    async def _get(self, kind: TypeAdapter[T], **fields: str) -> T:
        content = await self._ask(fields)
        try:
            verdict = _VERDICT.validate_json(content)
        except ValidationError as error:
            raise nonsense(self._name) from error
        if not verdict.status:
            if "api key" in verdict.error.casefold():
                raise Misconfigured(f"{self._name} refuses the API key; copy it anew from its settings.")
            if fields["mode"] in ("queue", "history", "addurl"):
                raise Mistake(
                    f"{self._name} did not do that; check the link, or ask for the downloads again."
                )
            raise Unavailable(f"{self._name} did not do that; try again in a minute.")
        try:
            return kind.validate_json(content)
        except ValidationError as error:
            raise nonsense(self._name) from error

    async def _ask(self, fields: dict[str, str]) -> bytes:
        """Ask, and once more with the key as it is now where the old one is refused."""
        answer = await self._send(fields)
        if answer.status_code in (401, 403):
            answer = await self._send(fields)
        if answer.status_code in (401, 403):
            raise Misconfigured(f"{self._name} refuses the API key; copy it anew from its settings.")
        if answer.status_code >= 300:
            raise nonsense(self._name)
        return answer.content

    async def _send(self, fields: dict[str, str]) -> httpx2.Response:
        form = {**fields, "output": "json", "apikey": await self._key()}
        return await send(self._http, self._name, self._url, form)


def _limit(told: str) -> int:
    """Bytes per second as it says them: a number in text, empty for none."""
    found = re.fullmatch(r"(\d+)(?:\.\d+)?", told.strip())
    return int(found[1]) if found else 0


def _seconds(told: str) -> int | None:
    """A time such as "0:16:44", or with days "1:02:03:04"."""
    parts = told.split(":")
    if len(parts) < 3 or not all(each.isdigit() for each in parts):
        return None
    hours = int(parts[-3]) + (24 * int(parts[-4]) if len(parts) > 3 else 0)
    seconds = 3600 * hours + 60 * int(parts[-2]) + int(parts[-1])
    return seconds or None
