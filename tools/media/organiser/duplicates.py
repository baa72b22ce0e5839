"""Files that are the same by what is in them: first by size, then by both ends, then by all of it."""

from collections import defaultdict
from collections.abc import Sequence

from tools.media.organiser.disk import Disk
from tools.media.organiser.models import FileNow, Mark


class Comparer:
    """Compares files; what it has read once it knows, until the file changes. Called off, it goes on where it was."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._known: dict[tuple[Mark, bool], str] = {}

    async def groups(self, files: Sequence[FileNow]) -> list[list[FileNow]]:
        """Files of the same content, biggest first; an empty file and another name of the same file is no duplicate."""
        alone = {(each.mark.device, each.mark.inode): each for each in reversed(files) if each.mark.size}
        marks = {each.mark for each in files}
        self._known = {key: value for key, value in self._known.items() if key[0] in marks}
        found = [sorted(alone.values(), key=lambda each: (each.root, each.path))]
        sizes = _split(found, [str(each.mark.size) for each in found[0]])
        for whole in (False, True):
            keys = [await self._digest(each, whole=whole) for group in sizes for each in group]
            sizes = _split(sizes, keys)
        return sorted(sizes, key=lambda group: (-group[0].mark.size, group[0].root, group[0].path))

    async def _digest(self, file: FileNow, *, whole: bool) -> str | None:
        key = (file.mark, whole)
        if key not in self._known:
            told = await self._disk.digest(file, whole=whole)
            if told is None:
                return None
            self._known[key] = told
        return self._known[key]


def _split(groups: Sequence[Sequence[FileNow]], keys: Sequence[str | None]) -> list[list[FileNow]]:
    """Every group split by the keys of its files, which stand in the same order; those of one file are left out."""
    after, place = list[list[FileNow]](), 0
    for group in groups:
        by_key: defaultdict[str, list[FileNow]] = defaultdict(list)
        for each in group:
            key, place = keys[place], place + 1
            if key is not None:
                by_key[key].append(each)
        after += [each for each in by_key.values() if len(each) > 1]
    return after
