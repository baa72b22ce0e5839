"""How something is said aloud on speakers, by a voice of Home Assistant's."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Call, Caller, Done, Irreversible, Json, Risk, Verb
from tools.home.arguments import Items, chosen, observer, rooms, texts
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.media.likely import is_screen
from tools.home.media.spoken_words import as_written, place_first
from tools.home.models import Device, Home, Noun
from tools.home.names import find_devices
from tools.home.orders import Orders
from tools.home.settings import HomeSettings
from tools.home.words import capital, say_devices, say_sorry

EVERYWHERE = "media@all"
SPEAK_SECONDS = 30.0
"""Some players answer only once they have said it all."""
_PLAYS_MEDIA = 512
"""Home Assistant's bit, in `supported_features`, for a player that can be given something to play."""
_SHOWN = ("media_content_id", "media_title", "media_position_updated_at")
NO_VOICE = (
    "Home Assistant has no voice yet; add one there, such as Piper, under Settings, Devices & services."
)
SILENT = "Home Assistant took the words, but nothing shows that {players} said them; listen there before you try again."

Words = Annotated[str, Field(min_length=1, max_length=500)]


class Announced(Noun):
    """What was said, and where; of `unseen` players nothing shows whether they said it."""

    text: str
    said_on: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    told: str

    @classmethod
    def of(cls, text: str, heard: Sequence[Device], unseen: Sequence[Device], home: Home) -> Self:
        """Put together from the players as they were seen."""
        lines = [f"Said on {say_devices(heard, home)}: “{text}”."] if heard else []
        if unseen:
            what = "it was said" if heard else f"“{text}” was said"
            lines.append(f"Whether {what} on {say_devices(unseen, home)}, Home Assistant does not show.")
        return cls(
            text=text,
            said_on=tuple(each.name for each in heard),
            unseen=tuple(each.name for each in unseen),
            told="\n".join(lines),
        )

    def __str__(self) -> str:
        """What was said, and on which speakers."""
        return self.told


class Announcer:
    """Speaks in the rooms of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders, settings: HomeSettings) -> None:
        self._client = client
        self._orders = orders
        self._settings = settings

    async def announce(self, text: Words, devices: Items = (), but: Items = ()) -> Done:
        """Say something aloud on speakers, to everybody at home or in some rooms.

        Args:
            text: The words to say, as they shall be heard; at most 500 characters.
            devices: Players by name or id, or groups such as "media@kitchen"; "media@all" if left out.
            but: Exceptions, in the same form; left silent.
        """
        assert not but, "the door resolves exceptions"
        home = await self._client.home()
        voice = find_voice(home, self._settings.voice)
        meant = chosen(home, devices)
        players = [each for each in meant if each.answers]
        if not players:
            raise Unavailable(say_sorry(meant, home))
        before = {each.id: _shown(each) for each in players}
        ids = [each.id for each in players]
        # Not cached: else what a family says to each other stays in a folder of Home Assistant's.
        call = ServiceCall("tts.speak", {"media_player_entity_id": [*ids], "message": text, "cache": False})
        await self._client.serve(call, [voice.id], seconds=SPEAK_SECONDS)
        heard: set[str] = set()

        def all_speak(now: Home) -> bool:
            heard.update(key for key in ids if key in now.devices and _speaks(now.devices[key], before[key]))
            return len(heard) == len(ids)

        after = await self._client.wait_until(all_speak, self._orders.seconds)
        if not heard and after.devices.get(voice.id, voice).state == voice.state:
            raise Unavailable(SILENT.format(players=say_devices(players, home)))
        seen = [each for each in players if each.id in heard]
        unseen = [each for each in meant if each.id not in heard]
        return Done(Announced.of(text, seen, unseen, home), Irreversible("What was said can't be unsaid."))

    async def resolve(self, args: Args) -> Args:
        """The players that are meant; of a room or the house only those that can be heard there without waking a screen."""
        home = await self._client.home()
        left_out = {each.id for item in texts(args, "but") for each in find_devices(home, item, "device")}
        meant: dict[str, None] = {}
        for item in texts(args, "devices") or [EVERYWHERE]:
            found = [each for each in find_devices(home, item, "media") if _can_speak(each)]
            if not found:
                raise Mistake("That can't be spoken on; name a speaker.")
            meant |= dict.fromkeys(each.id for each in (_awake(found) if len(found) > 1 else found))
        ids = sorted(meant.keys() - left_out)
        if not ids:
            raise Mistake("With those exceptions no speaker is left; name what you mean.")
        return {**args, "devices": ids, **({"but": []} if "but" in args else {})}

    async def spread(self, args: Args, caller: Caller) -> Sequence[Call]:
        """The call with the words as they were written, and in the place that they begin with."""
        text = str(args["text"])
        place, left_out = texts(args, "devices"), texts(args, "but")
        if not place and (found := place_first(text, await self._client.home())) is not None:
            place, text = [found[0]], found[1]
        named: dict[str, Json] = {
            key: [*items] for key, items in (("devices", place), ("but", left_out)) if items
        }
        return (Call("home_announce", {"text": as_written(text, caller.reason), **named}),)

    async def card(self, args: Args) -> str:
        """The card: what will be said, and where."""
        home = await self._client.home()
        players = chosen(home, texts(args, "devices"))
        return capital(f"say “{args.get('text')}” on {say_devices(players, home)}.")

    def verb(self) -> Verb:
        """The verb; teenagers may use it too, children and guests in rooms of their own."""
        return Verb(
            self.announce,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=self.card,
            observe=observer(self._orders, "state"),
            resolve=self.resolve,
            spread=self.spread,
            target=rooms(self._client),
            keywords="announce say tell everybody everyone speak aloud call speaker broadcast intercom",
        )


def find_voice(home: Home, wanted: str | None) -> Device:
    """The voice that speaks: the one that the household chose, else the first that there is.

    Raises:
        Misconfigured: There is none, or not the one that was chosen.
    """
    voices = {key: each for key, each in home.devices.items() if each.domain == "tts"}
    ready = sorted(key for key, each in voices.items() if each.state != "unavailable")
    if wanted is not None:
        if wanted not in ready:
            raise Misconfigured(
                f"Home Assistant has no voice {wanted} that answers; see [home] voice in homeops.toml."
            )
        return voices[wanted]
    if not ready:
        raise Misconfigured(NO_VOICE)
    return voices[ready[0]]


def _can_speak(player: Device) -> bool:
    features = player.attributes.get("supported_features")
    return not isinstance(features, int) or bool(features & _PLAYS_MEDIA)


def _awake(players: Sequence[Device]) -> Sequence[Device]:
    """Of several players those that answer and are no screen that is off; all of them where that leaves none."""
    ready = [each for each in players if each.answers]
    return [each for each in ready if not (is_screen(each) and each.state == "off")] or ready or players


def _shown(player: Device) -> tuple[object, ...]:
    return (player.state, *(player.attributes.get(key) for key in _SHOWN))


def _speaks(player: Device, before: tuple[object, ...]) -> bool:
    """Whether a player shows that it plays something else than before."""
    return player.state in {"playing", "buffering"} and _shown(player) != before
