"""What verbs about the VPN answer; `str()` is the chat answer."""

from typing import Literal

from tools.network.docker_models import Noun
from tools.network.vpn.gluetun import Status
from tools.network.vpn.passage import Passage
from tools.network.words import be, join
from tools.trust import Untrusted

_MOST_ROWS = 8
_STATES: dict[Status, str] = {
    "running": "up",
    "starting": "connecting",
    "stopping": "being stopped",
    "stopped": "off",
    "crashed": "down: it crashed",
    "completed": "off",
}


class VpnShown(Noun):
    """How the VPN is; `ports` are forwarded by the provider, `dns` says whether its own resolver runs."""

    status: Status
    address: Untrusted = ""
    country: Untrusted = ""
    city: Untrusted = ""
    ports: tuple[int, ...] = ()
    dns: bool | None = None
    used_by: tuple[Untrusted, ...] = ()

    def __str__(self) -> str:
        """Up or down, where it comes out, who is behind it."""
        lines = [f"The VPN is {_STATES[self.status]}{self._say_place()}."]
        if self.status == "running":
            many = f"Forwarded port{'s' if len(self.ports) > 1 else ''}: {', '.join(map(str, self.ports))}."
            lines.append(
                many if self.ports else "No port is forwarded; many providers (such as NordVPN) forward none."
            )
            lines += [] if self.dns is None else [f"Its own DNS is {'on' if self.dns else 'off'}."]
        if self.used_by:
            how = "go" if len(self.used_by) > 1 else "goes"
            end = "" if self.status == "running" else f", so {be(self.used_by)} offline now"
            lines.append(f"{join(self.used_by)} {how} through it{end}.")
        return "\n".join(lines)

    def _say_place(self) -> str:
        if self.status != "running" or not self.address:
            return ""
        place = ", ".join(each for each in (self.city, self.country) if each)
        return f": {self.address}" + (f" ({place})" if place else "")


class VpnTurned(Noun):
    """What the VPN is after it was started, stopped or connected anew."""

    did: Literal["started", "stopped", "reconnected", "already up", "already off"]
    status: Status
    address: Untrusted = ""
    former: Untrusted = ""
    country: Untrusted = ""
    used_by: tuple[Untrusted, ...] = ()

    def __str__(self) -> str:
        """What is seen of it now."""
        if self.did.startswith("already"):
            return f"The VPN was {self.did.removeprefix('already ')} already."
        who = f" {join(self.used_by)} {be(self.used_by)} offline until it runs again." if self.used_by else ""
        if self.did == "stopped":
            return f"The VPN is {_STATES[self.status]}.{who}"
        if self.status != "running":
            return f"The VPN was {self.did}, but it is {_STATES[self.status]} so far; ask again in a minute."
        place = f": {self.address}" + (f" ({self.country})" if self.country else "") if self.address else ""
        again = " It is the same address as before." if self.former and self.former == self.address else ""
        return f"The VPN is up{place}.{again}"


class LeakCheck(Noun):
    """Whether all that must go through the VPN does."""

    status: Status
    vpn_address: Untrusted = ""
    country: Untrusted = ""
    home_address: Untrusted = ""
    problem: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def leaks(self) -> bool:
        """Whether anything is seen outside of the VPN."""
        same = bool(self.vpn_address) and self.vpn_address == self.home_address
        return same or any(each.through is False for each in self.passages)

    def __str__(self) -> str:
        """The verdict, the two addresses, and each thing with what shows it."""
        lines = [self._say_verdict()]
        place = f" ({self.country})" if self.country else ""
        lines += [f"The VPN comes out at {self.vpn_address}{place}."] if self.vpn_address else []
        lines += [f"The house's own address is {self.home_address}."] if self.home_address else []
        lines += [self.problem] if self.problem else []
        for each in self.passages[:_MOST_ROWS]:
            mark = {True: "✓", False: "✗", None: "?"}[each.through]
            off = " (not running)" if each.runs is False else ""
            lines.append(f"{mark} {each.called}{off}: {each.evidence}")
        left = len(self.passages) - _MOST_ROWS
        lines += [f"… and {left} more"] if left > 0 else []
        return "\n".join(lines)

    def _say_verdict(self) -> str:
        if self.leaks:
            return "There is a leak: not everything goes through the VPN."
        unseen = any(each.through is None for each in self.passages) or not self.passages
        if self.status != "running":
            return f"The VPN is {_STATES[self.status]}; nothing is seen outside of it."
        if unseen or not self.vpn_address or not self.home_address:
            return "No leak is seen, but not everything could be checked."
        return "No leak: what must go through the VPN does."
