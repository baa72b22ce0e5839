"""How fast downloads may be: now, for a time, and by time of day."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from memory.clock import Clock
from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.later import Later
from tools.contract import Args, Call, Caller, Done, Json
from tools.media.downloads.answers import Limited, Scheduled, say_schedule
from tools.media.downloads.arguments import BYTES, Minutes, TimeOfDay, Unit, end_at
from tools.media.downloads.models import Schedule
from tools.media.downloads.programs import Programs, Standing
from tools.media.downloads.qbittorrent import Qbittorrent
from tools.media.downloads.words import join_words, say_limit
from tools.parts import wait_for
from tools.times import speak_instant

SET_LIMITS = "media_set_download_limits"
PUT_BACK_SCHEDULES = "media_put_back_limit_schedule"
_KEY = "downloads:limit"
_DAYS = {"every day": 0, "weekdays": 1, "weekends": 2}
Days = Literal["every day", "weekdays", "weekends"]
Amount = Annotated[float, Field(ge=0, le=1_000_000)]
_SCHEDULES = TypeAdapter(dict[str, Schedule])
_LIMITS = TypeAdapter(dict[str, int])
Limits = Annotated[Mapping[str, Annotated[int, Field(ge=0)]], Field(max_length=20)]


class Limiting:
    """Limits what the programs fetch."""

    def __init__(self, programs: Programs, later: Later, clock: Clock) -> None:
        self._programs = programs
        self._later = later
        self._clock = clock

    async def limit_downloads(
        self,
        caller: Caller,
        limit: Amount,
        unit: Unit = "MB/s",
        minutes: Minutes | None = None,
        until: AwareDatetime | None = None,
    ) -> Done:
        """Limit how fast downloads may be, until further notice or for a time; each program gets this limit.

        Args:
            caller: Who asks, and where.
            limit: At most so much, in `unit`; 0 for no limit.
            unit: "kB/s", "MB/s" or "Mbit/s".
            minutes: For how long, 1 to 10080.
            until: Or until when.
        """
        end = end_at(self._clock.now(), minutes, until)
        standing = await self._programs.read()
        wanted = {each.client: round(limit * BYTES[unit]) for each in standing.snapshots}
        return await self._limit(standing, wanted, caller, end, None)

    async def set_download_limits(
        self,
        caller: Caller,
        limits: Limits,
        until: AwareDatetime | None = None,
        then: Limits | None = None,
    ) -> Done:
        """Set the limit of each program by itself; used to undo and to end a limit for a time.

        Args:
            caller: Who asks, and where.
            limits: Bytes per second by program; 0 for none.
            until: When `then` takes their place.
            then: Bytes per second by program from then on.
        """
        standing = await self._programs.read()
        end = until if until is not None and until > self._clock.now() else None
        if until is not None and end is None and then is not None:
            limits = then
        return await self._limit(standing, dict(limits), caller, end, then)

    async def _limit(
        self,
        standing: Standing,
        wanted: dict[str, int],
        caller: Caller,
        end: datetime | None,
        then: Mapping[str, int] | None,
    ) -> Done:
        now = standing.limits()
        before = await self._later.find(_KEY)
        former = _limits_of(before.args) if before is not None else {}
        if end is not None:
            back = (
                dict(then)
                if then is not None
                else {**{each: now[each] for each in wanted if each in now}, **former}
            )
            call = Call(SET_LIMITS, {"limits": {**back}})
            await self._later.put(wait_for(_KEY, end, call, "The download limit's time is over", caller))
        try:
            after = await self._programs.set_limits(wanted)
        except HomeOpsError:
            await (self._later.put(before) if before is not None else self._later.cancel(_KEY))
            raise
        if end is None:
            await self._later.cancel(_KEY)
        again: dict[str, Json] = {"limits": {each: now.get(each, 0) for each in wanted}}
        if before is not None and before.due_at > self._clock.now():
            again |= {"until": before.due_at.isoformat(), "then": {**former}}
        limits = {each: after.limits()[each] for each in wanted}
        told = Limited(
            limits=limits,
            by_schedule=after.by_schedule(),
            until=end,
            asked_at=self._clock.now(),
            silent=tuple(after.silent),
        )
        return Done(told, Call(SET_LIMITS, again), {**after.limits()})

    async def set_limit_schedule(
        self,
        limit: Amount,
        unit: Unit = "MB/s",
        start: TimeOfDay | None = None,
        end: TimeOfDay | None = None,
        days: Days = "every day",
    ) -> Done:
        """Limit downloads at certain times of the day, again and again; the program keeps to it by itself.

        Args:
            limit: At most so much in these hours, in `unit`; 0 to have no limit by time of day any more.
            unit: "kB/s", "MB/s" or "Mbit/s".
            start: From what time, such as 18:00.
            end: To what time, such as 23:00.
            days: "every day", "weekdays" or "weekends".
        """
        keepers = self._keepers()
        before = {each.name: await each.schedule() for each in keepers}
        if limit and (start is None or end is None or start == end):
            raise Mistake("From when to when? Say it like “limit downloads to 1 MB/s from 18:00 to 23:00”.")
        if limit and start is not None and end is not None:
            wanted = Schedule(
                enabled=True,
                limit=round(limit * BYTES[unit]) // 1024 * 1024,
                start=60 * start.hour + start.minute,
                end=60 * end.hour + end.minute,
                days=_DAYS[days],
            )
            return await self._schedule(before, dict.fromkeys(before, wanted))
        off = {name: each.model_copy(update={"enabled": False}) for name, each in before.items()}
        return await self._schedule(before, off)

    async def put_back_limit_schedule(self, schedules: Mapping[str, Schedule]) -> Done:
        """Bring the limits by time of day back to what they were; used to undo.

        Args:
            schedules: The schedule of each program.
        """
        before = {each.name: await each.schedule() for each in self._keepers() if each.name in schedules}
        return await self._schedule(before, schedules)

    async def _schedule(self, before: Mapping[str, Schedule], wanted: Mapping[str, Schedule]) -> Done:
        keepers = [each for each in self._keepers() if each.name in wanted]
        after: dict[str, Schedule] = {}
        try:
            for each in keepers:
                await each.set_schedule(wanted[each.name])
                after[each.name] = await each.schedule()
                if after[each.name] != wanted[each.name]:
                    raise Unavailable(
                        f"{each.name} took the schedule but keeps another; look into its settings."
                    )
        except HomeOpsError:
            for each in keepers:
                if each.name in after:
                    await each.set_schedule(before[each.name])
            raise
        without = [each.name for each in self._programs.clients if not isinstance(each, Qbittorrent)]
        schedules: dict[str, Json] = {name: each.model_dump(mode="json") for name, each in before.items()}
        left: dict[str, Json] = {name: each.model_dump(mode="json") for name, each in after.items()}
        told = Scheduled(schedules=after, without=tuple(without))
        return Done(told, Call(PUT_BACK_SCHEDULES, {"schedules": schedules}), left)

    def _keepers(self) -> list[Qbittorrent]:
        """The programs that keep to a schedule which we can set.

        Raises:
            Mistake: There is none.
        """
        keepers = [each for each in self._programs.clients if isinstance(each, Qbittorrent)]
        if not keepers:
            names = join_words([each.name for each in self._programs.clients])
            raise Mistake(
                f"Set that in {names} itself, under Config, Scheduling; only qBittorrent takes it from me."
            )
        return keepers

    async def observe_limits(self, args: Args) -> Json:
        """The limits that hold now."""
        del args
        return {**(await self._programs.read()).limits()}

    async def observe_schedules(self, args: Args) -> Json:
        """The limits by time of day."""
        del args
        return {each.name: (await each.schedule()).model_dump(mode="json") for each in self._keepers()}

    async def say_limit(self, args: Args) -> str:
        """The card of `limit_downloads`."""
        now = self._clock.now()
        minutes, until = args.get("minutes"), args.get("until")
        end = end_at(
            now,
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
        )
        ending = f", until {speak_instant(end, now)}" if end is not None else ""
        return f"Give downloads {say_limit(_bytes(args))}{ending}."

    async def say_limits(self, args: Args) -> str:
        """The card of `set_download_limits`."""
        said = [f"{name} {say_limit(limit)}" for name, limit in _limits_of(args).items()]
        return f"Give {join_words(said) or 'no program a limit'}."

    async def say_schedule(self, args: Args) -> str:
        """The card of `set_limit_schedule`."""
        limit = _bytes(args)
        if not limit:
            return "Have no limit on downloads by time of day any more."
        start, end = (
            f"{each:%H:%M}" if isinstance(each, time) else "…"
            for each in (args.get("start"), args.get("end"))
        )
        return f"Give downloads {say_limit(limit)} from {start} to {end}, {args.get('days', 'every day')}."

    async def say_schedules(self, args: Args) -> str:
        """The card of `put_back_limit_schedule`."""
        schedules = _SCHEDULES.validate_python(args.get("schedules"))
        said = [f"{name}: {say_schedule(each)}" for name, each in schedules.items()]
        return f"Put the limits by time of day back: {join_words(said)}."


def has_limit(args: Args, seen: Json) -> bool | None:
    """Whether every program has the limit that was asked for."""
    wanted = _bytes(args)
    if not isinstance(seen, dict) or not seen:
        return None
    return all(isinstance(each, int) and abs(each - wanted) < 1024 + wanted // 100 for each in seen.values())


def has_limits(args: Args, seen: Json) -> bool | None:
    """Whether each program has its own limit."""
    return isinstance(seen, dict) and all(seen.get(name) == each for name, each in _limits_of(args).items())


def has_schedule(args: Args, seen: Json) -> bool | None:
    """Whether the limit by time of day is what was asked for."""
    if not isinstance(seen, dict):
        return None
    found = [Schedule.model_validate(each) for each in seen.values()]
    wanted = _bytes(args) // 1024 * 1024
    if not wanted:
        return not any(each.enabled for each in found)
    return all(
        each.enabled and each.limit == wanted and _DAYS.get(str(args.get("days", "every day"))) == each.days
        for each in found
    )


def has_schedules(args: Args, seen: Json) -> bool | None:
    """Whether the limits by time of day are what they were."""
    if not isinstance(seen, dict):
        return None
    wanted = _SCHEDULES.validate_python(args.get("schedules"))
    return {name: Schedule.model_validate(each) for name, each in seen.items() if name in wanted} == wanted


def _bytes(args: Args) -> int:
    limit, unit = args.get("limit"), args.get("unit", "MB/s")
    units: dict[object, int] = {**BYTES}
    return round(limit * units[unit]) if isinstance(limit, int | float) else 0


def _limits_of(args: Mapping[str, object]) -> dict[str, int]:
    return _LIMITS.validate_python(args.get("limits", {}))
