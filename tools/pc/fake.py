"""A pretend PC as a server: every method of `Machine` is a path that takes and answers JSON.

`POST /pc/<method>` with the arguments as an object answers `{"result": …}`, or `{"mistake": "sentence"}` with 409. Tests
read and replace the whole state at `/pc/_state`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from memory.errors import Mistake
from tools.farend import FarEnd
from tools.pc.models import Junk
from tools.pc.pretend import PretendPc
from tools.pc.pretend_house import PcHouse
from tools.pc.pretend_state import PcState, describe, first_state

ANSWER = TypeAdapter[object](object)


class Asked(BaseModel):
    """The arguments that any method takes, each where it is needed."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    pid: int = 0
    started_at: AwareDatetime = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    force: bool = False
    value: int = 0
    path: str | None = None
    limit: int = 10
    series: str = ""
    receipt_id: str = ""
    items: tuple[Junk, ...] = ()
    seconds: float = 0
    name: str = ""
    names: tuple[str, ...] = ()
    plan: str = ""


def pc_routes(house: PcHouse, zone: ZoneInfo, far: FarEnd) -> list[Route]:
    """The paths of the pretend PC described by `house`, standing on `far`."""
    kept = far.remembered("pc")
    state = first_state(house, far.now()) if kept is None else PcState.model_validate(kept)

    def wrote(verb: str, args: dict[str, JsonValue]) -> None:
        far.wrote("pc", verb, args)

    pc = PretendPc(house, zone, state, far.now, wrote)
    far.remember("pc", lambda: pc.state.model_dump(mode="json"))
    far.describe("pc", lambda: describe(pc.state, house.power_plan))
    methods = _methods(pc)

    async def answer(request: Request) -> Response:
        method = methods.get(str(request.path_params["method"]))
        if method is None:
            return JSONResponse({"unknown": request.url.path}, 404)
        try:
            result = method(Asked.model_validate_json(await request.body() or b"{}"))
        except Mistake as mistake:
            return JSONResponse({"mistake": mistake.sentence}, 409)
        return JSONResponse({"result": ANSWER.dump_python(result, mode="json")})

    async def whole_state(request: Request) -> Response:
        if request.method == "PUT":
            pc.state = PcState.model_validate_json(await request.body())
            far.save()
        return Response(pc.state.model_dump_json(), media_type="application/json")

    return [
        Route("/pc/_state", whole_state, methods=["GET", "PUT"]),
        Route("/pc/{method}", answer, methods=["POST"]),
    ]


def _methods(pc: PretendPc) -> dict[str, Callable[[Asked], object]]:
    return {
        "host_name": lambda _: pc.house.host,
        "booted_at": lambda _: pc.state.booted_at,
        "cpu": lambda _: pc.cpu(),
        "memory": lambda _: pc.memory(),
        "disks": lambda _: pc.state.disks,
        "sensors": lambda _: pc.sensors(),
        "fans": lambda _: pc.house.fans,
        "gpus": lambda _: pc.gpus(),
        "network": lambda _: pc.network(),
        "battery": lambda _: pc.house.battery,
        "history": lambda asked: pc.history(asked.series),
        "processes": lambda _: pc.processes(),
        "process": lambda asked: pc.process(asked.pid),
        "end_process": lambda asked: pc.end_process(asked.pid, asked.started_at, force=asked.force),
        "priority_floor": lambda _: pc.house.priority_floor,
        "set_priority": lambda asked: pc.set_priority(asked.pid, asked.started_at, asked.value),
        "folder_sizes": lambda asked: pc.folder_sizes(asked.path, asked.limit),
        "junk": lambda _: pc.junk(),
        "to_trash": lambda asked: pc.to_trash(asked.receipt_id, asked.items),
        "receipt": lambda asked: pc.receipt(asked.receipt_id),
        "restore": lambda asked: pc.restore(asked.receipt_id),
        "empty_trash": lambda asked: pc.empty_trash(timedelta(seconds=asked.seconds)),
        "services": lambda asked: [pc.service(name) for name in asked.names],
        "stop_service": lambda asked: pc.set_service(asked.name, running=False),
        "start_service": lambda asked: pc.set_service(asked.name, running=True),
        "power_plan": lambda _: pc.state.power_plan,
        "set_power_plan": lambda asked: pc.set_power_plan(asked.plan),
    }
