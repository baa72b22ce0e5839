"""How blinds, shades and curtains are moved."""

from pathlib import Path

from memory.people import Role
from tools.contract import Args, Done, Risk, Verb
from tools.home.answers import say_card
from tools.home.arguments import Items, Percent, chosen, happened, observer, resolver, rooms, texts
from tools.home.homeassistant import HomeAssistant
from tools.home.kept import Kept
from tools.home.moving import is_at, move
from tools.home.orders import Orders

PHRASES = Path(__file__).parent / "phrases"


class Covers:
    """What covers the windows of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders) -> None:
        self.client = client
        self.orders = orders

    async def move_cover(self, devices: Items, position: Percent, but: Items = ()) -> Done:
        """Open, close or partly open blinds, shades, shutters or curtains. Garage doors have a verb of their own.

        Args:
            devices: Names, ids, or groups such as "cover@bedroom", "cover@upstairs", "cover@all".
            position: 100 is open, 0 is closed, 50 is half way.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        home = await self.client.home()
        orders = [move(device, position) for device in chosen(home, devices)]
        return await self.orders.carry_out(orders)

    async def say_move(self, args: Args) -> str:
        """The card of `move_cover`."""
        home = await self.client.home()
        devices = chosen(home, texts(args, "devices"))
        match args["position"]:
            case 100:
                return say_card("Open", devices, home)
            case 0:
                return say_card("Close", devices, home)
            case position:
                return say_card(f"Set {{}} to {position} % open", devices, home)


def _is_at(args: Args, kept: Kept) -> bool:
    position = args["position"]
    assert isinstance(position, int)
    return is_at(kept, position)


def verbs(subject: Covers) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.move_cover,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_move,
            observe=observer(subject.orders),
            happened=happened(_is_at),
            resolve=resolver(subject.client, "cover"),
            target=rooms(subject.client),
            keywords="blind blinds shade curtain shutter open close raise lower sun half",
        ),
    )
