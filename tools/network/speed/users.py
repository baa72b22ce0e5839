"""Who uses the line much, as far as a Pi-hole can tell: by how often devices look names up."""

import logging
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError
from tools.network.speed.answers import HeavyUser
from tools.network.speed.settings import Counting

if TYPE_CHECKING:
    from tools.contract import World

MOST = 3
SECONDS = 3.0

log = logging.getLogger(__name__)


class Users:
    """Asks the Pi-hole that counts."""

    def __init__(self, counting: Counting | None, world: "World", simulation: str | None) -> None:
        self._counting = counting
        self._world = world
        self._simulation = simulation

    async def top(self) -> tuple[HeavyUser, ...]:
        """Who asked most in the last 24 hours; nobody where that can't be told."""
        from tools.network.pihole import Pihole
        from tools.parts import locate

        counting = self._counting
        if counting is None:
            return ()

        async def password() -> str:
            if counting.password is None:
                return ""
            return (
                "simulated" if self._simulation is not None else await self._world.secrets(counting.password)
            )

        address = locate(counting.url, self._simulation)
        pihole = Pihole(self._world.http, counting.name, address, password, SECONDS)
        try:
            clients = await pihole.top_clients(MOST)
        except HomeOpsError as error:
            log.info("can't tell who asks most: %s", error)
            return ()
        finally:
            await pihole.close()
        return tuple(HeavyUser(name=each.name or each.ip, lookups=each.count) for each in clients)
