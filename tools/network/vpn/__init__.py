"""Gluetun, behind which downloads hide."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.docker_known import Known
    from tools.network.vpn.settings import VpnSettings
    from tools.parts import Part


def connect(settings: "VpnSettings", world: "World", simulation: str | None, known: "Known | None") -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[network.vpn]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
        known: The containers, where Docker is configured: it tells who goes through the VPN.
    """
    from tools.contract import Job
    from tools.parts import Part, locate

    if settings.url is None:
        return Part()

    from tools.network.vpn.gluetun import Gluetun, read_home_address
    from tools.network.vpn.passage import Passages
    from tools.network.vpn.tools import PHRASES, Vpn, verbs
    from tools.network.vpn.watch import Watch, checks

    async def key() -> str:
        if settings.url is not None and settings.url.startswith("/"):
            return "simulated"
        return await world.secrets(settings.api_key) if settings.api_key else ""

    url = locate(settings.url, simulation)
    gluetun = Gluetun(world.http, url, key, settings.answer_seconds)
    passages = Passages(known, settings)
    page = settings.home_address_url
    home = (
        partial(read_home_address, world.http, locate(page, simulation), settings.answer_seconds)
        if page is not None
        else None
    )
    watch = Watch(gluetun, passages, world.samples, world.events, world.clock.now)
    return Part(
        verbs=verbs(Vpn(gluetun, passages, settings, home)),
        phrases=PHRASES,
        checks=checks(gluetun, passages),
        jobs=(Job("watch the VPN", timedelta(minutes=1), watch.look),),
        endpoints={"Gluetun": url},
    )
