"""A pretend disk: files with marks and contents, folders, and a refusal to touch what is not as it was told."""

from collections.abc import Callable
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tools.farend import FarEnd
from tools.media.organiser.fake import OrganiserHouse

DOMAIN = "media.organiser"
DEVICE = 66
MISSING = "A folder of it is gone; ask for the plan again."


class PretendMark(BaseModel):
    """By what a file is known again."""

    device: int = DEVICE
    inode: int
    size: int
    mtime_ns: int


class PretendFile(BaseModel):
    """A file and what it holds."""

    root: str
    path: str
    mark: PretendMark
    content: str


class DiskState(BaseModel):
    """All that can change: the files, and the folders as (root, path)."""

    files: list[PretendFile]
    folders: set[tuple[str, str]]


class Asked(BaseModel):
    """The arguments of any method, each where it is needed."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    root: str = ""
    path: str = ""
    to: str = ""
    mark: PretendMark | None = None
    whole: bool = False


class RefusedError(Exception):
    """What was asked is not done, with the sentence that says why."""


class PretendDisk:
    """The disk of one house."""

    def __init__(self, state: DiskState, far: FarEnd) -> None:
        self.state = state
        self._far = far

    def tree(self, asked: Asked) -> JsonValue:
        """What lies in all roots; hidden folders are left out."""
        del asked
        files: list[JsonValue] = [
            {"root": each.root, "path": each.path, "mark": each.mark.model_dump()}
            for each in sorted(self.state.files, key=lambda each: (each.root, each.path))
            if not _is_hidden(each.path)
        ]
        folders: list[JsonValue] = [
            {"root": root, "path": path} for root, path in sorted(self.state.folders) if not _is_hidden(path)
        ]
        return {"files": files, "folders": folders}

    def digest(self, asked: Asked) -> JsonValue:
        """What it holds; both ends of files that begin alike are the same up to a "/"."""
        file = self._find(asked.root, asked.path)
        if file is None or file.mark != asked.mark:
            return None
        return file.content if asked.whole else file.content.partition("/")[0]

    def mark(self, asked: Asked) -> JsonValue:
        """The mark of the file there."""
        file = self._find(asked.root, asked.path)
        return None if file is None else file.mark.model_dump()

    def make_folder(self, asked: Asked) -> JsonValue:
        """Make a folder in one that is there."""
        self._need_folder(asked.root, _above(asked.path))
        if self._find(asked.root, asked.path) is not None:
            raise RefusedError("Something else lies where a folder is wanted; it stays.")
        if (asked.root, asked.path) not in self.state.folders:
            self.state.folders.add((asked.root, asked.path))
            self._far.wrote(DOMAIN, "make_folder", {"root": asked.root, "path": asked.path})
        return True

    def drop_folder(self, asked: Asked) -> JsonValue:
        """Remove a folder if it is empty."""
        inside = [each.path for each in self.state.files if each.root == asked.root]
        inside += [path for root, path in self.state.folders if root == asked.root]
        full = any(each.startswith(f"{asked.path}/") for each in inside)
        if (asked.root, asked.path) in self.state.folders and not full:
            self.state.folders.discard((asked.root, asked.path))
            self._far.wrote(DOMAIN, "drop_folder", {"root": asked.root, "path": asked.path})
        return True

    def move(self, asked: Asked) -> JsonValue:
        """Move a file, never over something."""
        source, target = self._find(asked.root, asked.path), self._find(asked.root, asked.to)
        if source is None and target is not None and target.mark == asked.mark:
            return False
        self._need_folder(asked.root, _above(asked.to))
        if source is None or source.mark != asked.mark:
            raise RefusedError("It has changed or gone since it was looked at.")
        if target is not None or (asked.root, asked.to) in self.state.folders:
            raise RefusedError("Something else lies at its new place.")
        source.path = asked.to
        self._far.wrote(DOMAIN, "move", {"root": asked.root, "path": asked.path, "to": asked.to})
        return True

    def _find(self, root: str, path: str) -> PretendFile | None:
        return next((each for each in self.state.files if (each.root, each.path) == (root, path)), None)

    def _need_folder(self, root: str, path: str) -> None:
        if path and (root, path) not in self.state.folders:
            raise RefusedError(MISSING)


def disk_routes(house: OrganiserHouse, far: FarEnd) -> list[BaseRoute]:
    """The paths of the pretend disk."""
    kept = far.remembered(DOMAIN)
    disk = PretendDisk(_first(house, far) if kept is None else DiskState.model_validate(kept), far)
    far.remember(DOMAIN, lambda: disk.state.model_dump(mode="json"))
    far.describe(DOMAIN, lambda: _describe(disk.state))
    methods: dict[str, Callable[[Asked], JsonValue]] = {
        "tree": disk.tree,
        "digest": disk.digest,
        "mark": disk.mark,
        "make_folder": disk.make_folder,
        "drop_folder": disk.drop_folder,
        "move": disk.move,
    }

    async def answer(request: Request) -> Response:
        method = methods.get(str(request.path_params["method"]))
        if method is None:
            return JSONResponse({"unknown": request.url.path}, 404)
        try:
            return JSONResponse({"result": method(Asked.model_validate_json(await request.body() or b"{}"))})
        except RefusedError as refused:
            return JSONResponse({"mistake": str(refused)}, 409)

    return [Route("/media/organiser/{method}", answer, methods=["POST"])]


def _first(house: OrganiserHouse, far: FarEnd) -> DiskState:
    now, files = far.now(), list[PretendFile]()
    folders: set[tuple[str, str]] = set()
    for number, each in enumerate(house.files):
        written = int((now - timedelta(days=each.days)).timestamp()) * 10**9
        mark = PretendMark(inode=1000 + number, size=int(each.gb * 1e9), mtime_ns=written)
        content = each.content or f"{each.root} {each.path}"
        files.append(PretendFile(root=each.root, path=each.path, mark=mark, content=content))
        above = _above(each.path)
        while above:
            folders.add((each.root, above))
            above = _above(above)
    return DiskState(files=files, folders=folders)


def _describe(state: DiskState) -> JsonValue:
    files: dict[str, JsonValue] = {
        f"{each.root}/{each.path}": each.mark.inode
        for each in sorted(state.files, key=lambda each: (each.root, each.path))
    }
    folders: list[JsonValue] = [f"{root}/{path}" for root, path in sorted(state.folders)]
    return {"files": files, "folders": folders}


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
