"""Whether everything goes through the VPN that must, looked at every minute; who does not is told once."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError
from tools.contract import Check, Finding, Json
from tools.events import Noticed
from tools.network.vpn.gluetun import Gluetun
from tools.network.vpn.passage import Passage, Passages
from tools.network.words import be, join

if TYPE_CHECKING:
    from memory.samples import Samples
    from tools.events import Events

UP_SERIES = "vpn.up"
"""1 while the VPN is up, 0 while it is not; kept when it changes."""
_CONNECTION = "VPN connection"
_DOWN = frozenset({"stopped", "crashed", "completed"})


class Watch:
    """Looks at the VPN and at who goes through it."""

    def __init__(
        self,
        gluetun: Gluetun,
        passages: Passages,
        samples: "Samples",
        events: "Events",
        now: Callable[[], datetime],
    ) -> None:
        self._gluetun = gluetun
        self._passages = passages
        self._samples = samples
        self._events = events
        self._now = now

    async def look(self) -> None:
        """One round."""
        passages = await self._passages.look()
        for each in passages:
            if each.through is False and each.runs:
                await self._tell_bypass(each)
        try:
            status = await self._gluetun.status()
        except HomeOpsError:
            return  # the check tells of that
        if status not in _DOWN and status != "running":
            return
        since = await self._keep(is_up=status == "running")
        behind = [each.called for each in passages if each.through and each.runs]
        if status in _DOWN and behind:
            await self._tell_down(since, behind, crashed=status == "crashed")

    async def _keep(self, *, is_up: bool) -> datetime:
        """Since when it has been so; that names the occasion, also for a HomeOps that was started anew."""
        last = await self._samples.latest(UP_SERIES)
        if last is not None and (last[1] > 0) == is_up:
            return last[0]
        now = self._now()
        await self._samples.keep([(UP_SERIES, now, 1.0 if is_up else 0.0)])
        return now

    async def _tell_bypass(self, one: Passage) -> None:
        text = f"{one.called} does not go through the VPN: it {one.evidence}. Others can see the house's own address."
        stop = ("Stop it", "network_stop_container", {"container": one.key.partition(":")[0]})
        await self._events.publish(Noticed(key=f"vpn:bypass:{one.key}", text=text, options=(stop,)))

    async def _tell_down(self, since: datetime, behind: list[str], *, crashed: bool) -> None:
        how = "has crashed" if crashed else "is off"
        text = f"The VPN {how} while {join(behind)} {be(behind)} running, so nothing is downloaded."
        nothing: dict[str, Json] = {}
        start = ("Start the VPN", "network_start_vpn", nothing)
        await self._events.publish(Noticed(key=f"vpn:down:{since.isoformat()}", text=text, options=(start,)))


def checks(gluetun: Gluetun, passages: Passages) -> tuple[Check, ...]:
    """What is asked about the VPN."""

    async def connected() -> Finding:
        try:
            status = await gluetun.status()
        except HomeOpsError as error:
            return Finding(ok=False, summary=error.sentence)
        if status in ("running", "starting"):
            return Finding(ok=True, summary="The VPN is up.")
        return Finding(
            ok=False, summary=f"The VPN is {status}.", remedy="Start the VPN, or see Gluetun's logs."
        )

    async def used() -> Finding:
        outside = [each for each in await passages.look() if each.through is False and each.runs]
        if not outside:
            return Finding(ok=True, summary="Nothing is seen outside of the VPN that must go through it.")
        names = join([each.called for each in outside])
        remedy = f"Stop {outside[0].called}, and give it network_mode: container:gluetun where it was made."
        return Finding(ok=False, summary=f"Not through the VPN: {names}.", remedy=remedy)

    return (Check(_CONNECTION, connected), Check("VPN use", used))
