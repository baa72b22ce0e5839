"""The simulated house's folders, over its wire."""

from typing import TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

from memory.errors import Mistake, Unavailable
from memory.holding import hold
from tools.media.organiser.models import FileNow, Mark, Tree

T = TypeVar("T")

ANSWER_SECONDS = 5.0


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)
    result: JsonValue = None
    mistake: str | None = None


class SimulatedDisk:
    """Implements `Disk` over the pretended one at `address`; `http` belongs to the caller."""

    def __init__(self, http: httpx2.AsyncClient, address: str) -> None:
        self._http = http
        self._address = address

    async def tree(self) -> Tree:
        """See `Disk`."""
        return await self._ask("tree", TypeAdapter(Tree))

    async def digest(self, file: FileNow, *, whole: bool) -> str | None:
        """See `Disk`."""
        kind = TypeAdapter[str | None](str | None)
        mark = file.mark.model_dump()
        return await self._ask("digest", kind, root=file.root, path=file.path, mark=mark, whole=whole)

    async def mark(self, root: str, path: str) -> Mark | None:
        """See `Disk`."""
        return await self._ask("mark", TypeAdapter[Mark | None](Mark | None), root=root, path=path)

    async def make_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("make_folder")
        await self._ask("make_folder", TypeAdapter(bool), root=root, path=path)

    async def drop_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("drop_folder")
        await self._ask("drop_folder", TypeAdapter(bool), root=root, path=path)

    async def move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        """See `Disk`."""
        hold("move")
        return await self._ask("move", TypeAdapter(bool), root=root, path=path, to=to, mark=mark.model_dump())

    async def _ask(self, method: str, kind: TypeAdapter[T], **args: JsonValue) -> T:
        try:
            response = await self._http.post(
                f"{self._address}/{method}", json=args, timeout=ANSWER_SECONDS, follow_redirects=False
            )
            if response.status_code not in {200, 409}:
                raise Unavailable("The simulated disk failed at that; try again in a minute.")
            answer = _Answer.model_validate_json(response.content)
            if answer.mistake is not None:
                raise Mistake(answer.mistake)
            return kind.validate_python(answer.result, strict=False)
        except httpx2.TimeoutException as error:
            raise Unavailable("The simulated disk does not answer; try again in a minute.") from error
        except httpx2.HTTPError as error:
            raise Unavailable(
                "The simulated disk can't be reached; start HomeOps again to bring it back."
            ) from error
        except ValidationError as error:
            raise Unavailable("The simulated disk answered nonsense; try again in a minute.") from error
