"""The pretend servers of network/dns, as the house file's `[network.dns]` tells them; paths begin with /network/dns.

Each Pi-hole answers at /network/dns/NAME/api (version 6) or /network/dns/NAME/admin (version 5).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import JsonValue, TypeAdapter

from tools.network.dns.fake.house import DnsHouse

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd

__all__ = ["DnsHouse", "dns_routes"]
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def dns_routes(house: DnsHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from starlette.routing import Route

    from tools.network.dns.fake.old import OldPihole
    from tools.network.dns.fake.server import PiholeServer
    from tools.network.dns.fake.state import PiholeState, first_state

    del zone
    if not house.piholes:
        return ()
    kept = TypeAdapter(dict[str, JsonValue]).validate_python(far.remembered("network.dns") or {})
    servers: list[PiholeServer] = []
    routes: list[BaseRoute] = []
    for pihole in house.piholes:
        first = first_state(house, pihole, far.now())
        state = (
            PiholeState.model_validate(kept[pihole.name])
            if pihole.name in kept
            else first.model_copy(deep=True)
        )
        server = PiholeServer(house, pihole, first, state, far)
        servers.append(server)
        where = f"/network/dns/{pihole.name}"
        if pihole.version == 6:
            routes.append(Route(f"{where}/api/{{rest:path}}", server.answer, methods=_METHODS))
        else:
            routes.append(Route(f"{where}/admin/api.php", OldPihole(server, far).answer))
    far.remember(
        "network.dns", lambda: {each.state.name: each.state.model_dump(mode="json") for each in servers}
    )
    far.describe(
        "network.dns",
        lambda: {each.state.name: each.state.visible(far.now().timestamp()) for each in servers},
    )
    return routes
