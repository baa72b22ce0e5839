"""What people may ask about the resolvers, and which of them the house uses."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Call, Done, Json, Name, Risk, Verb
from tools.network.failover.answers import (
    Automatic,
    DnsAnswer,
    DnsCheck,
    ResolverNow,
    ResolversNow,
    Serving,
)
from tools.network.failover.controller import Controller
from tools.network.failover.models import State
from tools.network.failover.settings import FailoverSettings
from tools.network.failover.words import SHORT
from tools.network.resolving import Answer

PHRASES = Path(__file__).parent / "phrases"
CHECK_SECONDS = 2.0
_NUMBERS = (("one", "1", "first"), ("two", "2", "second"), ("three", "3", "third"), ("four", "4", "fourth"))

Host = Annotated[
    str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$")
]
Text = Annotated[str, Field(min_length=1, max_length=60)]


class Failover:
    """The resolvers of the house."""

    def __init__(self, controller: Controller, settings: FailoverSettings) -> None:
        self._controller = controller
        self._settings = settings
        self._spoken = {_plain(spoken): name for name, words in _names(settings).items() for spoken in words}

    async def show_resolvers(self) -> ResolversNow:
        """Show how the DNS resolvers are: each one's state and speed, which one serves, and the last switches and why."""
        control = self._controller
        await control.freshen()
        serving = await control.serving()
        rows = tuple(
            ResolverNow(
                name=name,
                address=control.address(name),
                state=one.state,
                since=one.since,
                milliseconds=None if one.last is None else one.last.milliseconds,
                serves=name == serving,
            )
            for name, one in control.standings.items()
        )
        return ResolversNow(
            at=control.now(),
            resolvers=rows,
            automatic=control.kept.automatic,
            switches=control.switches,
            decisions=tuple(control.kept.decisions[-6:]),
        )

    async def check_dns(self, host: Host | None = None) -> DnsCheck:
        """Ask every DNS resolver now and tell whether names are found, how fast, and whether the answers agree.

        Args:
            host: A host name to look up, such as "netflix.com"; one that surely exists if left out.
        """
        wanted = (host or self._settings.outside_name).rstrip(".")
        local = self._settings.local_name
        prober = self._controller.prober
        answers = await prober.ask_all(wanted, CHECK_SECONDS)
        own = await prober.ask_all(local, CHECK_SECONDS)
        return DnsCheck(name=wanted, answers=_rows(answers), local_name=local, local=_rows(own))

    async def switch_resolver(self, to: Text, stay: bool = True) -> Done:  # noqa: FBT001, FBT002 - said by name
        """Have the whole house use another DNS resolver.

        Args:
            to: The resolver, such as "Pi-hole two".
            stay: Whether it stays so until that one fails; if false, HomeOps goes back to the usual one by itself.
        """
        control = self._controller
        before, chosen = await control.serving(), control.kept.chosen
        now = await control.switch_to(to, stay=stay)
        answer = Serving(resolver=now, state=control.standings[now].state, address=control.address(now))
        usual = before == control.order[0]
        inverse = Call("network_switch_resolver", {"to": before, "stay": usual or chosen is not None})
        return Done(answer, inverse, {"serving": now})

    async def set_failover(self, on: bool) -> Done:  # noqa: FBT001 - a verb's argument
        """Switch the automatic failover on or off: whether HomeOps goes to the other DNS resolver by itself when one fails.

        Args:
            on: True for on; if false, it only tells people.
        """
        before = self._controller.kept.automatic
        await self._controller.set_automatic(on=on)
        answer = Automatic(on=self._controller.kept.automatic, switches=self._controller.switches)
        return Done(answer, Call("network_set_failover", {"on": before}), {"on": answer.on})

    async def names(self) -> list[Name]:
        """The resolvers as people call them."""
        return [Name(name, spoken) for name, words in _names(self._settings).items() for spoken in words]

    async def resolve(self, args: Args) -> Args:
        """The resolver by its name; how risky it is depends on how that one is now."""
        await self._controller.freshen()
        said = str(args["to"])
        found = self._spoken.get(_plain(said))
        if found is None and _plain(said) in {"other", "theother", "otherone", "theotherone"}:
            found = await self._other()
        if found is None:
            there = " and ".join(self._controller.order)
            raise Mistake(f"There is no DNS resolver {said}; there are {there}. Name one of them.")
        return {**args, "to": found}

    async def _other(self) -> str | None:
        order = self._controller.order
        serving = await self._controller.serving()
        return next((each for each in order if each != serving), None) if len(order) == 2 else None

    def risk(self, args: Args) -> Risk:
        """Names would stop working for everybody where the target is ill."""
        standing = self._controller.standings.get(str(args["to"]))
        well = standing is not None and standing.state is State.HEALTHY
        return Risk.WRITE if well else Risk.DANGER

    async def say_switch(self, args: Args) -> str:
        """The card."""
        name = str(args["to"])
        state = self._controller.standings[name].state
        line = f"Have the whole house use {name} ({self._controller.address(name)}) for DNS."
        if state is State.HEALTHY:
            return line
        return f"{line} It is {SHORT[state]}, so names may not be found at home."

    async def say_automatic(self, args: Args) -> str:
        """The card."""
        return f"Switch the automatic DNS failover {'on' if args['on'] else 'off'}."

    async def see_serving(self, args: Args) -> Json:
        """Which resolver the house uses."""
        del args
        return {"serving": await self._controller.serving()}

    async def see_automatic(self, args: Args) -> Json:
        """Whether the failover is on."""
        del args
        return {"on": self._controller.kept.automatic}


