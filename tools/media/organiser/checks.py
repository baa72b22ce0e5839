"""Whether the folders can be looked at."""

from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.media.organiser.disk import Disk


def folders_are_there(disk: Disk, roots: tuple[str, ...]) -> Check:
    """The check of all roots."""

    async def look() -> Finding:
        try:
            for root in roots:
                await disk.mark(
                    root, "homeops"
                )  # that there is no such file is well; that there is no root is not
        except HomeOpsError as error:
            what, _, remedy = error.sentence.partition("; ")
            return Finding(False, f"{what.rstrip('.')}.", remedy[:1].upper() + remedy[1:])
        return Finding(True, "The media folders are there.")

    return Check("media folders", look)
