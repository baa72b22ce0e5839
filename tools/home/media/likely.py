"""Which player is meant where nobody names one: "play some music", "next song", "turn it up"."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from memory.errors import Mistake
from memory.people import Person, room_id
from tools.contract import Args, Call, Caller, Json, Unclear
from tools.home.arguments import Resolve, resolver, texts
from tools.home.homeassistant import HomeAssistant
from tools.home.models import Device, Home, Kind
from tools.home.words import capital, say_device

Doing = Literal["play", "pause", "skip", "volume"]
Spread = Callable[[Args, Caller], Awaitable[Sequence[Call]]]
_STARTED = frozenset({"playing", "buffering"})
_HALTED = frozenset({"paused", "idle"})
_SCREENS = frozenset({"tv", "telly", "television", "projector"})
_MOST_CHOICES = 4
_TOGETHER = timedelta(seconds=30)
_ASK = {
    "play": "Which one shall play?",
    "pause": "Several play; which one shall pause?",
    "skip": "Several play; on which one shall I skip?",
    "volume": "Which one do you mean?",
}


class Likely:
    """Chooses players by what they do, whose room they are in, and which of them played last."""

    def __init__(self, client: HomeAssistant) -> None:
        self._client = client

    def resolving(self, verb: str, doing: Doing) -> Resolve:
        """What turns `devices` into ids; where none is named, it asks which, with buttons."""
        named = resolver(self._client, "media")

        async def resolve(args: Args) -> Args:
            if texts(args, "devices"):
                return await named(args)
            home = await self._client.home()
            players = candidates(home, doing)
            options = [(_label(each, home), _call(verb, args, each)) for each in players]
            raise Unclear(_ASK[doing], options[:_MOST_CHOICES])

        return resolve

    def spreading(self, verb: str, doing: Doing) -> Spread:
        """What names the one player that is likely meant, before anything is written down; nothing where none is.

        Who speaks in a room means the player there, as who has a room means the one in it.
        """

        async def spread(args: Args, caller: Caller) -> Sequence[Call]:
            if texts(args, "devices"):
                return ()
            person = caller.person if caller.room is None else replace(caller.person, rooms=(caller.room,))
            chosen = choose(await self._client.home(), person, doing)
            return () if chosen is None else (_call(verb, args, chosen),)

        return spread


def choose(home: Home, person: Person, doing: Doing) -> Device | None:
    """The one player that somebody means who names none; None where it is not plain."""
    players = candidates(home, doing)
    own = [each for each in players if each.area is not None and room_id(each.area) in person.own]
    for some in (own, players, [each for each in players if not is_screen(each)]):
        if len(some) == 1:
            return some[0]
    heard = [each for each in players if each.state in _HALTED | _STARTED]
    return _latest(heard)


def candidates(home: Home, doing: Doing) -> list[Device]:
    """The players with which this can be done at all, the likelier ones only.

    Raises:
        Mistake: There is none, or nothing plays.
    """
    players = [each for each in home.of_kind(Kind.MEDIA) if each.answers]
    if not players:
        raise Mistake("There is no speaker or television that answers; look whether they have power.")
    playing = [each for each in players if each.state in _STARTED]
    paused = [each for each in players if each.state == "paused"]
    match doing:
        case "play":
            silent = [each for each in players if each not in playing]
            return [each for each in silent if not is_screen(each)] or playing or silent
        case "volume":
            return playing or paused or players
        case _:
            found = playing or (paused if doing == "skip" else [])
            if not found:
                raise Mistake("Nothing plays just now.")
            return found


def _label(player: Device, home: Home) -> str:
    return capital(say_device(player, home).removeprefix("the "))


def is_screen(device: Device) -> bool:
    """Whether it is a television or a projector."""
    words = {word for name in (device.name, *device.aliases) for word in name.casefold().split()}
    return device.text("device_class") == "tv" or not words.isdisjoint(_SCREENS)


def _latest(players: Sequence[Device]) -> Device | None:
    """The one that was started or paused last; none where another one was at about the same time."""
    timed = sorted(
        ((each.changed_at, each) for each in players if each.changed_at is not None), key=lambda one: one[0]
    )
    if not timed or (len(timed) > 1 and timed[-1][0] - timed[-2][0] < _TOGETHER):
        return None
    return timed[-1][1]


def _call(verb: str, args: Args, device: Device) -> Call:
    """The same call with its player named."""
    rest: dict[str, Json] = {
        key: value for key, value in args.items() if isinstance(value, str | int) and value != ""
    }
    return Call(verb, {**rest, "devices": [device.id]})
