"""What people may ask of the libraries, and marking what was watched."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from memory.errors import HomeOpsError, Mistake, Unavailable
from tools.contract import Args, Call, Caller, Done, Irreversible, Json
from tools.media.libraries import Owned, gather_from
from tools.media.library.answers import FoundTitles, Marked, OnDeck, RecentlyAdded, say_names
from tools.media.library.meant import Titles, group_copies, key_of
from tools.media.library.models import Mark
from tools.media.library.server import LibraryServer
from tools.media.library.stage import Stage
from tools.media.titles import TitleKind

RESTORE_MARKS = "media_restore_marks"
MOST_SHOWN = 8
MOST_DETAILED = 3
MOST_MARKS = 2000
Words = Annotated[str, Field(min_length=1, max_length=200)]
Marks = Annotated[Sequence[Mark], Field(max_length=MOST_MARKS)]
_MARKS = TypeAdapter(list[Mark])


class Shelves:
    """The libraries of all servers."""

    def __init__(self, stage: Stage, titles: Titles, now: Callable[[], datetime]) -> None:
        self._stage = stage
        self._titles = titles
        self._now = now

    async def on_deck(self, caller: Caller, person: str | None = None) -> OnDeck:
        """Show what someone can go on watching in Plex or Jellyfin: begun films, the next episodes.

        Args:
            person: Whose, by name; whoever asks if left out.
            caller: Who asks.
        """
        who = self._person(person, caller)
        servers = [each for each in self._servers() if each.knows(who)]
        found, errors = await gather_from([each.on_deck(who, MOST_SHOWN) for each in servers])
        _raise_if_all(errors, len(servers))
        oldest = datetime.min.replace(tzinfo=self._now().tzinfo)
        found.sort(key=lambda each: each.seen_at or oldest, reverse=True)
        return OnDeck(of=who, deck=tuple(found[:MOST_SHOWN]), silent=say_silent(errors))

    async def recently_added(self, kind: TitleKind | None = None) -> RecentlyAdded:
        """Show what is new in the media libraries, the latest first.

        Args:
            kind: Only films, series, seasons, episodes or albums.
        """
        servers = self._servers()
        found, errors = await gather_from([each.recent(kind, MOST_SHOWN) for each in servers])
        _raise_if_all(errors, len(servers))
        first = datetime.min.replace(tzinfo=self._now().tzinfo)
        found.sort(key=lambda each: each.added_at or first, reverse=True)
        return RecentlyAdded(added=tuple(found[:MOST_SHOWN]), asked_at=self._now(), silent=say_silent(errors))

    async def find_title(self, title: Words) -> FoundTitles:
        """Tell whether a film or series is in the library: where, in what quality, who watched it.

        Args:
            title: Its name, such as "Dune" or "Dune (1984)".
        """
        asked = gather_from([_is_there(each) for each in self._servers()])
        found, (_, errors) = await asyncio.gather(self._titles.search(title), asked)
        if len(group_copies(found)) <= MOST_DETAILED:
            found = list(await asyncio.gather(*(self._titles.server(each).item(each.id) for each in found)))
        return FoundTitles(found=tuple(found[:20]), silent=say_silent(errors))

    async def mark_watched(
        self,
        caller: Caller,
        title: Words,
        watched: bool = True,  # noqa: FBT001, FBT002 - an argument of the verb
        person: str | None = None,
    ) -> Done:
        """Mark a film, series or episode in Plex or Jellyfin as watched, or as not watched.

        Args:
            title: Its name, such as "Dune (1984)" or "Severance s2e3".
            watched: False for "not watched".
            person: For whom, by name; whoever asks if left out.
            caller: Who asks.
        """
        who = self._person(person, caller)
        owned = await self._meant(title, who)
        server = self._titles.server(owned)
        before = await server.marks(owned.id, who)
        if len(before) > MOST_MARKS:
            raise Mistake(
                f"{owned.title} has too many episodes to mark at once; name a season or an episode."
            )
        changing = [each for each in before if each.watched is not watched or each.position_seconds]
        if changing:
            await server.mark(owned.id, who, watched=watched)
        after = await server.marks(owned.id, who)
        if any(each.watched is not watched for each in after):
            raise Unavailable(
                f"{server.name} took that, but {owned.title} is as it was; try again in a minute."
            )
        answer = Marked(
            what=owned.title, person=who, watched=watched, count=len(after), changed=len(changing)
        )
        inverse: Call | Irreversible = Irreversible("Nothing was changed.")
        if changing:
            kept: list[Json] = [each.model_dump(mode="json") for each in changing]
            inverse = Call(RESTORE_MARKS, {"title": key_of(owned), "marks": kept, "person": who})
        return Done(answer, inverse, _dump(after))

    async def restore_marks(self, title: Words, marks: Marks, person: str | None = None) -> Done:
        """Bring marks of what was watched back to what they were; used to undo.

        Args:
            title: The title.
            marks: How each film or episode shall be marked.
            person: For whom.
        """
        owned = await self._meant(title, person)
        server = self._titles.server(owned)
        before = await server.marks(owned.id, person)
        own = {each.item for each in before}
        wanted = [each for each in marks if each.item in own]
        await server.put_marks([each for each in wanted if each not in before], person)
        after = await server.marks(owned.id, person)
        if any(each not in after for each in wanted):
            raise Unavailable(
                f"{server.name} took that, but {owned.title} is as it was; try again in a minute."
            )
        changed = [each for each in before if each not in after]
        kept: list[Json] = [each.model_dump(mode="json") for each in changed]
        is_seen = all(each.watched for each in after)
        answer = Marked(
            what=owned.title, person=person, watched=is_seen, count=len(after), changed=len(changed)
        )
        return Done(
            answer, Call(RESTORE_MARKS, {"title": title, "marks": kept, "person": person}), _dump(after)
        )

    async def resolve_person(self, args: Args) -> Args:
        """The arguments with the person's id."""
        said = args.get("person")
        caller = args.get("caller")
        assert isinstance(caller, Caller)
        return {**args, "person": self._person(said if isinstance(said, str) else None, caller)}

    async def resolve_mark(self, args: Args) -> Args:
        """The arguments with the person's id and the key of the copy that is marked."""
        resolved = await self.resolve_person(args)
        who = resolved["person"]
        plain: dict[str, Json] = {
            "watched": args.get("watched") is not False,
            "person": str(who) if who else None,
        }
        owned = await self._meant(str(args["title"]), None if who is None else str(who), plain)
        return {**resolved, "title": key_of(owned)}

    async def observe(self, args: Args) -> Json:
        """The marks now."""
        who = args.get("person")
        person = who if isinstance(who, str) else None
        owned = await self._meant(str(args["title"]), person)
        return _dump(await self._titles.server(owned).marks(owned.id, person))

    async def say_mark(self, args: Args) -> str:
        """The card of `mark_watched`."""
        who = args.get("person")
        owned = await self._meant(str(args["title"]), who if isinstance(who, str) else None)
        state = "watched" if args.get("watched") is not False else "not watched"
        whose = f" for {say_names([who])}" if isinstance(who, str) else ""
        return f"Mark {owned.title} as {state}{whose} on {owned.server}."

    async def say_restore(self, args: Args) -> str:
        """The card of `restore_marks`."""
        who = args.get("person")
        owned = await self._meant(str(args["title"]), who if isinstance(who, str) else None)
        return f"Bring the marks of {owned.title} back to what they were."

    async def _meant(self, said: str, person: str | None, plain: dict[str, Json] | None = None) -> Owned:
        """The copy that is marked: on the first server that knows the person."""
        copies = await self._titles.meant("media_mark_watched", said, plain or {})
        return next(
            (each for each in copies if person and self._titles.server(each).knows(person)), copies[0]
        )

    def _servers(self) -> list[LibraryServer]:
        return list(self._stage.servers.values())

    def _person(self, said: str | None, caller: Caller) -> str:
        """A person's id.

        Raises:
            Mistake: Nobody of this name has an account.
        """
        is_self = said is None or said.casefold() in ("me", "myself", "i", "my", "mine")
        who = caller.person.id if is_self else str(said).casefold().removesuffix("'s").strip()
        if any(each.knows(who) for each in self._servers()):
            return who
        whose = "you" if is_self else said
        raise Mistake(
            f"No account on the media servers is known for {whose}; the owner can add it in the settings."
        )


async def _is_there(server: LibraryServer) -> list[str]:
    return [await server.version()]


def is_marked(args: Args, seen: Json) -> bool | None:
    """Whether all of it is marked as was wanted."""
    try:
        marks = _MARKS.validate_python(seen)
    except ValidationError:
        return None
    return all(each.watched is (args.get("watched") is not False) for each in marks)


def are_restored(args: Args, seen: Json) -> bool | None:
    """Whether the marks are what they shall be."""
    try:
        marks, wanted = _MARKS.validate_python(seen), _MARKS.validate_python(args.get("marks"))
    except ValidationError:
        return None
    return all(each in marks for each in wanted)


def say_silent(errors: Sequence[HomeOpsError]) -> tuple[str, ...]:
    """What is said of servers that did not answer."""
    return tuple(each.sentence for each in errors)


def _raise_if_all(errors: Sequence[HomeOpsError], count: int) -> None:
    if errors and len(errors) >= count:
        raise errors[0]


def _dump(marks: Sequence[Mark]) -> Json:
    return [each.model_dump(mode="json") for each in marks]
