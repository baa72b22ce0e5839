"""A pretend control server of Gluetun 3.40, or of an older one."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tools.farend import FarEnd
from tools.network.vpn.fake import VpnHouse

DOMAIN = "network.vpn"
ROOT = "/network/vpn/gluetun"
Answer = Callable[[Request], Awaitable[Response]]


class Standing(BaseModel):
    """How the tunnel stands; `connections` counts them, each has its own address."""

    status: str
    connections: int = 1


class _Wanted(BaseModel):
    status: str


_KEPT = TypeAdapter(Standing)


class Tunnel:
    """The pretend Gluetun."""

    def __init__(self, house: VpnHouse, far: FarEnd) -> None:
        self.house = house
        self.far = far
        kept = far.remembered(DOMAIN)
        self.now = _KEPT.validate_python(kept) if kept else Standing(status=house.status)
        far.remember(DOMAIN, lambda: self.now.model_dump(mode="json"))
        far.describe(DOMAIN, lambda: {"vpn": self.now.status})

    @property
    def address(self) -> str:
        """What the internet sees of it; nothing while it is down."""
        addresses = self.house.addresses
        return addresses[(self.now.connections - 1) % len(addresses)] if self.now.status == "running" else ""

    def turn(self, wanted: str) -> str:
        """Gluetun's word for what came of a wish."""
        if wanted == self.now.status:
            return f"already {wanted}"
        up = wanted == "running"
        self.now.status = "starting" if up and self.house.stuck else wanted
        self.now.connections += up
        self.far.wrote(DOMAIN, "start_vpn" if up else "stop_vpn", {})
        return self.now.status


class Control:
    """Its control server; each path but the last wants the key."""

    def __init__(self, tunnel: Tunnel) -> None:
        self._tunnel = tunnel
        self._house = tunnel.house

    def guarded(self, answer: Answer) -> Answer:
        """The same answer, for those who have the key."""

        async def check(request: Request) -> Response:
            if self._house.key and request.headers.get("x-api-key") != self._house.key:
                return PlainTextResponse("Unauthorized\n", 401)
            return await answer(request)

        return check

    async def status(self, request: Request) -> Response:
        """Tell or change whether the tunnel is up."""
        if request.method != "PUT":
            return JSONResponse({"status": self._tunnel.now.status})
        try:
            wanted = _Wanted.model_validate_json(await request.body()).status
        except ValidationError as error:
            return PlainTextResponse(str(error), 400)
        if wanted not in ("running", "stopped"):
            return PlainTextResponse(f"invalid status: {wanted}\n", 400)
        return JSONResponse({"outcome": self._tunnel.turn(wanted)})

    async def address(self, request: Request) -> Response:
        """What the internet sees."""
        del request
        up = bool(self._tunnel.address)
        house = self._house
        place = {"country": house.country, "city": house.city, "region": house.city} if up else {}
        return JSONResponse({"public_ip": self._tunnel.address, **place})

    async def port(self, request: Request) -> Response:
        """The forwarded port, 0 where there is none."""
        del request
        return JSONResponse({"port": (self._house.port or 0) if self._tunnel.address else 0})

    async def dns(self, request: Request) -> Response:
        """Its own resolver."""
        del request
        return JSONResponse({"status": "running" if self._house.dns else "stopped"})

    async def settings(self, request: Request) -> Response:
        """What nobody but its owner may read."""
        del request
        return JSONResponse({"wireguard": {"private_key": "nobody-may-read-this"}})

    async def home(self, request: Request) -> Response:
        """A page elsewhere, which says what address asks it."""
        del request
        return PlainTextResponse(f"{self._house.home_address}\n")


def gluetun_routes(house: VpnHouse, far: FarEnd) -> Sequence[BaseRoute]:
    """All paths, as new or old versions have them."""
    control = Control(Tunnel(house, far))
    guarded = control.guarded
    turned = "/v1/openvpn/status" if house.old else "/v1/vpn/status"
    forwarded = "/v1/openvpn/portforwarded" if house.old else "/v1/portforward"
    return [
        Route(f"{ROOT}{turned}", guarded(control.status), methods=["GET", "PUT"]),
        Route(f"{ROOT}{forwarded}", guarded(control.port)),
        Route(f"{ROOT}/v1/publicip/ip", guarded(control.address)),
        Route(f"{ROOT}/v1/dns/status", guarded(control.dns)),
        Route(f"{ROOT}/v1/vpn/settings", guarded(control.settings)),
        Route("/network/vpn/home", control.home),
    ]
