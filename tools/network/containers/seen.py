"""How what a call is about stands: for undo, and for a call whose outcome is in doubt."""

from tools.contract import Args, Json
from tools.network.containers.handle import Handle
from tools.network.docker_known import Known


class Seen:
    """Looks at single containers."""

    def __init__(self, known: Known) -> None:
        self._known = known

    async def see_running(self, args: Args) -> Json:
        """Whether the container runs."""
        one, _ = await self._known.one(str(args["container"]))
        return one.runs

    async def see_start(self, args: Args) -> Json:
        """Since when the container has been running, and whether it does."""
        handle = Handle.parse(str(args["container"]))
        one, _ = await self._known.one(handle.name)
        started = (await self._known.docker.inspect(one.name)).started_at
        return {"running": one.runs, "started_at": None if started is None else started.isoformat()}

    async def see_newer(self, args: Args) -> Json:
        """Whether a newer image than the container's is here."""
        details = await self._known.docker.inspect(str(args["container"]))
        image = await self._known.docker.image(details.image)
        return image is not None and image.id != details.image_id


def is_another_run(args: Args, seen: Json) -> bool | None:
    """Whether another run than that of the arguments is seen."""
    handle = Handle.parse(str(args["container"]))
    if not isinstance(seen, dict):
        return None
    return seen["started_at"] != (None if handle.started_at is None else handle.started_at.isoformat())
