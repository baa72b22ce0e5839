"""How music and television are played."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Done, Irreversible, Risk, Verb
from tools.home.answers import Changed, say_card
from tools.home.arguments import Items, Percent, chosen, happened, observer, rooms, texts
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Kept, is_same
from tools.home.media.announcing import Announcer
from tools.home.media.likely import Likely
from tools.home.models import Device, Home
from tools.home.orders import Order, Orders
from tools.home.words import be, capital, say_devices

PHRASES = Path(__file__).parent / "phrases"
_QUIET = frozenset({"paused", "idle", "off", "standby"})


class Media:
    """The players of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders) -> None:
        self.client = client
        self.orders = orders
        self.likely = Likely(client)

    async def play(self, devices: Items = (), but: Items = ()) -> Done:
        """Play music, or go on playing what was paused, on speakers or televisions.

        Args:
            devices: Players by name or id, or groups such as "media@kitchen", "media@all"; the likely one if left out.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        return await self._order(
            devices, "media_player.media_play", lambda now: now.state == "playing", "playing"
        )

    async def pause(self, devices: Items = (), but: Items = ()) -> Done:
        """Pause what plays, on speakers or televisions.

        Args:
            devices: Players by name or id, or groups such as "media@kitchen", "media@all"; what plays if left out.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        return await self._order(
            devices, "media_player.media_pause", lambda now: now.state in _QUIET, "paused"
        )

    async def skip(self, devices: Items = (), to: Literal["next", "previous"] = "next") -> Done:
        """Skip to the next or go back to the previous track.

        Args:
            devices: Players by name or id, or groups such as "media@kitchen", "media@all"; what plays if left out.
            to: "next" or "previous".
        """
        home = await self.client.home()
        players = [each for each in chosen(home, devices) if each.state in {"playing", "paused"}]
        if not players:
            named = capital(say_devices(chosen(home, devices), home))
            raise Mistake(f"{named} {be([each.name for each in chosen(home, devices)])} not playing.")
        ids = [each.id for each in players]
        before = {each.id: _track(each) for each in players}
        await self.client.serve(ServiceCall(f"media_player.media_{to}_track"), ids)
        after = await self.client.wait_until(
            lambda now: all(
                _track(now.devices[key]) != track for key, track in before.items() if key in now.devices
            ),
            self.orders.seconds / 2,
        )
        answer = Changed.of(after, followed=chosen(after, ids))
        return Done(
            answer, Irreversible("The place in the track is lost; skip the other way for the track itself.")
        )

    async def set_volume(
        self,
        devices: Items = (),
        level: Percent | None = None,
        by: Annotated[int, Field(ge=-100, le=100)] | None = None,
        but: Items = (),
    ) -> Done:
        """Make speakers or televisions louder or quieter. Give `level`, or `by` for "louder" and "quieter".

        Args:
            devices: Players by name or id, or groups such as "media@kitchen", "media@all"; what plays if left out.
            level: Volume to set, 0 (silent) to 100 percent.
            by: Percent more (or less, negative) than now, -100 to 100; 10 or -10 where no amount was said.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        if (level is None) == (by is None):
            raise Mistake("Say how loud: a level from 0 to 100 percent, or how much more or less.")
        home = await self.client.home()
        orders: list[Order] = []
        for device in _sounding(chosen(home, devices), home):
            wanted = level / 100 if level is not None else _moved(device, by or 0)
            call = ServiceCall("media_player.volume_set", {"volume_level": wanted})
            goal = Kept(id=device.id, data={"volume_level": wanted})
            orders.append(Order(device, (call,), lambda now, goal=goal: is_same(now, goal)))
        return await self.orders.carry_out(orders, "volume")

    async def _order(
        self, ids: Sequence[str], service: str, followed: Callable[[Kept], bool], goal: str
    ) -> Done:
        home = await self.client.home()
        orders = [
            Order(device, _calls(device, service), followed, Kept(id=device.id, state=goal))
            for device in chosen(home, ids)
        ]
        return await self.orders.carry_out(orders, "state")

    def say(self, what: str) -> Callable[[Args], Awaitable[str]]:
        """A card that says `what` of the named players."""

        async def card(args: Args) -> str:
            home = await self.client.home()
            return say_card(what, chosen(home, texts(args, "devices")), home)

        return card

    async def say_skip(self, args: Args) -> str:
        """The card of `skip`."""
        home = await self.client.home()
        way = "Go back a track on" if args.get("to") == "previous" else "Skip to the next track on"
        return say_card(way, chosen(home, texts(args, "devices")), home)

    async def say_volume(self, args: Args) -> str:
        """The card of `set_volume`."""
        home = await self.client.home()
        level, by = args.get("level"), args.get("by")
        players = chosen(home, texts(args, "devices"))
        if isinstance(by, int):
            return say_card(f"Make {{}} {abs(by)} % {'louder' if by > 0 else 'quieter'}", players, home)
        return say_card(f"Set the volume of {{}} to {level} %", players, home)


def _sounding(players: Sequence[Device], home: Home) -> list[Device]:
    """Those whose volume can be set: what is off has none.

    Raises:
        Mistake: All are off.
    """
    found = [each for each in players if each.state != "off" or not each.answers]
    if players and not found:
        named = capital(say_devices(players, home))
        raise Mistake(f"{named} {be([each.name for each in players])} off; turn it on first.")
    return found


def _calls(device: Device, service: str) -> tuple[ServiceCall, ...]:
    """What is off already need not be paused, and is turned on before it plays."""
    if service.endswith("pause"):
        return () if device.state in _QUIET else (ServiceCall(service),)
    return (*((ServiceCall("media_player.turn_on"),) if device.state == "off" else ()), ServiceCall(service))


def _moved(device: Device, by: int) -> float:
    now = device.number("volume_level")
    if now is None:
        raise Mistake(f"{device.name} does not say how loud it is; turn it on first, or say a level.")
    return round(min(1.0, max(0.0, now + by / 100)), 2)


def _track(device: Device) -> tuple[object, ...]:
    return tuple(device.attributes.get(key) for key in ("media_title", "media_track", "media_position"))


def _is_loud(args: Args, kept: Kept) -> bool | None:
    level = args.get("level")
    if not isinstance(level, int):
        return None
    return is_same(kept, Kept(id=kept.id, data={"volume_level": level / 100}))


def verbs(subject: Media, announcer: Announcer) -> tuple[Verb, ...]:
    """What `subject` and `announcer` can do."""
    likely, target = subject.likely, rooms(subject.client)
    return (
        Verb(
            subject.play,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say("Play on"),
            observe=observer(subject.orders, "state"),
            happened=happened(lambda _, kept: kept.state == "playing"),
            resolve=likely.resolving("home_play", "play"),
            spread=likely.spreading("home_play", "play"),
            target=target,
            keywords="music resume continue speaker tv",
        ),
        Verb(
            subject.pause,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say("Pause"),
            observe=observer(subject.orders, "state"),
            happened=happened(lambda _, kept: kept.state in _QUIET),
            resolve=likely.resolving("home_pause", "pause"),
            spread=likely.spreading("home_pause", "pause"),
            target=target,
            keywords="music stop quiet speaker tv silence",
        ),
        Verb(
            subject.skip,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_skip,
            observe=observer(subject.orders, "state"),
            resolve=likely.resolving("home_skip", "skip"),
            spread=likely.spreading("home_skip", "skip"),
            target=target,
            keywords="next previous song track",
        ),
        Verb(
            subject.set_volume,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_volume,
            observe=observer(subject.orders, "volume"),
            happened=happened(_is_loud),
            resolve=likely.resolving("home_set_volume", "volume"),
            spread=likely.spreading("home_set_volume", "volume"),
            target=target,
            keywords="loud louder quiet quieter music tv speaker turn up down",
        ),
        announcer.verb(),
    )
