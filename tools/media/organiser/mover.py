"""Carries out the steps of a plan, or their inverses, one after another; each is safe to be taken again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from memory.errors import HomeOpsError, Mistake
from memory.failpoints import failpoint
from tools.media.organiser.disk import Disk
from tools.media.organiser.models import TRASH, Step


@dataclass(slots=True)
class Walked:
    """How far it came: files that lie where they should, those that stayed with the reason, and why it stopped, if so."""

    moved: list[Step] = field(default_factory=list[Step])
    stayed: list[tuple[Step, str]] = field(default_factory=list[tuple[Step, str]])
    stopped: HomeOpsError | None = None


async def walk(disk: Disk, steps: Sequence[Step]) -> Walked:
    """Take the steps; a file that is not as it was told stays, and a disk that refuses ends it."""
    walked = Walked()
    for step in steps:
        try:
            await _take(disk, step, walked)
        except Mistake as mistake:
            if step.do == "move":
                walked.stayed.append((step, mistake.sentence))
        except HomeOpsError as error:
            walked.stopped = error
            return walked
        failpoint("tidy-step")
    return walked


async def count_done(disk: Disk, steps: Sequence[Step]) -> int:
    """How many of the files of a plan lie where it moves them."""
    done = 0
    for step in steps:
        if step.do == "move" and await disk.mark(step.root, step.to) == step.mark:
            done += 1
    return done


def back(steps: Sequence[Step]) -> list[Step]:
    """What puts all of it back, the last first."""
    return [each.back() for each in reversed(steps)]


def is_double(step: Step) -> bool:
    """Whether a move takes a duplicate to the trash folder, or back from there."""
    return step.to.startswith(f"{TRASH}/") or step.path.startswith(f"{TRASH}/")


async def _take(disk: Disk, step: Step, walked: Walked) -> None:
    match step.do:
        case "make":
            await disk.make_folder(step.root, step.path)
        case "drop":
            await disk.drop_folder(step.root, step.path)
        case "move":
            assert step.mark is not None, "a move knows its file"
            await disk.move(step.root, step.path, step.to, step.mark)
            walked.moved.append(step)
