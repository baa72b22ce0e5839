"""All media libraries of the household as one: what is owned, what was watched, what is there under some words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from pydantic import AwareDatetime

from memory.errors import HomeOpsError, Unavailable
from tools.media.titles import Noun, Title, TitleKind, is_same_title
from tools.trust import Ours, Untrusted

Resolution = Literal["4K", "1080p", "720p", "SD"]
T = TypeVar("T")


class Owned(Noun):
    """A title on one server.

    `server` is its name in the settings, `id` what that server calls the title. `seasons` are the numbers of a series'
    seasons that are there. `watched_by` are ids of persons whose accounts are known; `duration_seconds` and `path` (as the
    server sees it) where it tells them.
    """

    server: Ours
    id: Untrusted
    title: Title
    resolution: Resolution | None = None
    size_bytes: int | None = None
    duration_seconds: int | None = None
    path: Untrusted | None = None
    added_at: AwareDatetime | None = None
    seasons: tuple[int, ...] = ()
    watched_by: tuple[Ours, ...] = ()


class Watched(Noun):
    """Something that was watched to its end; `person` is a person's id, None for an account that is nobody's."""

    server: Ours
    title: Title
    person: Ours | None
    at: AwareDatetime


class Shelf(Protocol):
    """A server's library, as far as other subjects ask it. Raises the three errors of HomeOps."""

    @property
    def name(self) -> str:
        """Its name in the settings."""
        ...

    async def find(self, words: str, limit: int = 20) -> list[Owned]:
        """What is there under these words, the best first."""
        ...

    async def owned(self, title: Title) -> list[Owned]:
        """The copies of one title; of a series with the seasons that are there."""
        ...

    async def watched(self, person: str | None, since: datetime) -> list[Watched]:
        """What one person, or anybody, watched since then, the latest first."""
        ...

    def each(self, kind: TitleKind) -> AsyncIterator[Owned]:
        """Every title of a kind, read page by page."""
        ...


class Libraries:
    """The libraries of all configured servers; none at all, where none is configured."""

    def __init__(self, shelves: Sequence[Shelf] = ()) -> None:
        self.shelves = tuple(shelves)

    async def owned(self, title: Title) -> list[Owned]:
        """All copies of a title.

        Raises:
            HomeOpsError: None was found, and not every server answered: so nobody can say that it is not owned.
        """
        found, errors = await gather_from([each.owned(title) for each in self.shelves])
        if errors and not found:
            raise errors[0]
        return [each for each in found if is_same_title(each.title, title)]

    async def watched(self, person: str | None, since: datetime) -> list[Watched]:
        """What one person (by id), or anybody, watched since then, the latest first; of the servers that answer.

        Raises:
            HomeOpsError: No server answered.
        """
        found, errors = await gather_from([each.watched(person, since) for each in self.shelves])
        if errors and len(errors) == len(self.shelves):
            raise errors[0]
        return sorted(found, key=lambda each: each.at, reverse=True)

    async def find(self, words: str, limit: int = 20) -> list[Owned]:
        """What is there under these words, the best first; of the servers that answer.

        Raises:
            HomeOpsError: No server answered.
        """
        found, errors = await gather_from([each.find(words, limit) for each in self.shelves])
        if errors and len(errors) == len(self.shelves):
            raise errors[0]
        return found

    async def each(self, kind: TitleKind) -> AsyncIterator[Owned]:
        """Every title of a kind on every server, read page by page; for work in the background."""
        for shelf in self.shelves:
            async for one in shelf.each(kind):
                yield one


async def gather_from(asked: Sequence[Awaitable[list[T]]]) -> tuple[list[T], list[HomeOpsError]]:
    """What several servers answer, joined, and the errors of those that don't; anything else that fails is raised."""
    found: list[T] = []
    errors: list[HomeOpsError] = []
    for answer in await asyncio.gather(*asked, return_exceptions=True):
        match answer:
            case HomeOpsError():
                errors.append(answer)
            case TimeoutError():
                errors.append(Unavailable("A media server does not answer; try again in a minute."))
            case BaseException():
                raise answer
            case _:
                found += answer
    return found, errors
