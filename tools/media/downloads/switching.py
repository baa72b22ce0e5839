"""Pausing downloads, for good or for a time, and letting them go on."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pydantic import AwareDatetime

from memory.clock import Clock
from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.later import Later
from tools.contract import Args, Call, Caller, Done, Irreversible, Json
from tools.media.downloads.answers import Switched
from tools.media.downloads.arguments import Minutes, Some, end_at, texts
from tools.media.downloads.models import QUEUE, split
from tools.media.downloads.programs import Programs, Standing
from tools.media.downloads.titles import clean_title
from tools.media.downloads.words import join_words, say_some
from tools.parts import wait_for
from tools.times import speak_instant

PAUSE = "media_pause_downloads"
RESUME = "media_resume_downloads"
_KEY = "downloads:pause"


class Switching:
    """Pauses and resumes."""

    def __init__(self, programs: Programs, later: Later, clock: Clock) -> None:
        self._programs = programs
        self._later = later
        self._clock = clock

    async def pause_downloads(
        self,
        caller: Caller,
        downloads: Some = None,
        minutes: Minutes | None = None,
        until: AwareDatetime | None = None,
    ) -> Done:
        """Pause downloads, until further notice or for a time; what is finished keeps seeding.

        Args:
            caller: Who asks, and where.
            downloads: Names or ids; all that run if left out.
            minutes: For how long, 1 to 10080.
            until: Or until when, such as midnight.
        """
        now = self._clock.now()
        end = end_at(now, minutes, until)
        standing = await self._programs.read()
        running = [each for each in self._wanted(standing, downloads) if not _is_paused(standing, each)]
        held = [each for each in await self._held() if _is_paused(standing, each)]
        ends = list(dict.fromkeys([*running, *held]))
        before = await self._later.find(_KEY)
        if end is not None and ends:
            call = Call(RESUME, {"downloads": [*ends]})
            await self._later.put(wait_for(_KEY, end, call, "The pause of the downloads is over", caller))
        try:
            after = await self._switch(running, pause=True)
        except HomeOpsError:
            await (self._later.put(before) if before is not None else self._later.cancel(_KEY))
            raise
        stays = before.due_at if before is not None else None
        told = self._tell(after, running, pause=True, until=(end if ends else None) or stays)
        inverse: Call | Irreversible = Irreversible("Nothing was running, so nothing was changed.")
        if running:
            inverse = Call(RESUME, {"downloads": [*running]})
        elif held and end is not None and before is not None:
            inverse = Call(PAUSE, {"downloads": [*held], "until": before.due_at.isoformat()})
        return Done(told, inverse, _paused_among(after, downloads))

    async def resume_downloads(self, downloads: Some = None) -> Done:
        """Let paused downloads go on.

        Args:
            downloads: Names or ids; all that are paused if left out.
        """
        standing = await self._programs.read()
        wanted = standing.paused() if downloads is None else self._wanted(standing, downloads)
        paused = [each for each in wanted if _is_paused(standing, each)]
        self._check_whole(standing, wanted, paused)
        before = await self._later.find(_KEY)
        timed = await self._held()
        after = await self._switch(paused, pause=False)
        ended = before is not None and (downloads is None or set(timed) <= set(downloads))
        if ended:
            await self._later.cancel(_KEY)
        inverse: Call | Irreversible = Irreversible("Nothing was paused, so nothing was changed.")
        if paused:
            due = before.due_at if before is not None and ended else None
            again: dict[str, Json] = {"downloads": [*paused]}
            # An end that has passed by the time of the undo would be refused, so it goes along only with room to spare.
            if due is not None and due > self._clock.now():
                again["until"] = due.isoformat()
            inverse = Call(PAUSE, again)
        return Done(
            self._tell(after, paused, pause=False, until=None), inverse, _paused_among(after, downloads)
        )

    async def observe(self, args: Args) -> Json:
        """What is paused of those that are named, or of all."""
        return _paused_among(await self._programs.read(), texts(args, "downloads"))

    async def say_pause(self, args: Args) -> str:
        """The card of `pause_downloads`."""
        now = self._clock.now()
        minutes, until = args.get("minutes"), args.get("until")
        end = end_at(
            now,
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
        )
        ending = f", until {speak_instant(end, now)}" if end is not None else ""
        return f"Pause {await self._say(args)}{ending}."

    async def say_resume(self, args: Args) -> str:
        """The card of `resume_downloads`."""
        return f"Let {await self._say(args)} go on."

    def _wanted(self, standing: Standing, downloads: Sequence[str] | None) -> list[str]:
        if downloads is None:
            return standing.running()
        wanted: list[str] = []
        for each in downloads:
            name, key = split(each)
            if name in standing.silent:
                raise standing.silent[name]
            at_once = next((one.at_once for one in standing.snapshots if one.client == name), True)
            if key == QUEUE and not at_once:  # this program has no switch for everything
                both = (*standing.running(), *standing.paused())
                wanted += [one for one in both if split(one)[0] == name]
            else:
                wanted.append(each)
        return wanted

    async def _held(self) -> list[str]:
        """What the timed pause that is on will let go again."""
        before = await self._later.find(_KEY)
        return (texts(before.args, "downloads") or []) if before is not None else []

    async def _switch(self, ids: Sequence[str], *, pause: bool) -> Standing:
        await self._programs.switch(ids, pause=pause)
        after = await self._programs.follow(lambda now: all(_is_paused(now, each) is pause for each in ids))
        stuck = [each for each in ids if _is_paused(after, each) is not pause]
        if stuck:
            with suppress(HomeOpsError):
                await self._programs.switch(ids, pause=not pause)
            names = join_words(sorted({split(each)[0] for each in stuck}))
            one = len(stuck) == 1
            verb = (
                ("still runs" if one else "still run") if pause else f"{'is' if one else 'are'} still paused"
            )
            what = f"{len(stuck)} download{'' if one else 's'}"
            raise Unavailable(f"{names} took the order, but {what} {verb}; look there.")
        return after

    def _check_whole(self, standing: Standing, wanted: Sequence[str], paused: Sequence[str]) -> None:
        """Raise Mistake where only the program's own switch would let something go on."""
        for each in standing.snapshots:
            whole = f"{each.client}/{QUEUE}"
            own = [one for one in wanted if split(one)[0] == each.client]
            if each.paused and own and whole not in wanted and not set(own) & set(paused):
                raise Mistake(
                    f"All of {each.client} is paused; resume all downloads, or “resume {each.client}”."
                )

    def _tell(self, after: Standing, ids: Sequence[str], *, pause: bool, until: datetime | None) -> Switched:
        found = [after.find(each) for each in ids]
        return Switched(
            paused=pause,
            names=tuple(clean_title(each.name) for each in found if each is not None),
            whole=tuple(split(each)[0] for each in ids if split(each)[1] == QUEUE),
            until=until,
            asked_at=self._clock.now(),
            silent=tuple(after.silent),
        )

    async def _say(self, args: Args) -> str:
        ids = texts(args, "downloads")
        if ids is None:
            return "all downloads"
        standing = await self._programs.read()
        named = [
            f"all of {split(each)[0]}"
            if split(each)[1] == QUEUE
            else clean_title(found.name)
            if (found := standing.find(each))
            else "a download that is gone"
            for each in ids
        ]
        return say_some(named)


def is_paused(args: Args, seen: Json) -> bool | None:
    """Whether all that was to pause is paused; can't be told of everything that ran."""
    ids = texts(args, "downloads")
    if ids is None or not isinstance(seen, list):
        return None if seen else False
    return all(each in seen for each in ids)


def is_resumed(args: Args, seen: Json) -> bool | None:
    """Whether nothing of it is paused."""
    del args
    return not seen


def _paused_among(standing: Standing, downloads: Sequence[str] | None) -> Json:
    paused = standing.paused()
    return [*sorted(each for each in paused if downloads is None or each in downloads)]


def _is_paused(standing: Standing, download: str) -> bool | None:
    """Whether it is paused by itself, or, for a whole program, as a whole; None when it is gone."""
    name, key = split(download)
    if key == QUEUE:
        return next((each.paused for each in standing.snapshots if each.client == name), None)
    found = standing.find(download)
    return None if found is None else found.held