def was_switched(args: Args, seen: Json) -> bool | None:
    """Whether a switch took effect."""
    return isinstance(seen, dict) and seen.get("serving") == args["to"]


def was_set(args: Args, seen: Json) -> bool | None:
    """Whether the failover is as asked."""
    return isinstance(seen, dict) and seen.get("on") == args["on"]


def verbs(subject: Failover) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.show_resolvers,
            keywords="dns server resolver pi-hole up down failover status decisions which one serves",
        ),
        Verb(subject.check_dns, keywords="dns lookup resolve name address test works nslookup ping"),
        Verb(
            subject.switch_resolver,
            risk=Risk.WRITE,
            role=Role.ADULT,
            escalate=subject.risk,
            card=subject.say_switch,
            observe=subject.see_serving,
            happened=was_switched,
            resolve=subject.resolve,
            keywords="dns server use other pi-hole change back primary secondary",
        ),
        Verb(
            subject.set_failover,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=subject.say_automatic,
            observe=subject.see_automatic,
            happened=was_set,
            keywords="automatic dns failover switch enable disable on off",
        ),
    )


def _rows(answers: Mapping[str, Answer]) -> tuple[DnsAnswer, ...]:
    return tuple(
        DnsAnswer(
            resolver=name,
            reply=one.reply,
            milliseconds=one.milliseconds,
            addresses=tuple(sorted(one.addresses)[:4]),
        )
        for name, one in answers.items()
    )


def _names(settings: FailoverSettings) -> dict[str, list[str]]:
    """What each resolver is called: its name, its aliases, and the same with other words for its number."""
    found: dict[str, list[str]] = {}
    for each in settings.resolvers:
        words = [each.name, *each.aliases]
        for group in _NUMBERS:
            for said in (each.name, *each.aliases):
                head, _, last = said.rpartition(" ")
                if head and last.casefold() in group[:2]:
                    words += [f"{head} {group[0]}", f"{head} {group[1]}", f"{group[2]} {head}"]
        found[each.name] = list(dict.fromkeys(words))
    return found


def _plain(said: str) -> str:
    return re.sub(r"[^a-z0-9]", "", said.casefold())
