"""Starting, pausing, seeking and stopping on the players of Plex, Jellyfin and Emby."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from memory.errors import Mistake, Unavailable
from tools.contract import Call, Caller, Done, Irreversible, Json
from tools.media.libraries import Owned
from tools.media.library.answers import Did, NowPlaying, PlayerChanged, say_span
from tools.media.library.meant import Titles, key_of
from tools.media.library.models import Player, Playing, capital, say_player
from tools.media.library.shelves import Words, say_silent
from tools.media.library.stage import Stage

RESTORE = "media_restore_player"
SETTLE_SECONDS = 5.0
LOOK_SECONDS = 0.1
NEAR_SECONDS = 20
PlayerName = Annotated[str, Field(min_length=1, max_length=100)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
Direction = Literal["to", "forward", "back"]


class Watching:
    """What plays, and how it is changed. Every change is looked at again until it is seen, or told as not done."""

    def __init__(self, stage: Stage, titles: Titles) -> None:
        self._stage = stage
        self._titles = titles

    async def now_playing(self) -> NowPlaying:
        """Show what is being watched right now through Plex or Jellyfin: who, on which player, how far."""
        scene = await self._stage.look()
        return NowPlaying(playing=scene.playing, silent=say_silent(scene.errors))

    async def play_title(
        self,
        caller: Caller,
        title: Words,
        player: PlayerName | None = None,
        from_start: bool = False,  # noqa: FBT001, FBT002 - an argument of the verb
    ) -> Done:
        """Play a film, series or episode of the library on a player, such as "Dune on the living room TV".

        Args:
            title: Its name, such as "Dune (1984)" or "Severance s2e3"; of a series the next episode is played.
            player: The player by name; asked for if left out and there are several.
            from_start: True to begin at the beginning, not where it was left.
            caller: Who asks.
        """
        assert player is not None, "the door resolves the player"
        owned, device = await self._cast(title, player)
        server = self._titles.server(owned)
        start = 0
        if not from_start and server.knows(caller.person.id):
            marks = await server.marks(owned.id, caller.person.id)
            start = marks[0].position_seconds if len(marks) == 1 else 0
        before = await self._stage.on(player)
        after = await self._start(owned, device, start, caller.person.id, before)
        return Done(self._changed("started", player, after), self._back(player, before), say_state(after))

    async def pause_player(self, caller: Caller, player: PlayerName | None = None) -> Done:
        """Pause the film or episode that plays through Plex or Jellyfin (not the music of a speaker).

        Args:
            player: The player by name, or "Plex" or "Jellyfin", or whose; what is playing if left out.
            caller: Who asks.
        """
        del caller
        return await self._pause(player, paused=True)

    async def resume_player(self, caller: Caller, player: PlayerName | None = None) -> Done:
        """Go on with the film or episode that is paused in Plex or Jellyfin.

        Args:
            player: The player by name, or "Plex" or "Jellyfin"; what is paused if left out.
            caller: Who asks.
        """
        del caller
        return await self._pause(player, paused=False)

    async def seek_player(
        self,
        caller: Caller,
        minutes: Annotated[int, Field(ge=0, le=600)] = 0,
        seconds: Annotated[int, Field(ge=0, le=3600)] = 0,
        direction: Direction = "to",
        player: PlayerName | None = None,
    ) -> Done:
        """Jump within the film or episode that plays through Plex or Jellyfin.

        Args:
            minutes: How far, 0 to 600, with `seconds` added.
            seconds: How far, 0 to 3600.
            direction: "forward" or "back" from where it is; "to" counts from the beginning.
            player: The player by name; what is playing if left out.
            caller: Who asks.
        """
        del caller
        playing = await self._playing(player)
        span = 60 * minutes + seconds
        place = playing.position_seconds + (-span if direction == "back" else span)
        place = max(0, span if direction == "to" else place)
        length = playing.what.duration_seconds
        if length is not None and place >= length:
            raise Mistake(
                f"{playing.what.title} is only {say_span(length)} long; say a place before its end."
            )
        return await self._seek(playing, place)

    async def stop_player(self, caller: Caller, player: PlayerName | None = None) -> Done:
        """Stop the film or episode that plays through Plex or Jellyfin. Somebody else's is asked about first.

        Args:
            player: The player by name, or "Plex" or "Jellyfin", or whose; what is playing if left out.
            caller: Who asks.
        """
        del caller
        playing = await self._playing(player)
        name = playing.player.name
        await self._stage.servers[playing.player.server].stop(playing)
        after = await self._seen(name, lambda now: now is None or now.session != playing.session)
        answer = PlayerChanged(did="stopped", player=name, playing=after, what=playing.what.title)
        return Done(answer, self._back(name, playing), say_state(after))

    async def restore_player(
        self,
        player: PlayerName,
        title: Words | None = None,
        position_seconds: Seconds = 0,
        paused: bool = False,  # noqa: FBT001, FBT002 - an argument of the verb
        person: str | None = None,
    ) -> Done:
        """Bring a player back to what it played; used to undo.

        Args:
            player: The player's name.
            title: What it played; nothing if left out.
            position_seconds: Where that was.
            paused: Whether it was paused.
            person: Whose account played it.
        """
        before = await self._stage.on(player)
        if title is None:
            if before is not None:
                await self._stage.servers[before.player.server].stop(before)
            after = await self._seen(player, lambda now: now is None)
            gone = None if before is None else before.what.title
            answer = PlayerChanged(did="restored", player=player, playing=after, what=gone)
            return Done(answer, self._back(player, before), say_state(after))
        owned, device = await self._cast(title, player)
        server = self._titles.server(owned)
        if before is None or before.what.id != owned.id:
            before_pause = await self._start(owned, device, position_seconds, person, before)
        else:
            await server.seek(before, position_seconds)
            before_pause = before
        if before_pause is not None and before_pause.paused is not paused:
            await (server.pause(before_pause) if paused else server.resume(before_pause))
        after = await self._seen(player, lambda now: now is not None and now.paused is paused)
        return Done(self._changed("restored", player, after), self._back(player, before), say_state(after))

    async def _start(
        self, owned: Owned, device: Player, position: int, person: str | None, before: Playing | None
    ) -> Playing | None:
        """Start something; what another server's app played on the device is ended once it plays."""
        await self._titles.server(owned).play(device, owned, position, person)
        after = await self._seen(
            device.name, lambda now: now is not None and now.what.id == owned.id, owned.server
        )
        if before is not None and before.player.server != owned.server:
            if await self._stage.on(device.name, before.player.server) is not None:
                await self._stage.servers[before.player.server].stop(before)
            await self._seen(device.name, lambda now: now is None, before.player.server)
        return after

    async def _pause(self, player: str | None, *, paused: bool) -> Done:
        playing = await self._playing(player)
        server, name = self._stage.servers[playing.player.server], playing.player.name
        if playing.paused is not paused:
            await (server.pause(playing) if paused else server.resume(playing))
        after = await self._seen(name, lambda now: now is not None and now.paused is paused)
        verb = "media_resume_player" if paused else "media_pause_player"
        nothing = Irreversible("Nothing was changed.")
        inverse = nothing if playing.paused is paused else Call(verb, {"player": name})
        return Done(self._changed("paused" if paused else "resumed", name, after), inverse, say_state(after))

    async def _seek(self, playing: Playing, place: int) -> Done:
        name = playing.player.name
        await self._stage.servers[playing.player.server].seek(playing, place)
        after = await self._seen(
            name, lambda now: now is not None and abs(now.position_seconds - place) <= NEAR_SECONDS
        )
        back = {
            "player": name,
            "seconds": playing.position_seconds % 60,
            "minutes": playing.position_seconds // 60,
        }
        inverse = Call("media_seek_player", {**back, "direction": "to"})
        return Done(self._changed("moved", name, after), inverse, say_state(after))

    async def _playing(self, player: str | None) -> Playing:
        """What plays on a player whose name was resolved."""
        assert player is not None, "the door resolves the player"
        playing = await self._stage.on(player)
        if playing is None:
            raise Mistake(f"Nothing is playing on {say_player(player)} any more.")
        return playing

    async def _cast(self, title: str, player: str) -> tuple[Owned, Player]:
        """A copy and the player's app of its server."""
        owned = await self._titles.by_key(title)
        assert owned is not None, "the door resolves the title"
        for each in await self._stage.players():
            if each.name.casefold() == player.casefold() and each.server == owned.server and each.listens:
                return owned, each
        raise Mistake(
            f"{capital(say_player(player))} is not connected to {owned.server} right now; open the app there first."
        )

    async def _seen(
        self, player: str, wanted: Callable[[Playing | None], bool], server: str | None = None
    ) -> Playing | None:
        """What plays on a player, or in its app of one server, once it is as was wanted; players take a moment to obey.

        Raises:
            Unavailable: It does not become so in time.
        """
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while not wanted(now := await self._stage.on(player, server)):  # noqa: ASYNC110 - servers do not tell by themselves
                    await asyncio.sleep(LOOK_SECONDS)
                return now
        except TimeoutError as error:
            raise Unavailable(
                f"{capital(say_player(player))} was told, but does not do it; look whether its app is open, and try again."
            ) from error

    def _changed(self, did: Did, player: str, after: Playing | None) -> PlayerChanged:
        return PlayerChanged(did=did, player=player, playing=after)

    def _back(self, player: str, before: Playing | None) -> Call | Irreversible:
        """What brings a player back to what it played."""
        if before is None:
            return Call(RESTORE, {"player": player})
        if not before.player.listens:
            return Irreversible(
                f"{capital(say_player(player))} takes no commands, so it must be started there by hand."
            )
        was: dict[str, Json] = {
            "player": player,
            "title": key_of(before.what),
            "position_seconds": before.position_seconds,
            "paused": before.paused,
            "person": before.person,
        }
        return Call(RESTORE, was)


def say_state(playing: Playing | None) -> Json:
    """What plays on a player, as far as it stays the same by itself."""
    return None if playing is None else {"title": key_of(playing.what), "paused": playing.paused}
