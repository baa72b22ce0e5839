"""Whether the folders of films and series are in order, and putting them in order."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from memory.errors import Misconfigured, Mistake
from memory.people import Role
from tools.contract import CALLER, Args, Call, Caller, Done, Irreversible, Json, Risk, Verb
from tools.media.organiser.answers import MOST_FIELDS, Double, Lying, Rename, Tidied, TidyPlan, say_size
from tools.media.organiser.disk import Disk
from tools.media.organiser.journal import Journal, Phase, Tidying
from tools.media.organiser.models import FileNow, Step
from tools.media.organiser.mover import Walked, back, count_done, is_double, walk
from tools.media.organiser.names import is_main_video
from tools.media.organiser.planning import ALL, Plan, PlanKind, Planner

PHRASES = Path(__file__).parent / "phrases"
UNDO = "media_undo_tidying"
APPLY = "media_apply_tidying"
_OFF = "Tidying is switched off; set media.organiser.switched_on to true to allow it."
_CHANGED = "The folders are not as they were when that was planned; ask for the plan again."
_NOTHING = "There is nothing to tidy: all is called as it should be, and nothing is there twice."
_MOST_STAYED = 20

Movable = Literal["names", "duplicates"]
Handle = Annotated[str, Field(min_length=1, max_length=40)]


class Organiser:
    """The folders of films and series. A plan is only carried out exactly as it was told, and not at all where it is not allowed."""

    def __init__(
        self,
        disk: Disk,
        planner: Planner,
        journal: Journal,
        now: Callable[[], datetime],
        *,
        switched_on: bool,
    ) -> None:
        self._disk = disk
        self._planner = planner
        self._journal = journal
        self._now = now
        self._on = switched_on
        self._shown: dict[str, str] = {}
        self._busy = asyncio.Lock()

    async def plan_tidying(self, caller: Caller, kind: PlanKind | None = None) -> TidyPlan:
        """Show what is untidy in the folders of films and series on disk, as a plan; touches nothing.

        Args:
            caller: Who asks.
            kind: Only misnamed files ("names"), the same file twice ("duplicates"), no year or episode number
                ("metadata"), or big and never watched ("unwatched"); all of it if left out.
        """
        plan = await self._planner.plan(kind or ALL)
        self._shown[caller.conversation] = kind or ALL
        cut_short = await self._journal.cut_short()
        return _tell(plan, switched_on=self._on, asked=kind == "unwatched", interrupted=cut_short is not None)

    async def apply_tidying(
        self, caller: Caller, plan: Handle | None = None, kind: Movable | None = None
    ) -> Done:
        """Carry out the plan of tidying: rename misnamed files, put duplicates in the trash folder. Deletes nothing.

        Args:
            caller: Who asks.
            plan: The plan's handle; the one shown last if left out.
            kind: Without a handle: only misnamed files ("names"), or only duplicates.
        """
        del caller, kind  # `resolve` has looked up the plan that is meant
        if not self._on:
            raise Misconfigured(_OFF)
        async with self._busy:
            tidying = await self._begin(plan)
            walked = await walk(self._disk, tidying.steps)
            if not walked.moved:  # nor are the new folders wanted
                await walk(self._disk, [each for each in back(tidying.steps) if each.do != "move"])
            phase = Phase.APPLIED if walked.moved else Phase.UNDONE
            await self._journal.mark(tidying, phase, self._now())
            if walked.stopped is not None and not walked.moved:
                raise walked.stopped
        inverse: Call | Irreversible = Call(UNDO, {"plan": tidying.handle})
        if not walked.moved:
            inverse = Irreversible("Nothing was moved, so there is nothing to put back.")
        return Done(_told(walked, tidying.steps), inverse, await self.observe({"plan": tidying.handle}))

    async def undo_tidying(self, plan: Handle) -> Done:
        """Put back what a tidying moved; used to undo.

        Args:
            plan: The plan's handle.
        """
        async with self._busy:
            tidying = await self._find(plan)
            if tidying.phase is Phase.UNDONE:
                raise Mistake("That tidying is undone already.")
            tidying = await self._journal.mark(tidying, Phase.UNDOING, self._now())
            steps = [step for step in back(tidying.steps) if await self._was_done(step)]
            walked = await walk(self._disk, steps)
            if walked.stopped is None:
                await self._journal.mark(tidying, Phase.UNDONE, self._now())
            elif not walked.moved:
                raise walked.stopped
        answer = _told(walked, steps, undone=True)
        return Done(answer, Call(APPLY, {"plan": plan}), await self.observe({"plan": plan}))

    async def _was_done(self, step: Step) -> bool:
        """Whether there is anything to put back: what stayed, or was not reached, lies where it did and nowhere else."""
        if step.do != "move" or await self._disk.mark(step.root, step.to) != step.mark:
            return True
        return await self._disk.mark(step.root, step.path) == step.mark

    async def _begin(self, handle: str | None) -> Tidying:
        """The tidying to carry out, written down: one that was cut short or undone as it stands, or the plan of now."""
        known = await self._journal.cut_short() if handle is None else await self._journal.read(handle)
        if known is not None and known.phase is Phase.APPLIED and await count_done(self._disk, known.steps):
            raise Mistake("That is done already.")
        if known is None or known.phase is Phase.APPLIED:
            plan = await self._planner.plan(ALL if handle is None else handle.partition("-")[0])
            if handle not in (None, plan.handle):
                raise Mistake(_CHANGED)
            if not plan.steps:
                raise Mistake(_NOTHING)
            known = Tidying(handle=plan.handle, at=self._now(), phase=Phase.APPLYING, steps=plan.steps)
        return await self._journal.mark(known, Phase.APPLYING, self._now())

    async def _find(self, handle: object) -> Tidying:
        found = await self._journal.read(str(handle))
        if found is None:
            raise Mistake("There was no such tidying, so there is nothing to put back.")
        return found

    async def resolve(self, args: Args) -> Args:
        """The plan that was shown last, by its handle; one that was cut short before it."""
        if not self._on:
            raise Misconfigured(_OFF)
        if args.get("plan") is not None:
            return args
        begun = await self._journal.cut_short()
        if begun is not None:
            return {**args, "plan": begun.handle}
        caller = args.get(CALLER)
        shown = self._shown.get(caller.conversation, ALL) if isinstance(caller, Caller) else ALL
        plan = await self._planner.plan(str(args.get("kind") or shown))
        if not plan.steps:
            raise Mistake(_NOTHING)
        return {**args, "plan": plan.handle}

    async def observe(self, args: Args) -> Json:
        """How far the plan is carried out: its phase, and how many of its files lie where it moves them."""
        known = await self._journal.read(str(args.get("plan")))
        if known is None:
            return None
        return {"phase": known.phase.value, "files": await count_done(self._disk, known.steps)}

    async def say_apply(self, args: Args) -> str:
        """The card of `apply_tidying`."""
        handle = str(args.get("plan"))
        known = await self._journal.read(handle)
        steps: Sequence[Step] = known.steps if known is not None and known.phase is not Phase.APPLIED else ()
        if not steps:
            plan = await self._planner.plan(handle.partition("-")[0])
            if plan.handle != handle:
                raise Mistake(_CHANGED)
            steps = plan.steps
        moves = [each for each in steps if each.do == "move"]
        doubles = [each for each in moves if is_double(each)]
        size = say_size(sum(each.mark.size for each in doubles if each.mark is not None))
        did = [f"rename or move {_files(len(moves) - len(doubles))}"] if len(moves) > len(doubles) else []
        did += [f"put {_files(len(doubles), 'duplicate')} ({size}) in the trash folder"] if doubles else []
        told = " and ".join(did)
        return f"{told[:1].upper()}{told[1:]}. It can be undone."

    async def say_undo(self, args: Args) -> str:
        """The card of `undo_tidying`."""
        known = await self._find(args.get("plan"))
        return f"Put {_files(await count_done(self._disk, known.steps))} back where they were before the tidying."


def was_applied(args: Args, seen: Json) -> bool | None:
    """Whether the plan is carried out; running it again finishes what was cut short."""
    del args
    return isinstance(seen, dict) and seen["phase"] == Phase.APPLIED.value


def was_undone(args: Args, seen: Json) -> bool | None:
    """Whether it is put back."""
    del args
    return isinstance(seen, dict) and seen["phase"] == Phase.UNDONE.value


def _tell(plan: Plan, *, switched_on: bool, asked: bool, interrupted: bool) -> TidyPlan:
    def renames(moves: Sequence[tuple[FileNow, str]]) -> tuple[Rename, ...]:
        films_first = sorted(moves, key=lambda each: not is_main_video(each[0].path))
        return tuple(Rename(root=each.root, path=each.path, to=to) for each, to in films_first[:MOST_FIELDS])

    moves = plan.moves
    return TidyPlan(
        handle=plan.handle,
        switched_on=switched_on,
        renames=renames(moves.renames),
        rename_count=len(moves.renames),
        doubles=tuple(
            Double(root=each.root, path=each.path, keeps=kept.path, bytes=each.mark.size)
            for each, kept in moves.duplicates[:MOST_FIELDS]
        ),
        double_count=len(moves.duplicates),
        double_bytes=sum(each.mark.size for each, _ in moves.duplicates),
        clashes=renames(moves.clashes),
        clash_count=len(moves.clashes),
        nameless=tuple(Lying(root=each.root, path=each.path) for each in plan.nameless[:MOST_FIELDS]),
        nameless_count=len(plan.nameless),
        idle=plan.idle if plan.idle is None else plan.idle[:MOST_FIELDS],
        idle_asked=asked,
        comparing=plan.comparing,
        complete=plan.tree.complete,
        unreadable=plan.tree.unreadable,
        interrupted=interrupted,
    )


def _told(walked: Walked, steps: Sequence[Step], *, undone: bool = False) -> Tidied:
    doubled = sum(map(is_double, walked.moved))
    wanted = sum(each.do == "move" for each in steps)
    return Tidied(
        back=undone,
        renamed=len(walked.moved) - doubled,
        doubled=doubled,
        stayed=tuple((step.path, why) for step, why in walked.stayed[:_MOST_STAYED]),
        left=wanted - len(walked.moved) - len(walked.stayed),
        stopped="" if walked.stopped is None else walked.stopped.sentence,
    )


def _files(count: int, noun: str = "file") -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def verbs(subject: Organiser) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.plan_tidying,
            role=Role.ADULT,
            keywords="organise organize tidy misnamed duplicate films series files folders library clean order unwatched space",
        ),
        Verb(
            subject.apply_tidying,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=subject.say_apply,
            observe=subject.observe,
            happened=was_applied,
            resolve=subject.resolve,
            keywords="organise organize tidy rename films series files folders apply plan duplicates",
        ),
        Verb(
            subject.undo_tidying,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=subject.say_undo,
            observe=subject.observe,
            happened=was_undone,
            model=False,
        ),
    )
