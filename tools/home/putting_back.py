"""Putting devices back to how they stood."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import TypeAdapter

from tools.contract import Args, Done, Json, Risk
from tools.home.answers import say_card
from tools.home.arguments import rooms_of
from tools.home.homeassistant import HomeAssistant
from tools.home.kept import OPEN_STATES, Aspect, Kept, is_same
from tools.home.models import Device, Kind
from tools.home.orders import Order, Orders
from tools.home.restoring import restoring
from tools.home.settings import HomeSettings

_KEPT = TypeAdapter(list[Kept])


class Restorer:
    """Brings devices back; what opens or disarms the house on the way is dangerous here too."""

    def __init__(
        self,
        client: HomeAssistant,
        orders: Orders,
        settings: HomeSettings,
        alarm_code: Callable[[], Awaitable[str]],
    ) -> None:
        self._client = client
        self._orders = orders
        self._settings = settings
        self._alarm_code = alarm_code

    async def put_back(self, kept: Sequence[Kept]) -> Done:
        """See `Devices.put_back`."""
        home = await self._client.home()
        code = await self._alarm_code()
        orders = [
            Order(device, restoring(device, each, code), lambda now, each=each: is_same(now, each), goal=each)
            for each in kept
            if (device := home.devices.get(each.id)) is not None
        ]
        return await self._orders.carry_out(orders, _aspect(kept))

    def weigh(self, args: Args) -> Risk:
        """The risk of putting these devices back, by what they would become."""
        kept = read_kept(args)
        return Risk.DANGER if any(self._is_danger(each) for each in kept) else Risk.WRITE

    async def say(self, args: Args) -> str:
        """The card: what becomes of each."""
        home = await self._client.home()
        groups: dict[str, list[Device]] = {}
        for each in read_kept(args):
            if (device := home.devices.get(each.id)) is not None:
                groups.setdefault(each.state or "as loud as before", []).append(device)
        return "\n".join(
            say_card(f"Put {{}} back to {state.replace('_', ' ')}", devices, home)
            for state, devices in groups.items()
        )

    async def observe(self, args: Args) -> Json:
        """How these devices stand now."""
        kept = read_kept(args)
        return await self._orders.observe([each.id for each in kept], _aspect(kept))

    def rooms(self, args: Args) -> frozenset[str]:
        """The rooms of these devices."""
        return rooms_of(self._client.last_seen, [each.id for each in read_kept(args)])

    async def resolve(self, args: Args) -> Args:
        """The arguments as they are, once it is known what the devices are: `weigh` can't wait for that."""
        await self._client.home()
        return args

    def _is_danger(self, kept: Kept) -> bool:
        device = self._client.last_seen.devices.get(kept.id)
        match kept.id.partition(".")[0]:
            case "lock":
                return kept.state != "locked"
            case "alarm_control_panel":
                return not (kept.state or "").startswith("arm")
            case "cover" | "valve":
                is_plain = device is not None and device.kind is Kind.COVER
                return not is_plain and kept.state in OPEN_STATES
            case "climate":
                return is_extreme(self._settings, kept)
            case _:
                return False


def is_extreme(settings: HomeSettings, kept: Kept) -> bool:
    """Whether a thermostat would be set so warm or so cold that someone should be asked."""
    keys = ("temperature", "target_temp_low", "target_temp_high")
    set_to = [value for key in keys if isinstance(value := kept.data.get(key), int | float)]
    return kept.state != "off" and any(not settings.coolest <= each <= settings.warmest for each in set_to)


def read_kept(args: Args) -> list[Kept]:
    """The devices that a call is to put back."""
    return _KEPT.validate_python(args.get("devices"))


def _aspect(kept: Sequence[Kept]) -> Aspect:
    return "volume" if all(each.state is None for each in kept) else "all"
