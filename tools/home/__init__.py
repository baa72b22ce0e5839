"""The home: lights, heating, blinds, locks, media, scenes, lists and energy, through Home Assistant."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import Domain, World
    from tools.home.settings import HomeSettings


def connect(settings: "HomeSettings", world: "World") -> "Domain":
    """Make the domain; without an address it can do nothing. Nothing is asked of Home Assistant yet.

    Args:
        settings: The section `[home]` of homeops.toml.
        world: What the house gives.
    """
    from tools.contract import Domain, Job
    from tools.home import checks
    from tools.home.climate import tools as climate
    from tools.home.covers import tools as covers
    from tools.home.devices import tools as devices
    from tools.home.energy import tools as energy
    from tools.home.history import tools as history
    from tools.home.history.causes import Causes
    from tools.home.homeassistant import HomeAssistant
    from tools.home.lights import tools as lights
    from tools.home.lists import tools as lists
    from tools.home.media import tools as media
    from tools.home.media.announcing import Announcer
    from tools.home.orders import Orders
    from tools.home.past import Past
    from tools.home.putting_back import Restorer
    from tools.home.routines import tools as routines
    from tools.home.security import tools as security

    summary = "The home: lights, heating, blinds, locks, alarm, media, scenes, lists, energy."
    if settings.address is None:
        return Domain(name="home", summary=summary, verbs=(), phrases=())

    async def token() -> str:
        return "simulated" if settings.simulation is not None else await world.secrets(settings.token)

    async def alarm_code() -> str:
        return await world.secrets(settings.alarm_code) if settings.alarm_code else ""

    client = HomeAssistant(world.http, settings.address, token)
    orders = Orders(client, settings.follow_seconds)
    past = Past(client)
    everything = devices.Devices(client, orders, Restorer(client, orders, settings, alarm_code))
    scenes = routines.Routine(client, orders, settings)
    noted = lists.HomeLists(client)

    return Domain(
        name="home",
        summary=summary,
        verbs=(
            *devices.verbs(everything),
            *lights.verbs(lights.Lights(client, orders)),
            *climate.verbs(climate.Climate(client, orders, settings)),
            *covers.verbs(covers.Covers(client, orders)),
            *security.verbs(security.Security(client, orders, alarm_code)),
            *media.verbs(media.Media(client, orders), Announcer(client, orders, settings)),
            *routines.verbs(scenes),
            *history.verbs(history.History(client, past, Causes(client, past, world.store), world.clock)),
            *energy.verbs(energy.Energy(client, past, settings, world.clock)),
            *lists.verbs(noted),
        ),
        phrases=tuple(
            each.PHRASES
            for each in (devices, lights, climate, covers, security, media, routines, history, energy, lists)
        ),
        names={
            **{slot: partial(everything.name, slot) for slot in devices.NAMED_SLOTS},
            **{f"{slot}_area": partial(everything.name_places, slot) for slot in devices.PLACED_SLOTS},
            "warmth": everything.name_warmth,
            "area": everything.name_areas,
            "scene": scenes.name_scenes,
            "script": scenes.name_scripts,
            "list": noted.name_lists,
            "item": noted.meant.name_items,
        },
        checks=checks.checks(client),
        jobs=(Job("stay connected to Home Assistant", timedelta(minutes=1), client.keep_connected),),
        simulated=settings.simulation is not None,
        close=client.close,
        rehearses=True,
    )
