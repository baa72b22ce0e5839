"""Pausing and resuming all blocking."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from memory.clock import Clock
from memory.errors import Mistake
from tools.contract import Args, Call, Done, Json, Risk
from tools.network.dns.answers import BlockingSwitched
from tools.network.dns.wanted import Minutes, Moment, end_of, say_end
from tools.network.pihole_models import Blocking
from tools.network.piholes import Answers, Blocker, Piholes

PUT_BACK = "network_put_back_blocking"
USUAL_MINUTES = 10


class Switching:
    """Switches blocking on all Pi-holes; `free_minutes` is the longest pause that is not asked about."""

    def __init__(self, piholes: Piholes, clock: Clock, free_minutes: int) -> None:
        self._piholes = piholes
        self._clock = clock
        self._free = timedelta(minutes=free_minutes)

    async def pause_blocking(
        self,
        minutes: Minutes | None = None,
        until: Moment | None = None,
        endless: bool = False,  # noqa: FBT001, FBT002 - an argument of the verb
    ) -> Done:
        """Pause all blocking of ads and websites on the Pi-holes; it comes back by itself. A long pause is asked about.

        Args:
            minutes: How long, 1 to 44640; 10 if nothing is said.
            until: Until when, with time zone, instead of `minutes`.
            endless: True to switch it off until somebody resumes it.
        """
        before = await self._states()
        end = self._end(minutes, until, endless=endless)
        seconds = None if end is None else max(1.0, (end - self._clock.now()).total_seconds())
        answers = (await self._piholes.ask_any(lambda each: _switch(each, seconds, on=False))).any()
        return self._done(before, answers, say_end(self._clock, end), paused=True)

    async def resume_blocking(self) -> Done:
        """Switch blocking of ads and websites on again after a pause."""
        before = await self._states()
        answers = (await self._piholes.ask_any(lambda each: _switch(each, None, on=True))).any()
        return self._done(before, answers, "", paused=False)

    async def put_back_blocking(self, paused: Mapping[str, AwareDatetime | None]) -> Done:
        """Bring blocking back to how it was; used to undo.

        Args:
            paused: The Pi-holes that were paused, by name, each with the end of its pause or none.
        """
        before = await self._states()
        now = self._clock.now()

        async def switch(pihole: Blocker) -> Blocking:
            end = paused.get(pihole.name)
            if pihole.name not in paused or (end is not None and end <= now):
                return await _switch(pihole, None, on=True)
            return await _switch(pihole, None if end is None else (end - now).total_seconds(), on=False)

        answers = (await self._piholes.ask_any(switch)).any()
        off = any(each.blocking == "disabled" for each in answers.said.values())
        ends = [each for each in paused.values() if each is not None]
        return self._done(before, answers, say_end(self._clock, max(ends, default=None)), paused=off)

    def escalate(self, args: Args) -> Risk:
        """An endless or a long pause waits for a yes."""
        minutes, until = args.get("minutes"), args.get("until")
        end = self._end(
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
            endless=bool(args.get("endless")),
        )
        return Risk.DANGER if end is None or end - self._clock.now() > self._free else Risk.WRITE

    async def card(self, args: Args) -> str:
        """How long nothing will be blocked."""
        minutes, until = args.get("minutes"), args.get("until")
        end = self._end(
            minutes if isinstance(minutes, int) else None,
            until if isinstance(until, datetime) else None,
            endless=bool(args.get("endless")),
        )
        when = say_end(self._clock, end) or " until somebody resumes it"
        return f"Pause all blocking{when}: ads and blocked websites come through for everyone."

    async def resolve(self, args: Args) -> Args:
        """Times that make no sense refused."""
        self.escalate(args)
        return args

    async def observe(self, args: Args) -> Json:
        """Which Pi-holes block."""
        del args
        return {name: each.blocking for name, each in (await self._states()).said.items()}

    async def _states(self) -> Answers[Blocking]:
        return (await self._piholes.ask_any(lambda each: each.blocking())).any()

    def _end(self, minutes: int | None, until: datetime | None, *, endless: bool) -> datetime | None:
        if endless and (minutes is not None or until is not None):
            raise Mistake("A pause is either endless or for a time; say which.")
        if endless:
            return None
        return end_of(self._clock, USUAL_MINUTES if minutes is None and until is None else minutes, until)

    def _done(
        self, before: Answers[Blocking], answers: Answers[Blocking], until: str, *, paused: bool
    ) -> Done:
        now = self._clock.now()
        ends: dict[str, Json] = {
            name: None if each.timer is None else (now + timedelta(seconds=each.timer)).isoformat()
            for name, each in before.said.items()
            if each.blocking == "disabled"
        }
        answer = BlockingSwitched(
            paused=paused,
            until=until,
            done=tuple(answers.said),
            failed=tuple(each.sentence for each in answers.failed.values()),
        )
        left: Json = {name: each.blocking for name, each in answers.said.items()}
        return Done(answer, Call(PUT_BACK, {"paused": ends}), left)


async def _switch(pihole: Blocker, seconds: float | None, *, on: bool) -> Blocking:
    """Switch it, and see that it did."""
    await pihole.set_blocking(on, seconds)
    return await pihole.blocking()
