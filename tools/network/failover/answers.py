"""What the verbs about resolvers answer; `str()` is the chat answer."""

from pydantic import AwareDatetime

from tools.network.failover.models import Decision, Noun, State
from tools.network.failover.words import SHORT, say_clock, say_decision, say_milliseconds
from tools.network.resolving import Reply
from tools.trust import Ours

MOST_DECISIONS = 4


class ResolverNow(Noun):
    """One resolver: how it is and since when, how fast it answers, whether the house uses it."""

    name: Ours
    address: Ours
    state: State
    since: AwareDatetime | None
    milliseconds: float | None
    serves: bool

    def say(self, now: AwareDatetime) -> str:
        """A line."""
        speed = "" if self.milliseconds is None else f", answers in {say_milliseconds(self.milliseconds)}"
        since = (
            f", since {say_clock(self.since, now)}"
            if self.since is not None and self.state is not State.HEALTHY
            else ""
        )
        serves = " ← in use" if self.serves else ""
        return f"• {self.name} ({self.address}): {SHORT[self.state]}{speed}{since}{serves}"


class ResolversNow(Noun):
    """All resolvers, and what was decided lately, the latest last."""

    at: AwareDatetime
    resolvers: tuple[ResolverNow, ...]
    automatic: bool
    switches: bool
    decisions: tuple[Decision, ...]

    def __str__(self) -> str:
        """A line each, and the last decisions."""
        well = [each for each in self.resolvers if each.state is State.HEALTHY]
        count = len(self.resolvers)
        if len(well) == count:
            all_of = {1: "the resolver answers", 2: "both resolvers answer"}
            head = f"DNS is well: {all_of.get(count, f'all {count} resolvers answer')}."
        else:
            head = f"{len(well)} of {count} resolvers {'is' if len(well) == 1 else 'are'} well."
        lines = [head, *(each.say(self.at) for each in self.resolvers)]
        if not self.switches:
            lines.append("I can't switch here; if one fails, I tell you what to set on the router.")
        elif self.automatic:
            lines.append("I switch by myself if the one in use fails.")
        else:
            lines.append("Automatic switching is off; I only tell you.")
        latest = self.decisions[-MOST_DECISIONS:]
        return "\n".join([*lines, *(f"{say_decision(each, self.at)}." for each in latest)])


class DnsAnswer(Noun):
    """What one resolver said of a name."""

    resolver: Ours
    reply: Reply
    milliseconds: float | None
    addresses: tuple[Ours, ...]

    def __str__(self) -> str:
        """A line."""
        said = {
            Reply.ANSWERED: ", ".join(self.addresses[:2]),
            Reply.EMPTY: "it has no address",
            Reply.UNKNOWN: "there is no such name",
            Reply.FAILED: "it could not look it up",
            Reply.SILENT: "no answer",
            Reply.REFUSED: "can't be reached",
        }[self.reply]
        timing = "" if self.milliseconds is None else f" ({say_milliseconds(self.milliseconds)})"
        return f"• {self.resolver}: {said}{timing}"


class DnsCheck(Noun):
    """What every resolver said of a name of the house and of one of the internet, just now."""

    name: Ours
    answers: tuple[DnsAnswer, ...]
    local_name: Ours
    local: tuple[DnsAnswer, ...]

    def __str__(self) -> str:
        """The verdict, and the answers."""
        good = [each for each in self.answers if each.reply is Reply.ANSWERED]
        if len(good) == len(self.answers):
            head = "DNS works."
        elif good:
            head = f"DNS works with {len(good)} of {len(self.answers)} resolvers."
        elif any(each.reply in {Reply.UNKNOWN, Reply.EMPTY} for each in self.answers):
            head = f"No resolver finds {self.name}."
        else:
            head = "DNS does not work: no resolver could look it up."
        silent = [each for each in self.local if each.reply in {Reply.SILENT, Reply.REFUSED}]
        ends = [f"{each.resolver} does not answer for {self.local_name} either." for each in silent]
        return "\n".join([head, f"{self.name}:", *(str(each) for each in self.answers), *ends])


class Serving(Noun):
    """Which resolver the house uses now, after a switch; `state` is how that one is."""

    resolver: Ours
    state: State
    address: Ours

    def __str__(self) -> str:
        """One sentence, and a warning where it is ill."""
        said = f"The house uses {self.resolver} ({self.address}) for DNS now."
        if self.state is not State.HEALTHY:
            return f"{said} Mind that it is {SHORT[self.state]}."
        return said


class Automatic(Noun):
    """Whether HomeOps switches by itself."""

    on: bool
    switches: bool

    def __str__(self) -> str:
        """One sentence."""
        if not self.on:
            return "Automatic switching is off. I still watch, and tell you when a resolver fails."
        if not self.switches:
            return "Automatic switching is on, but I can't switch here; I tell you what to set on the router."
        return "Automatic switching is on: if the resolver in use fails, I switch to the other one."
