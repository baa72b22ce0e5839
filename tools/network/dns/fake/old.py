"""A pretend Pi-hole of version 5: only what its `api.php` says to the library."""

from hashlib import sha256
from typing import TYPE_CHECKING

from tools.network.dns.fake.server import PiholeServer

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tools.farend import FarEnd


class OldPihole:
    """One pretend Pi-hole of version 5, over the state of one of version 6."""

    def __init__(self, server: PiholeServer, far: "FarEnd") -> None:
        self._server = server
        self._far = far

    async def answer(self, request: "Request") -> "Response":
        """One request; a wrong token gets an empty list with 200, as from the real one."""
        from starlette.responses import JSONResponse

        query, state, now = request.query_params, self._server.state, self._far.now()
        if "summary" in query:
            on = state.is_blocking(now.timestamp())
            return JSONResponse({**_FIGURES, "status": "enabled" if on else "disabled"})
        password = self._server.pihole.password
        if query.get("auth") != sha256(sha256(password.encode()).hexdigest().encode()).hexdigest():
            return JSONResponse([])
        if "enable" in query or "disable" in query:
            state.blocks = "enable" in query
            seconds = float(query.get("disable") or 0)
            state.until = now.timestamp() + seconds if seconds else None
            self._far.wrote("network", "switch", {"pihole": state.name, "on": state.blocks})
            return JSONResponse({"status": "enabled" if state.blocks else "disabled"})
        return JSONResponse([])


_FIGURES = {
    "domains_being_blocked": "151,234",
    "dns_queries_today": "12,345",
    "ads_blocked_today": "1,234",
    "ads_percentage_today": "10.0",
    "unique_domains": "2,345",
    "queries_forwarded": "5,000",
    "queries_cached": "6,111",
    "clients_ever_seen": "14",
    "unique_clients": "12",
    "dns_queries_all_types": "12,345",
    "privacy_level": "0",
    "gravity_last_updated": {"file_exists": True, "absolute": 1795421771},
}
