"""How the pretend resolvers are found and made ill, and what the pretend router and DHCP server are told."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.network.failover.fake import FailoverHouse
from tools.network.failover.fake.resolver import How, PretendDns

if TYPE_CHECKING:
    from tools.farend import FarEnd

SUBJECT = "network.failover"
PASSWORD = "simulated"  # noqa: S105 - the pretend server's
_SID = "vFA+EP4MQ5JJvJg+3Q2Jnw="


class _Behave(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    resolver: str
    how: How


class _State(BaseModel):
    router: str
    dhcp_lines: list[str] = []
    how: dict[str, How] = {}


class _Dns(BaseModel):
    dns: str


class _Signing(BaseModel):
    password: str


class _Misc(BaseModel):
    dnsmasq_lines: list[str]


class _Config(BaseModel):
    misc: _Misc


class _Patch(BaseModel):
    config: _Config


class Routes:
    """All of it."""

    def __init__(self, house: FailoverHouse, far: "FarEnd") -> None:
        self._names = {each.ip: each.name for each in house.resolvers if each.ip}
        first = house.router_dns or house.resolvers[0].ip or house.resolvers[0].name
        try:
            self._state = TypeAdapter(_State).validate_python(far.remembered(SUBJECT))
        except ValidationError:
            self._state = _State(router=first, how={each.name: each.how for each in house.resolvers})
        self._far = far
        self._signed = False
        self._resolvers = {
            each.name: PretendDns(
                house.local_names,
                house.outside_names,
                each.latency_ms,
                self._state.how.get(each.name, each.how),
            )
            for each in house.resolvers
        }
        far.remember(SUBJECT, lambda: self._state.model_dump(mode="json"))
        far.describe(SUBJECT, lambda: self._state.model_dump(mode="json", exclude={"how"}))

    def routes(self) -> list[Route]:
        """The paths."""
        base = "/network/failover"
        return [
            Route(f"{base}/ports", self._ports),
            Route(f"{base}/behave", self._behave, methods=["POST"]),
            Route(f"{base}/router/dns", self._get_router),
            Route(f"{base}/router/dns", self._put_router, methods=["PUT", "POST"]),
            Route(f"{base}/dhcp/api/auth", self._sign_in, methods=["POST"]),
            Route(f"{base}/dhcp/api/auth", self._sign_out, methods=["DELETE"]),
            Route(f"{base}/dhcp/api/config/misc/dnsmasq_lines", self._get_lines),
            Route(f"{base}/dhcp/api/config", self._patch_lines, methods=["PATCH"]),
        ]

    async def _ports(self, request: Request) -> Response:
        del request
        ports = {name: await each.start() for name, each in self._resolvers.items()}
        return JSONResponse(ports | {ip: ports[name] for ip, name in self._names.items()})

    async def _behave(self, request: Request) -> Response:
        told = _Behave.model_validate_json(await request.body())
        name = self._names.get(told.resolver, told.resolver)
        resolver = self._resolvers.get(name)
        if resolver is None:
            return JSONResponse({"error": "no such resolver"}, 404)
        await resolver.start()
        await resolver.behave(told.how)
        self._state.how[name] = told.how
        self._far.save()
        return JSONResponse({"resolver": name, "how": told.how})

    async def _get_router(self, request: Request) -> Response:
        del request
        return JSONResponse({"dns": self._state.router})

    async def _put_router(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {PASSWORD}":
            return JSONResponse({"error": "unauthorized"}, 401)
        try:
            told = _Dns.model_validate_json(await request.body())
        except ValidationError:
            return JSONResponse({"error": "bad request"}, 400)
        self._state.router = told.dns
        self._far.wrote("network", "router_dns", {"dns": told.dns})
        return JSONResponse({"dns": told.dns})

    async def _sign_in(self, request: Request) -> Response:
        if _Signing.model_validate_json(await request.body()).password != PASSWORD:
            return JSONResponse(
                {"session": {"valid": False, "sid": None, "message": "password incorrect"}}, 401
            )
        self._signed = True
        session: JsonValue = {"valid": True, "totp": False, "sid": _SID, "csrf": _SID, "validity": 1800}
        return JSONResponse({"session": session, "took": 0.01})

    async def _sign_out(self, request: Request) -> Response:
        self._signed = self._signed and request.headers.get("x-ftl-sid") != _SID
        return Response(status_code=204)

    def _refused(self, request: Request) -> Response | None:
        if self._signed and request.headers.get("x-ftl-sid") == _SID:
            return None
        error: JsonValue = {"key": "unauthorized", "message": "Unauthorized", "hint": None}
        return JSONResponse({"error": error, "took": 0.0}, 401)

    async def _get_lines(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        return JSONResponse(self._lines())

    async def _patch_lines(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        patch = _Patch.model_validate_json(await request.body())
        lines = patch.config.misc.dnsmasq_lines
        self._state.dhcp_lines = lines
        self._far.wrote("network", "dhcp_lines", {"lines": list[JsonValue](lines)})
        return JSONResponse(self._lines())

    def _lines(self) -> JsonValue:
        return {"config": {"misc": {"dnsmasq_lines": list[JsonValue](self._state.dhcp_lines)}}, "took": 0.001}
