"""What people may ask about gaming mode, and how it is started and ended."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Unavailable
from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Json, Name, Risk, Verb, World
from tools.pc.gaming.answers import GamingMode, GamingOver
from tools.pc.gaming.changes import make_changes, put_back, say_stuck
from tools.pc.gaming.journal import Gamed, Journal
from tools.pc.gaming.plan import is_named, plan_gaming
from tools.pc.machine import Machine
from tools.pc.models import GamingState
from tools.pc.settings import PcSettings
from tools.pc.tables import GamingPhase
from tools.pc.words import format_count, format_time, join_words

PHRASES = Path(__file__).parent / "phrases"

Game = Annotated[str, Field(min_length=1, max_length=100)]


class Gaming:
    """Gaming mode of a PC.

    All former values are written down before anything is changed. A start or a stop that was interrupted is finished by
    the next one; what was changed by someone else meanwhile is left alone.
    """

    def __init__(self, machine: Machine, world: World, settings: PcSettings) -> None:
        self._machine = machine
        self._settings = settings
        self._now = world.clock.now
        self._journal = Journal(world.store, settings.name)
        self._busy = asyncio.Lock()

    async def start_gaming_mode(self, game: Game | None = None) -> Done:
        """Make the PC ready for a game: it goes first, background programs wait, the power plan is for speed.

        Args:
            game: The game, such as "Elden Ring"; the games of the settings if left out.
        """
        async with self._busy:
            found = await self._journal.read()
            if found is not None and found.phase is GamingPhase.ON:
                nothing = Irreversible("Gaming mode was on already, so nothing was changed.")
                return Done(await self._tell(found.state, already=True), nothing, await self.see_mode({}))
            if (
                found is not None
            ):  # interrupted: whatever it had done is put back, then it starts from the former state
                await self._end(found)
            planned = await plan_gaming(self._machine, self._settings, game or "", self._now())
            await self._journal.write(GamingPhase.STARTING, planned)
            made, problems = await make_changes(self._machine, planned)
            await self._journal.write(GamingPhase.ON, made)
            answer = await self._tell(made, problems=tuple(problems))
            return Done(answer, Call("pc_stop_gaming_mode"), await self.see_mode({}))

    async def stop_gaming_mode(self) -> Done:
        """End gaming mode: priorities, background services and the power plan become what they were before."""
        async with self._busy:
            found = await self._journal.read()
            if found is None:
                nothing = Irreversible("Gaming mode was off already, so nothing was changed.")
                return Done(GamingOver(was_on=False), nothing, await self.see_mode({}))
            answer = await self._end(found)
            game = found.state.game
            inverse = Call("pc_start_gaming_mode", {"game": game} if game else {})
            return Done(answer, inverse, await self.see_mode({}))

    async def show_gaming_mode(self) -> GamingMode:
        """Tell whether gaming mode is on, since when, and what it changed."""
        found = await self._journal.read()
        if found is None:
            return GamingMode(asked_at=self._now())
        return await self._tell(found.state, problems=_UNFINISHED.get(found.phase, ()))

    async def name_games(self) -> Sequence[Name]:
        """The games of the settings, by name."""
        names = [game.removesuffix(".exe") for game in self._settings.games]
        return [Name(name, name) for name in names]

    async def say_start(self, args: Args) -> str:
        """The card of `start_gaming_mode`: what would change now."""
        found = await self._journal.read()
        if found is not None and found.phase is GamingPhase.ON:
            return "Gaming mode is on already; nothing would change."
        planned = await plan_gaming(self._machine, self._settings, str(args.get("game") or ""), self._now())
        parts = [
            format_count(
                len(planned.priorities), "program gets another priority", "programs get another priority"
            )
        ]
        if planned.stopped_services:
            verb = "pauses" if len(planned.stopped_services) == 1 else "pause"
            parts.append(f"{join_words(planned.stopped_services)} {verb}")
        if planned.power_plan_after != planned.power_plan_before:
            parts.append(f"the power plan becomes {planned.power_plan_after}")
        return f"Start gaming mode: {join_words(parts)}.\nEnding it puts all of that back."

    async def say_stop(self, args: Args) -> str:
        """The card of `stop_gaming_mode`."""
        del args
        found = await self._journal.read()
        if found is None:
            return "Gaming mode is off already; nothing would change."
        since = format_time(found.state.since, self._now())
        return f"End gaming mode, on since {since}; what it changed becomes as it was."

    async def see_mode(self, args: Args) -> Json:
        """How far gaming mode has come, and since when."""
        del args
        found = await self._journal.read()
        if found is None:
            return {"phase": "off"}
        return {"phase": found.phase.value, "since": found.state.since.isoformat()}

    async def _end(self, found: Gamed) -> GamingOver:
        """Put everything back; what the PC refuses stays written down for the next try."""
        certain = found.phase is not GamingPhase.STARTING
        if certain:
            await self._journal.write(GamingPhase.STOPPING, found.state)
        rest, report = await put_back(self._machine, found.state, certain=certain)
        if report.stuck:
            await self._journal.write(GamingPhase.STOPPING if certain else GamingPhase.STARTING, rest)
            raise Unavailable(
                f"Not everything is back as it was: {say_stuck(report)} Stop gaming mode again later."
            )
        await self._journal.clear()
        return GamingOver(was_on=True, back=report.back, gone=tuple(report.gone), left=tuple(report.left))

    async def _tell(
        self, state: GamingState, *, already: bool = False, problems: tuple[str, ...] = ()
    ) -> GamingMode:
        """What is on, as far as it still holds."""
        running = await self._machine.processes()
        lives = {(process.pid, process.started_at) for process in running}
        changed = [one for one in state.priorities if (one.pid, one.started_at) in lives]
        games = [name for name in (state.game, *self._settings.games) if name]
        plan = state.power_plan_after
        return GamingMode(
            asked_at=self._now(),
            since=state.since,
            already=already,
            game=state.game,
            game_runs=any(is_named(process.name, state.game) for process in running),
            favoured=tuple(one.name for one in changed if any(is_named(one.name, game) for game in games)),
            behind=tuple(one.name for one in changed if one.after > one.before),
            paused=state.stopped_services,
            power_plan=plan if plan != state.power_plan_before else None,
            problems=problems,
        )


_UNFINISHED = {
    GamingPhase.STARTING: ("It was interrupted while starting; start it again, or stop it.",),
    GamingPhase.STOPPING: ("It was interrupted while ending; stop it again.",),
}


def verbs(subject: Gaming) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.start_gaming_mode,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_start,
            observe=subject.see_mode,
            happened=_is_on,
            keywords="play game performance boost priority fps",
        ),
        Verb(
            subject.stop_gaming_mode,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_stop,
            observe=subject.see_mode,
            happened=_is_off,
            keywords="done playing game over normal end",
        ),
        Verb(subject.show_gaming_mode, keywords="game play performance on off"),
    )


def _is_on(args: Args, seen: Json) -> bool:
    del args
    return isinstance(seen, dict) and seen["phase"] == GamingPhase.ON.value


def _is_off(args: Args, seen: Json) -> bool:
    del args
    return isinstance(seen, dict) and seen["phase"] == "off"
