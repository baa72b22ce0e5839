"""What plays where in the whole house, on whichever server, and which of it is meant."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memory.errors import HomeOpsError, Mistake
from tools.contract import Call, Caller, Json, Name, Unclear
from tools.media.libraries import gather_from
from tools.media.library.models import Player, Playing, say_player
from tools.media.library.server import LibraryServer
from tools.media.titles import plain_title

MOST_CHOICES = 5
FIRST_SECONDS = 0.5
FRESH_SECONDS = 30.0
_FILLING = frozenset({"the", "on", "in", "player", "screen", "app", "my", "our", "s"})
_SYNONYMS = {"television": "tv", "telly": "tv", "lounge": "living room", "mobile": "phone"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What plays now, on the servers that answered."""

    playing: tuple[Playing, ...]
    errors: tuple[HomeOpsError, ...] = ()


class Stage:
    """The players and sessions of all servers. A player of the same name on two servers is one device with two apps."""

    def __init__(self, servers: Sequence[LibraryServer], now: Callable[[], float]) -> None:
        self.servers = {each.name: each for each in servers}
        self.last: tuple[Playing, ...] | None = None
        self._now = now
        self._names: tuple[str, ...] = ()
        self._read_at: float | None = None
        self._reading: asyncio.Task[None] | None = None

    async def look(self) -> Scene:
        """What plays now.

        Raises:
            HomeOpsError: No server answered.
        """
        found, errors = await gather_from([each.playing() for each in self.servers.values()])
        if errors and len(errors) == len(self.servers):
            raise errors[0]
        self.last = tuple(found)
        return Scene(self.last, tuple(errors))

    async def players(self) -> list[Player]:
        """The players that listen or play something now, those of servers that don't answer left out.

        Raises:
            HomeOpsError: No server answered.
        """
        found, errors = await gather_from([each.players() for each in self.servers.values()])
        if errors and len(errors) == len(self.servers):
            raise errors[0]
        self._remember([each.name for each in found])
        return found

    async def on(self, player: str, server: str | None = None) -> Playing | None:
        """What plays on a player of this name, or in its app of one server, if anything."""
        playing = (await self.look()).playing
        here = [
            each
            for each in playing
            if _same(each.player.name, player) and server in (None, each.player.server)
        ]
        return next((each for each in here if not each.paused), here[0] if here else None)

    async def meant_session(
        self, verb: str, said: str | None, caller: Caller, args: Mapping[str, Json], *, paused: bool | None
    ) -> Playing:
        """The session that someone means by a player's name, a server's, a person's, or nothing.

        Args:
            verb: What the buttons of a question call.
            said: The name, if any.
            caller: Whose own session goes first where nothing is named.
            args: Its other arguments.
            paused: Prefer those that are paused, or those that are not.

        Raises:
            Mistake: Nothing plays there.
            Unclear: Several may be meant.
        """
        scene = await self.look()
        there = scene.playing
        if said is not None:
            there = self._named(there, said)
        if not there:
            await self._say_nothing(said, scene)
        likely = [each for each in there if paused is None or each.paused is paused] or list(there)
        if not verb.endswith("stop_player"):
            likely = [each for each in likely if each.player.listens] or likely
        if said is None and len(likely) > 1:
            likely = [each for each in likely if each.person == caller.person.id] or likely
        exact = [each for each in likely if said is not None and _same(each.player.name, said)]
        likely = exact[:1] or likely
        if len(likely) == 1:
            return likely[0]
        options = [
            (f"{each.what.title} on {each.player}", Call(verb, {**args, "player": each.player.name}))
            for each in likely[:MOST_CHOICES]
        ]
        raise Unclear("Several things are playing. Which one?", options)

    async def _say_nothing(self, said: str | None, scene: Scene) -> None:
        if scene.errors:
            raise scene.errors[0]
        if said is None:
            raise Mistake("Nothing is playing on the media servers right now.")
        known = sorted({each.name for each in await self.players()}, key=str.casefold)
        there = [each for each in known if _is_called(each, said)]
        if there:
            raise Mistake(f"Nothing is playing on {say_player(there[0])} right now.")
        which = f" Players that I see: {', '.join(known)}." if known else ""
        raise Mistake(f"I know no media player called {said!r}.{which}")

    def _named(self, playing: Sequence[Playing], said: str) -> tuple[Playing, ...]:
        servers = {each.name for each in self.servers.values() if plain_title(said) in _called(each)}
        if servers:
            return tuple(each for each in playing if each.player.server in servers)
        who = said.casefold().removesuffix("s").removesuffix("'")
        own = tuple(each for each in playing if each.person in (who, said.casefold()))
        return own or tuple(each for each in playing if _is_called(each.player.name, said))

    async def meant_player(self, verb: str, said: str | None, args: Mapping[str, Json]) -> str:
        """The name of the player that someone wants something to be started on.

        Raises:
            Mistake: There is none of this name now.
            Unclear: Several may be meant.
        """
        known = list(dict.fromkeys(each.name for each in await self.players() if each.listens))
        if not known:
            raise Mistake(
                "No player is switched on that listens to the media servers; open the app on one first."
            )
        exact = [each for each in known if said is not None and _same(each, said)]
        found = exact[:1] or [each for each in known if said is None or _is_called(each, said)]
        if len(found) == 1:
            return found[0]
        if not found:
            there = ", ".join(known[:MOST_CHOICES])
            raise Mistake(
                f"I see no player called {said!r} right now; open the app on it first. Switched on: {there}."
            )
        options = [(each, Call(verb, {**args, "player": each})) for each in found[:MOST_CHOICES]]
        raise Unclear("On which player?", options)

    async def names(self) -> list[Name]:
        """The players as they were seen last; read again in the background now and then."""
        if self._read_at is None or self._now() - self._read_at > FRESH_SECONDS:
            first = self._read_at is None
            self._read_at = self._now()
            self._reading = asyncio.create_task(self._refresh())
            if first:
                await asyncio.wait([self._reading], timeout=FIRST_SECONDS)
        return [Name(each, each, trusted=False) for each in self._names]

    async def _refresh(self) -> None:
        try:
            await self.players()
            self._remember([each.player.name for each in (await self.look()).playing])
        except HomeOpsError:
            return  # the last known names stay

    def _remember(self, names: Sequence[str]) -> None:
        self._names = tuple(dict.fromkeys([*self._names, *names]))[-50:]

    async def close(self) -> None:
        """Stop what is still being read."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])


def _called(server: LibraryServer) -> set[str]:
    return {plain_title(server.name), plain_title(server.vendor)}


def _words(name: str) -> list[str]:
    plain = plain_title(name)
    for word, other in _SYNONYMS.items():
        plain = plain.replace(word, other)
    return [each for each in plain.split() if each not in _FILLING]


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _is_called(name: str, said: str) -> bool:
    """Whether all that was said is part of the name."""
    words = _words(said)
    return bool(words) and set(words) <= set(_words(name))
