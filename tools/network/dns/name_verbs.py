"""Names of the house, which the Pi-holes answer themselves: "nas.lan" is 192.168.1.2."""

import ipaddress
import re

from memory.clock import Clock
from memory.errors import Mistake
from tools.contract import Args, Call, Done, Json
from tools.network.dns.answers import LocalNameShown, NameChanged, NamesShown
from tools.network.dns.owed import LocalName, Owed, Work, do_work
from tools.network.piholes import Piholes

_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


class LocalNames:
    """The names of the house on all Pi-holes."""

    def __init__(self, piholes: Piholes, owed: Owed, clock: Clock) -> None:
        self._piholes = piholes
        self._owed = owed
        self._clock = clock

    async def list_local_names(self) -> NamesShown:
        """Show the local names of the house, such as nas.lan, and where they lead."""
        answers = (await self._piholes.ask(lambda each: each.config.local_names())).any()
        every = sorted({line for lines in answers.said.values() for line in lines})
        shown: list[LocalNameShown] = []
        for line in every:
            having = tuple(name for name, lines in answers.said.items() if line in lines)
            ip, _, name = line.partition(" ")
            shown.append(
                LocalNameShown(name=name, ip=ip, where=having if len(having) < len(answers.said) else ())
            )
        return NamesShown(names=tuple(shown), silent=tuple(answers.failed))

    async def add_local_name(self, name: str, ip: str) -> Done:
        """Give an address at home a name, such as printer.lan, on all Pi-holes.

        Args:
            name: The name, such as "printer.lan".
            ip: The address it leads to, such as "192.168.1.20".
        """
        return await self._change(LocalName(ip=ip, name=name, present=True))

    async def remove_local_name(self, name: str, ip: str | None = None) -> Done:
        """Take a local name such as printer.lan away from all Pi-holes.

        Args:
            name: The name, such as "printer.lan".
            ip: Its address, where it has several.
        """
        assert ip is not None, "the door resolves it"
        return await self._change(LocalName(ip=ip, name=name, present=False))

    async def resolve_new(self, args: Args) -> Args:
        """A name and an address in the one form in which they are kept."""
        return {**args, "name": _name(args["name"]), "ip": _address(args["ip"])}

    async def resolve_gone(self, args: Args) -> Args:
        """The name with the address that it has."""
        name = _name(args["name"])
        lines = (await self._piholes.ask(lambda each: each.config.local_names())).any().said.values()
        every = sorted({tuple(line.split()[:2]) for one in lines for line in one})
        ips = [
            ip
            for ip, *names in every
            if names and name in (names[0].casefold(), names[0].casefold().partition(".")[0])
        ]
        full = {names[0] for _, *names in every if names and names[0].casefold().partition(".")[0] == name}
        given = args.get("ip")
        if given is not None:
            return {**args, "name": name, "ip": _address(given)}
        if len(ips) != 1:
            more = (
                f" has several addresses: {', '.join(ips)}; say which"
                if ips
                else " is no local name; ask for the list of them"
            )
            raise Mistake(f"“{name}”{more}.")
        return {**args, "name": next(iter(full), name) if "." not in name else name, "ip": ips[0]}

    async def card_new(self, args: Args) -> str:
        """Which name will lead where."""
        return f"Give {args['ip']} the name {args['name']} on all Pi-holes."

    async def card_gone(self, args: Args) -> str:
        """Which name will go."""
        return f"Take the local name {args['name']} ({args['ip']}) away from all Pi-holes."

    async def observe(self, args: Args) -> Json:
        """Whether the name leads there."""
        lines = (await self._piholes.ask(lambda each: each.config.local_names())).first
        return f"{args['ip']} {args['name']}" in lines

    async def _change(self, wanted: LocalName) -> Done:
        line = f"{wanted.ip} {wanted.name}"
        before = (await self._piholes.ask(lambda each: each.config.local_names())).first
        answers = (await self._piholes.ask(lambda each: do_work(each, Work(names=(wanted,))))).any()
        for pihole in answers.failed:
            await self._owed.note(
                f"dns:name:{line} {self._clock.now().timestamp()}", pihole, Work(names=(wanted,))
            )
        now = (await self._piholes.ask(lambda each: each.config.local_names())).first
        answer = NameChanged(
            name=wanted.name,
            ip=wanted.ip,
            present=line in now,
            done=tuple(answers.said),
            missing=tuple(answers.failed),
        )
        back = "network_add_local_name" if line in before else "network_remove_local_name"
        return Done(answer, Call(back, {"name": wanted.name, "ip": wanted.ip}), line in now)


def _name(said: object) -> str:
    name = str(said).strip().casefold().rstrip(".")
    if _NAME.fullmatch(name) is None:
        raise Mistake(f"“{said}” is no name for an address; write one such as printer.lan.")
    return name


def _address(said: object) -> str:
    try:
        return str(ipaddress.ip_address(str(said).strip()))
    except ValueError:
        raise Mistake(f"“{said}” is no address; write one such as 192.168.1.20.") from None
