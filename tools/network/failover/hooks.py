"""What switches the house to another resolver: a request to the router, a program, or a Pi-hole's DHCP server."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from memory.errors import Misconfigured, Unavailable
from memory.holding import hold
from tools.network.failover.settings import CommandHook, FailoverSettings, HttpHook
from tools.parts import locate

if TYPE_CHECKING:
    import httpx2

    from tools.contract import World

SECONDS = 8.0
_PLACE = "{address}"


class Switch(Protocol):
    """Points the house at a resolver; where it `sees`, it can be asked afterwards which one is used."""

    @property
    def sees(self) -> bool:
        """Whether it can be asked."""
        ...

    async def point_to(self, address: str) -> None:
        """Have the house use the resolver at this address; harmless where it does already."""
        ...

    async def look(self, addresses: Sequence[str]) -> str | None:
        """Which of these is used now; None where that can't be told."""
        ...


def make_switch(settings: FailoverSettings, world: "World", simulation: str | None) -> Switch | None:
    """The switch that the settings describe."""
    hook = settings.hook
    if hook is None:
        return None
    if isinstance(hook, CommandHook):
        return ByCommand(hook)
    if isinstance(hook, HttpHook):
        return ByHttp(hook, world.http, world.secrets, simulation)
    from tools.network.failover.dhcp import ByDhcp

    return ByDhcp(hook, world.http, world.secrets, simulation)


class ByHttp:
    """Asks the router."""

    def __init__(
        self,
        hook: HttpHook,
        http: "httpx2.AsyncClient",
        secrets: Callable[[str], Awaitable[str]],
        simulation: str | None,
    ) -> None:
        self._hook = hook
        self._http = http
        self._secrets = secrets
        self._simulation = simulation
        self.sees = hook.look_url is not None

    async def point_to(self, address: str) -> None:
        """Have the router hand out this resolver."""
        hold("the router's DNS setting")
        hook = self._hook
        answer = await self._ask(
            hook.method,
            hook.url.replace(_PLACE, address),
            None if hook.method == "GET" else hook.body.replace(_PLACE, address),
        )
        if answer.status_code not in hook.success:
            raise Unavailable(
                f"The router did not take the new DNS server (it answered {answer.status_code}); "
                f"set DNS to {address} there by hand."
            )

    async def look(self, addresses: Sequence[str]) -> str | None:
        """Which of these the router says."""
        if self._hook.look_url is None:
            return None
        answer = await self._ask("GET", self._hook.look_url, None)
        if answer.status_code != 200:
            raise Unavailable(f"The router does not say its DNS server (it answered {answer.status_code}).")
        return find_address(answer.text, addresses)

    async def _ask(self, method: str, url: str, body: str | None) -> "httpx2.Response":
        import httpx2

        headers = {} if body is None else {"Content-Type": self._hook.content_type}
        if self._hook.token is not None:
            headers["Authorization"] = f"Bearer {await self._secret(self._hook.token)}"
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._http.request(
                    method,
                    locate(url, self._simulation),
                    content=body,
                    headers=headers,
                    timeout=SECONDS,
                )
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unavailable(
                "The router does not answer, so HomeOps can't switch its DNS server; look whether it is on."
            ) from error
        if answer.status_code in {401, 403}:
            raise Misconfigured(
                "The router refuses HomeOps; set the right token under [network.failover.hook]."
            )
        return answer

    async def _secret(self, reference: str) -> str:
        return "simulated" if self._simulation is not None else await self._secrets(reference)


class ByCommand:
    """Runs a program of the allow-list, without a shell."""

    sees = False

    def __init__(self, hook: CommandHook) -> None:
        self._hook = hook

    async def point_to(self, address: str) -> None:
        """Run the program."""
        hold(f"run {self._hook.program}")
        words = [each.replace(_PLACE, address) for each in self._hook.arguments]
        try:
            child = await asyncio.create_subprocess_exec(
                self._hook.program,
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise Misconfigured(
                f"{self._hook.program} can't be run ({error.strerror}); mend [network.failover.hook]."
            ) from error
        try:
            async with asyncio.timeout(self._hook.seconds):
                code = await child.wait()
        except TimeoutError as error:
            raise Unavailable(
                f"{self._hook.program} did not end within {self._hook.seconds:g} s and was stopped; run it by hand."
            ) from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if code != 0:
            raise Unavailable(f"{self._hook.program} failed (it ended with {code}); run it by hand.")

    async def look(self, addresses: Sequence[str]) -> str | None:
        """Nothing can be seen."""
        del addresses


def find_address(text: str, addresses: Sequence[str]) -> str | None:
    """The first of these addresses that stands in a text by itself, not as a part of a longer one."""
    import re

    found = {
        address: match.start()
        for address in addresses
        if (match := re.search(rf"(?<![\w.:]){re.escape(address)}(?![\w:]|\.\d)", text))
    }
    return min(found, key=lambda each: found[each]) if found else None
