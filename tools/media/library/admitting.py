"""What is settled before a player is told anything: what is meant, how risky that is, and what a person is asked."""

from collections.abc import Awaitable, Callable

from memory.errors import Mistake
from tools.contract import Args, Caller, Json, Risk
from tools.media.libraries import Owned
from tools.media.library.answers import say_playing
from tools.media.library.meant import Titles, key_of
from tools.media.library.models import say_player
from tools.media.library.stage import Stage
from tools.media.library.watching import say_state


class Admitting:
    """The arguments of the verbs of `Watching`, as the door sees them."""

    def __init__(self, stage: Stage, titles: Titles) -> None:
        self._stage = stage
        self._titles = titles

    async def observe(self, args: Args) -> Json:
        """What plays on the player now."""
        player = args.get("player")
        return say_state(await self._stage.on(player)) if isinstance(player, str) else None

    def resolving(self, name: str) -> Callable[[Args], Awaitable[Args]]:
        """Names the player of the session that is meant."""
        paused = {"pause_player": False, "resume_player": True}.get(name)

        async def resolve(args: Args) -> Args:
            caller, said = args.get("caller"), args.get("player")
            assert isinstance(caller, Caller)
            plain: dict[str, Json] = {
                key: value for key, value in args.items() if isinstance(value, str | int) and key != "player"
            }
            named = said if isinstance(said, str) else None
            playing = await self._stage.meant_session(f"media_{name}", named, caller, plain, paused=paused)
            return {**args, "player": playing.player.name}

        return resolve

    async def resolve_play(self, args: Args) -> Args:
        """The arguments with the player's name and the key of the copy that can be played there."""
        caller, said, title = args.get("caller"), args.get("player"), str(args["title"])
        assert isinstance(caller, Caller)
        plain: dict[str, Json] = {"title": title, "from_start": args.get("from_start") is True}
        named = said if isinstance(said, str) else None
        verb = "media_play_title"
        copies = await self._titles.meant(verb, title, {**plain, **({"player": named} if named else {})})
        player = await self._stage.meant_player(verb, named, {**plain, "title": key_of(copies[0])})
        apps = {each.server for each in await self._stage.players() if each.name == player and each.listens}
        copy = next((each for each in copies if each.server in apps), None)
        if copy is None:
            raise Mistake(
                f"{copies[0].title} is on {copies[0].server}, but {say_player(player)} is not connected to it right now; "
                "open the app there first."
            )
        return {**args, "title": key_of(await self._playable(copy, caller)), "player": player}

    async def _playable(self, copy: Owned, caller: Caller) -> Owned:
        if copy.title.kind not in ("series", "season"):
            return copy
        server = self._titles.server(copy)
        person = caller.person.id if server.knows(caller.person.id) else None
        found = await server.next_episode(copy.id, person)
        if found is None:
            raise Mistake(f"There is no episode of {copy.title} in the library yet.")
        return found

    def risk(self, args: Args) -> Risk:
        """Ending what somebody else watches is asked about; so is a player that was not looked at."""
        caller, player = args.get("caller"), args.get("player")
        if self._stage.last is None or not isinstance(caller, Caller) or not isinstance(player, str):
            return Risk.DANGER
        there = [each for each in self._stage.last if each.player.name.casefold() == player.casefold()]
        return Risk.DANGER if any(each.person != caller.person.id for each in there) else Risk.WRITE

    async def say_play(self, args: Args) -> str:
        """The card of `play_title`."""
        player = str(args["player"])
        owned, before = await self._titles.by_key(str(args["title"])), await self._stage.on(player)
        instead = "" if before is None else f", in place of {say_playing(before)}"
        return f"Play {owned.title if owned else args['title']} on {say_player(player)}{instead}."

    def saying(self, what: str) -> Callable[[Args], Awaitable[str]]:
        """A card that says `what` of the session on a player."""

        async def card(args: Args) -> str:
            player = str(args["player"])
            playing = await self._stage.on(player)
            return (
                f"{what}: {say_playing(playing)}."
                if playing
                else f"{what}: nothing plays on {say_player(player)}."
            )

        return card

    async def say_restore(self, args: Args) -> str:
        """The card of `restore_player`."""
        player, title = str(args["player"]), args.get("title")
        owned = await self._titles.by_key(title) if isinstance(title, str) else None
        return (
            f"Bring {owned.title} back on {say_player(player)}."
            if owned
            else f"Stop what plays on {say_player(player)}."
        )
