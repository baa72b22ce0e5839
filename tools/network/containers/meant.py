"""Which container is meant, by its name in Docker: settled before anybody is asked whether to touch it."""

from collections.abc import Awaitable, Callable

from memory.errors import Mistake
from tools.contract import Args
from tools.network.containers.handle import Handle
from tools.network.docker_known import Known

Resolve = Callable[[Args], Awaitable[Args]]


class Meant:
    """Resolves the argument `container` of each verb."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def any_of(self, verb: str) -> Resolve:
        """What turns what was said into the container's name."""

        async def resolve(args: Args) -> Args:
            one = await self._known.find(str(args["container"]), f"network_{verb}", args)
            return {**args, "container": one.name}

        return resolve

    def others(self, verb: str) -> Resolve:
        """The same, but HomeOps does not end itself."""
        find = self.any_of(verb)

        async def resolve(args: Args) -> Args:
            found = await find(args)
            one, _ = await self._known.one(str(found["container"]))
            if self._known.is_ours(one):
                raise Mistake("That is HomeOps itself; stop or restart it on its machine if you mean to.")
            return found

        return resolve

    async def run_of(self, args: Args) -> Args:
        """The container with the start of its present run, so that one asking never restarts it twice."""
        if Handle.is_one(str(args["container"])):
            return args
        found = await self.others("restart_container")(args)
        name = str(found["container"])
        started_at = (await self._known.docker.inspect(name)).started_at
        return {**found, "container": str(Handle(name, started_at))}
