"""What people may ask about the VPN, and how it is started, stopped and connected anew."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from memory.errors import HomeOpsError, Unavailable
from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Json, Risk, Verb
from tools.network.vpn.answers import LeakCheck, VpnShown, VpnTurned
from tools.network.vpn.gluetun import Gluetun, PublicAddress, Status
from tools.network.vpn.passage import Passages
from tools.network.vpn.settings import VpnSettings
from tools.network.words import be, join

PHRASES = Path(__file__).parent / "phrases"
_LOOK_SECONDS = 0.25
_UNTRIED = "The house's own address is not known; set network.vpn.home_address_url to have it compared."
RECONNECTED = Irreversible("The former connection is gone; each new one gets an address of its own.")


class Vpn:
    """The VPN and who goes through it; `home` asks for the house's own address, if that is set."""

    def __init__(
        self,
        gluetun: Gluetun,
        passages: Passages,
        settings: VpnSettings,
        home: Callable[[], Awaitable[str]] | None,
    ) -> None:
        self._gluetun = gluetun
        self._passages = passages
        self._settings = settings
        self._home = home

    async def show_vpn(self) -> VpnShown:
        """Show the VPN: up or down, its public address and country, forwarded port, DNS, who goes through it."""
        status = await self._gluetun.status()
        used_by = tuple(await self._passages.who())
        if status != "running":
            return VpnShown(status=status, used_by=used_by)
        address = await self._gluetun.public_address()
        return VpnShown(
            status=status,
            address=address.public_ip,
            country=address.country,
            city=address.city,
            ports=await self._gluetun.ports(),
            dns=await self._gluetun.dns_runs(),
            used_by=used_by,
        )

    async def check_leak(self) -> LeakCheck:
        """Check whether everything that must go through the VPN does: compares addresses, looks at each one's network."""
        status = await self._gluetun.status()
        address = await self._gluetun.public_address() if status == "running" else PublicAddress()
        own, problem = "", _UNTRIED
        if self._home is not None:
            try:
                own, problem = await self._home(), ""
            except HomeOpsError as error:
                problem = error.sentence
        return LeakCheck(
            status=status,
            vpn_address=address.public_ip,
            country=address.country,
            home_address=own,
            problem=problem,
            passages=tuple(await self._passages.look()),
        )

    async def stop_vpn(self) -> Done:
        """Stop the VPN; always asks first, since downloads depend on it."""
        status = await self._gluetun.status()
        if status in ("stopped", "completed"):
            nothing = Irreversible("It was off already, so nothing was changed.")
            return Done(VpnTurned(did="already off", status=status), nothing, left=_in_short(status))
        await self._gluetun.turn("stopped")
        status = await self._watch(lambda now: now in ("stopped", "completed"))
        if status == "running":
            raise Unavailable("Gluetun took the stop, but the VPN still runs; see its logs.")
        answer = VpnTurned(did="stopped", status=status, used_by=tuple(await self._passages.who()))
        return Done(answer, Call("network_start_vpn"), left=_in_short(status))

    async def start_vpn(self) -> Done:
        """Start the VPN."""
        status = await self._gluetun.status()
        if status == "running":
            nothing = Irreversible("It was up already, so nothing was changed.")
            return Done(VpnTurned(did="already up", status=status), nothing, left=_in_short(status))
        answer = await self._connect("started", "")
        return Done(answer, Call("network_stop_vpn"), left=_in_short(answer.status))

    async def restart_vpn(self) -> Done:
        """Connect the VPN anew, for another address or when it is stuck; always asks first."""
        former = ""
        if await self._gluetun.status() == "running":
            former = (await self._gluetun.public_address()).public_ip
        await self._gluetun.turn("stopped")
        await self._watch(lambda now: now in ("stopped", "completed", "crashed"))
        answer = await self._connect("reconnected", former)
        return Done(answer, RECONNECTED, left=_in_short(answer.status))

    async def say_stop(self, args: Args) -> str:
        """The card of `stop_vpn`: who depends on it."""
        del args
        who = await self._passages.who()
        if not who:
            return "Stop the VPN. I know of nothing that goes through it."
        return f"Stop the VPN. {join(who)} {be(who)} online only through it and can't load anything until it runs again."

    async def say_start(self, args: Args) -> str:
        """The card of `start_vpn`."""
        del args
        who = await self._passages.who()
        goes = "goes" if len(who) == 1 else "go"
        through = f", through which {join(who)} {goes} online" if who else ""
        return f"Start the VPN{through}."

    async def say_restart(self, args: Args) -> str:
        """The card of `restart_vpn`."""
        del args
        who = await self._passages.who()
        cut = f" {join(who)} {be(who)} offline for that moment." if who else ""
        return f"Connect the VPN anew; it gets another address, and perhaps another forwarded port.{cut}"

    async def see_status(self, args: Args) -> Json:
        """Whether it is up."""
        del args
        return _in_short(await self._gluetun.status())

    async def _connect(self, did: Literal["started", "reconnected"], former: str) -> VpnTurned:
        await self._gluetun.turn("running")
        status = await self._watch(lambda now: now == "running")
        address = await self._gluetun.public_address() if status == "running" else PublicAddress()
        return VpnTurned(
            did=did, status=status, address=address.public_ip, former=former, country=address.country
        )

    async def _watch(self, settled: Callable[[Status], bool]) -> Status:
        """Its status once it has settled, or when that took too long."""
        until = time.monotonic() + self._settings.turn_seconds
        while True:
            status = await self._gluetun.status()
            if settled(status) or time.monotonic() >= until:
                return status
            await asyncio.sleep(_LOOK_SECONDS)


def verbs(subject: Vpn) -> tuple[Verb, ...]:
    """What `subject` can do."""

    def changing(
        run: Callable[..., Awaitable[Done]],
        card: Callable[[Args], Awaitable[str]],
        happened: Callable[[Args, Json], bool | None],
        keywords: str,
    ) -> Verb:
        return Verb(
            run,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=card,
            observe=subject.see_status,
            happened=happened,
            keywords=keywords,
        )

    return (
        Verb(subject.show_vpn, keywords="vpn gluetun tunnel public ip country forwarded port dns up down"),
        Verb(
            subject.check_leak, role=Role.ADULT, keywords="vpn leak ip exposed hidden private downloads safe"
        ),
        changing(
            subject.stop_vpn, subject.say_stop, lambda _, seen: seen == "off", "vpn gluetun off disconnect"
        ),
        changing(
            subject.start_vpn, subject.say_start, lambda _, seen: seen == "up", "vpn gluetun on connect"
        ),
        changing(
            subject.restart_vpn,
            subject.say_restart,
            # That it is up tells nothing of whether it was down in between.
            lambda _, seen: False if seen == "off" else None,
            "vpn gluetun reconnect new server address stuck",
        ),
    )


def _in_short(status: Status) -> str:
    return {"running": "up", "starting": "up"}.get(status, "off")
