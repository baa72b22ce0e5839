"""What is asked before a container is touched: which one it is, and who hangs on it."""

from tools.contract import Args
from tools.network.docker_known import Known
from tools.network.docker_models import Container, dependents, sharers
from tools.network.words import be, join


class Cards:
    """The cards of containers on a machine that the family calls `host`."""

    def __init__(self, known: Known, host: str) -> None:
        self._known = known
        self._where = f" on the {host}" if host else ""

    async def say_restart(self, args: Args) -> str:
        """The card of `restart_container`."""
        one, everything = await self._known.one(str(args["container"]).partition("@")[0])
        return self._say("Restart", one, everything, "stays offline until it is restarted too")

    async def say_stop(self, args: Args) -> str:
        """The card of `stop_container`."""
        one, everything = await self._known.one(str(args["container"]))
        return self._say("Stop", one, everything, "goes offline with it")

    async def say_start(self, args: Args) -> str:
        """The card of `start_container`."""
        one, everything = await self._known.one(str(args["container"]))
        return f"Start {self._name(one, everything)}."

    async def say_update(self, args: Args) -> str:
        """The card of `update_container`."""
        one, everything = await self._known.one(str(args["container"]))
        return f"Fetch the newest image for {self._name(one, everything)}. What runs is left running."

    def _name(self, one: Container, everything: list[Container]) -> str:
        called = self._known.call(one, everything)
        facts = f"container {one.name}, image {one.image}, {one.uptime.lower() or one.state}"
        return f"{called}{self._where} ({facts})"

    def _say(self, what: str, one: Container, everything: list[Container], fate: str) -> str:
        lines = [f"{what} {self._name(one, everything)}."]
        if others := [self._known.call(each, everything) for each in sharers(one, everything) if each.runs]:
            lines.append(f"{join(others)} {be(others)} online only through it: each {fate}.")
        if others := [
            self._known.call(each, everything) for each in dependents(one, everything) if each.runs
        ]:
            lines.append(f"{join(others)} need{'s' if len(others) == 1 else ''} it.")
        return "\n".join(lines)
