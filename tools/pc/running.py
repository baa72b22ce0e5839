"""Reads, ends and reprioritises the real PC's processes by psutil."""

import os
import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import psutil
from pydantic import TypeAdapter

from memory.errors import Mistake, Unavailable
from tools.pc.models import Process
from tools.pc.platforms import Platform

END_SECONDS = 5.0
COMMAND_LENGTH = 160
START_TOLERANCE_SECONDS = 1.5
"""Linux tells starts relative to a boot time that is rounded to a second and follows the clock's corrections."""

SECRET = re.compile(r"(?i)((?:pass(?:word|wd)?|token|secret|api[-_]?key)[=\s:]+)\S+")
ATTRIBUTES = ["ppid", "create_time", "name", "cmdline", "username", "cpu_times", "memory_info", "nice"]
WORDS = TypeAdapter(list[str])
SAMPLE_SECONDS = 0.2
FRESH_SECONDS = 0.5
STALE_SECONDS = 60.0

Key = tuple[int, float]


class Running:
    """The processes of this PC."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._lock = threading.Lock()
        self._before: dict[Key, float] = {}
        self._at = -STALE_SECONDS
        self._cores = psutil.cpu_count() or 1

    def read(self) -> list[Process]:
        """All processes; CPU shares since the last reading, or over 0.2 s if that was more than a minute ago."""
        with self._lock:
            if time.monotonic() - self._at > STALE_SECONDS:
                self._remember(_all_facts(["create_time", "cpu_times"]))
                time.sleep(SAMPLE_SECONDS)
            facts = _all_facts(ATTRIBUTES)
            ours = _ours()
            found = [self._process(one, ours) for one in facts]
            if time.monotonic() - self._at > FRESH_SECONDS:
                self._remember(facts)
            return found

    def find(self, pid: int) -> Process | None:
        """The process of that number now."""
        try:
            facts = _facts(psutil.Process(pid), ATTRIBUTES)
        except psutil.NoSuchProcess:
            return None
        return self._process(facts, _ours()) if facts["create_time"] is not None else None

    def end(self, pid: int, started_at: datetime, *, force: bool) -> bool:
        """See `Machine.end_process`."""
        process = self._same(pid, started_at)
        if process is None:
            return True
        try:
            self._platform.ask_to_end(process)
            if _waited(process):
                return True
            if not force:
                return False
            process.kill()
            return _waited(process)
        except psutil.NoSuchProcess:
            return True
        except psutil.AccessDenied as error:
            raise Unavailable(
                f"The PC does not let HomeOps end process {pid}: it belongs to someone else. End it there."
            ) from error

    def set_priority(self, pid: int, started_at: datetime, value: int) -> int:
        """See `Machine.set_priority`."""
        process = self._same(pid, started_at)
        if process is None:
            raise Mistake("That program has ended meanwhile.")
        try:
            present = self._platform.from_native(int(process.nice()))
            if value < present and value < self._platform.priority_floor():
                raise Mistake("The PC does not let HomeOps put that program so far in front.")
            process.nice(self._platform.to_native(value))
            return self._platform.from_native(int(process.nice()))
        except psutil.NoSuchProcess as error:
            raise Mistake("That program has ended meanwhile.") from error
        except psutil.AccessDenied as error:
            raise Unavailable(
                f"The PC does not let HomeOps change the priority of process {pid}; it belongs to someone else."
            ) from error

    def _same(self, pid: int, started_at: datetime) -> psutil.Process | None:
        """The very process that was meant, or None if its number is free; psutil compares once more when it acts."""
        try:
            process = psutil.Process(pid)
            started, parent, name = process.create_time(), process.ppid(), process.name()
        except psutil.NoSuchProcess:
            return None
        except psutil.AccessDenied as error:
            raise Unavailable(f"The PC does not let HomeOps look at process {pid}.") from error
        if abs(started - started_at.timestamp()) > START_TOLERANCE_SECONDS:
            raise Mistake("That program has ended, and its number now belongs to another one. Look again.")
        standing = self._standing(pid, parent, name, _ours())
        if standing == "ours":
            raise Mistake("That is HomeOps itself, or what it runs in; it does not end or slow itself.")
        if standing == "system":
            raise Mistake(f"{name} is part of the operating system; HomeOps leaves it alone.")
        return process

    def _process(self, facts: Mapping[str, object], ours: frozenset[int]) -> Process:
        pid, created, name = (
            int(str(facts["pid"])),
            float(str(facts["create_time"])),
            str(facts["name"] or ""),
        )
        memory, nice = facts["memory_info"], facts["nice"]
        parent = int(str(facts["ppid"] or 0))
        return Process(
            pid=pid,
            started_at=datetime.fromtimestamp(created, UTC),
            name=name,
            command=_command(facts["cmdline"]),
            user=str(facts["username"] or ""),
            cpu_percent=self._cpu_percent((pid, created), facts["cpu_times"]),
            memory_bytes=_own_memory(memory),
            priority=self._platform.from_native(int(nice)) if isinstance(nice, int) else 0,
            standing=self._standing(pid, parent, name, ours),
            parent=parent,
        )

    def _standing(
        self, pid: int, parent: int, name: str, ours: frozenset[int]
    ) -> Literal["ordinary", "ours", "system"]:
        if self._platform.is_system(pid, parent) or name.lower() in self._platform.SYSTEM_NAMES:
            return "system"
        return "ours" if pid in ours else "ordinary"

    def _cpu_percent(self, key: Key, times: object) -> float:
        before = self._before.get(key)
        passed = time.monotonic() - self._at
        if before is None or passed <= 0:
            return 0.0
        share = 100 * (_busy(times) - before) / passed / self._cores
        return round(min(100.0, max(0.0, share)), 1)

    def _remember(self, facts: list[dict[str, object]]) -> None:
        self._before = {
            (int(str(one["pid"])), float(str(one["create_time"]))): _busy(one["cpu_times"]) for one in facts
        }
        self._at = time.monotonic()


def _all_facts(attributes: list[str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for process in psutil.process_iter():
        try:
            facts = _facts(process, attributes)
        except psutil.NoSuchProcess:  # ended while we looked
            continue
        if facts["create_time"] is not None:  # without it, it can't be told from another
            found.append(facts)
    return found


def _facts(process: psutil.Process, attributes: list[str]) -> dict[str, object]:
    facts: dict[str, object] = {"pid": process.pid}
    with process.oneshot():
        for name in attributes:
            try:
                facts[name] = getattr(process, name)()
            except (psutil.AccessDenied, psutil.ZombieProcess):
                facts[name] = None
    return facts


def _ours() -> frozenset[int]:
    me = psutil.Process()
    return frozenset({os.getpid(), *(parent.pid for parent in me.parents())})


def _waited(process: psutil.Process) -> bool:
    try:
        process.wait(timeout=END_SECONDS)
    except psutil.TimeoutExpired:
        return False
    return True


def _busy(times: object) -> float:
    return float(getattr(times, "user", 0.0)) + float(getattr(times, "system", 0.0))


def _own_memory(memory: object) -> int:
    """Without what it shares with others, which would not come free: private bytes (Windows), else resident less shared."""
    private = getattr(memory, "private", None)
    if private is not None:
        return int(private)
    return max(0, int(getattr(memory, "rss", 0)) - int(getattr(memory, "shared", 0)))


def _command(words: object) -> str:
    """One short line, with what looks like a password left out."""
    if words is None:
        return ""
    line = " ".join(WORDS.validate_python(words))
    line = SECRET.sub(r"\1…", " ".join(line.split()))
    return line if len(line) <= COMMAND_LENGTH else line[: COMMAND_LENGTH - 1] + "…"
