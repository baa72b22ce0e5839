"""slskd by slskd-api, which is synchronous: in threads, with a time limit of its own for each request and for the whole."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.holding import hold

T = TypeVar("T")
REQUEST_SECONDS = 6.0
_SEARCH_MILLISECONDS = 5000
_LOOKS = 24
_LOOK_AGAIN = 0.25
_NO_ANSWER = "slskd does not answer; look whether it runs, then try again."
_NONSENSE = "slskd answered something unreadable; check its address in the settings, then try again."


class File(BaseModel):
    """A file that a user offers."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    filename: str
    size: int
    bitRate: int | None = None  # noqa: N815 - the vendor's name
    bitDepth: int | None = None  # noqa: N815
    isLocked: bool = False  # noqa: N815


class Offer(BaseModel):
    """What one user answers to a search."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    username: str
    hasFreeUploadSlot: bool = False  # noqa: N815
    queueLength: int = 0  # noqa: N815
    uploadSpeed: int = 0  # noqa: N815
    files: tuple[File, ...] = ()


class Transfer(BaseModel):
    """A file on its way; its `state` is such as "InProgress", "Queued, Remotely" or "Completed, Succeeded"."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    filename: str
    state: str
    size: int = 0
    bytesTransferred: int = 0  # noqa: N815


class Folder(BaseModel):
    """A user's folder of which files are fetched."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    directory: str
    files: tuple[Transfer, ...] = ()


class Source(BaseModel):
    """A user from whom something is fetched."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    username: str
    directories: tuple[Folder, ...] = ()


class _Search(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)

    isComplete: bool  # noqa: N815


_OFFERS = TypeAdapter(list[Offer])
_SOURCES = TypeAdapter(list[Source])
_SEARCH = TypeAdapter(_Search)


class Slskd:
    """A slskd at `address`."""

    def __init__(self, address: str, key: Callable[[], Awaitable[str]]) -> None:
        self._address = address
        self._key = key

    async def search(self, text: str) -> Sequence[Offer]:
        """What users offer of it, as far as they answer within some seconds."""
        key = await self._key()
        search = str(uuid.uuid4())
        await self._ask(
            lambda: self._client(key).searches.search_text(
                text, search, responseLimit=100, searchTimeout=_SEARCH_MILLISECONDS
            )
        )
        try:
            for _ in range(_LOOKS):
                if await self._is_over(key, search):
                    break
                await asyncio.sleep(_LOOK_AGAIN)
            told = await self._ask(lambda: self._client(key).searches.search_responses(search))
            return _read(_OFFERS, told)
        finally:
            with suppress(HomeOpsError):  # it would stay in slskd's list for ever
                await self._ask(lambda: self._client(key).searches.delete(search))

    async def fetch(self, user: str, files: Sequence[File]) -> None:
        """Have files fetched from a user."""
        hold("slskd download")
        key = await self._key()
        wanted: list[dict[str, object]] = [{"filename": each.filename, "size": each.size} for each in files]
        await self._ask(lambda: self._client(key).transfers.enqueue(user, wanted))

    async def transfers(self) -> Sequence[Source]:
        """All that is or was fetched and is still in slskd's list."""
        key = await self._key()
        return _read(_SOURCES, await self._ask(self._client(key).transfers.get_all_downloads))

    async def _is_over(self, key: str, search: str) -> bool:
        told = await self._ask(lambda: self._client(key).searches.state(search))
        return _read(_SEARCH, told).isComplete

    def _client(self, key: str):  # noqa: ANN202 - its type is imported where it is used
        from slskd_api import SlskdClient

        return SlskdClient(self._address, key, timeout=REQUEST_SECONDS)

    async def _ask(self, call: Callable[[], object]) -> object:
        try:
            async with asyncio.timeout(REQUEST_SECONDS + 1):
                return await asyncio.to_thread(call)
        except TimeoutError as error:
            raise Unavailable(_NO_ANSWER) from error
        except (OSError, ValueError) as error:  # every error of requests is an OSError
            raise _explain(error) from error


def _explain(error: Exception) -> HomeOpsError:
    """The error that an answer with a bad status, none, or an unreadable one stands for."""
    status = int(getattr(getattr(error, "response", None), "status_code", 0) or 0)
    if status in (401, 403):
        return Misconfigured("slskd refuses the API key; make a new one in its settings and store it.")
    if status == 404:
        return Mistake("slskd does not know that any more; search again.")
    if status == 429:
        return Unavailable("slskd is asked too much just now; try again in a minute.")
    if status >= 500:
        return Unavailable(
            "slskd failed at that; it may have lost its Soulseek login. Try again in a minute."
        )
    return Unavailable(_NONSENSE if isinstance(error, ValueError) else _NO_ANSWER)


def _read(kind: TypeAdapter[T], told: object) -> T:
    try:
        return kind.validate_python(told)
    except ValidationError as error:
        raise Unavailable(_NONSENSE) from error
