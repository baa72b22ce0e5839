"""What the verbs about who is on the network answer; `str()` is the chat answer."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import AwareDatetime

from tools.network.people.models import Bedtime, Noun
from tools.network.people.nights import Reason
from tools.network.people.words import capital, join_words, say_bedtime, say_some, say_when
from tools.network.tables import Standing
from tools.trust import Ours, Untrusted

_MOST_ROWS = 8
_REASONS: dict[Reason, str] = {
    "blocked": "blocked",
    "unknown": "nobody has said whose it is",
    "visit over": "the visit is over",
    "offline": "taken offline",
    "bedtime": "bedtime",
}


class DeviceLine(Noun):
    """A device of the network; `name` is its own where nobody named it, `offline` is why it is kept offline."""

    id: Ours
    name: Untrusted
    owner: Ours | None
    standing: Standing
    is_here: bool
    offline: Reason | None = None


class NetworkShown(Noun):
    """Who is on the network; of one person where `person` is named."""

    devices: tuple[DeviceLine, ...]
    person: Ours | None = None

    def __str__(self) -> str:
        """A line for each person, one for guests, for strangers, for what is kept offline."""
        here = [each for each in self.devices if each.is_here]
        if self.person is not None:
            return self._of_one(here, self.person)
        count = f"{len(here)} device{'' if len(here) == 1 else 's'}"
        owners = sorted({each.owner for each in here if each.owner is not None})
        ours = [(owner, [each for each in here if each.owner == owner]) for owner in owners]
        nobodys = [each for each in here if each.owner is None]
        groups = [
            *ours[:_MOST_ROWS],
            ("The house", [each for each in nobodys if each.standing is Standing.OURS]),
            ("Guests", [each for each in nobodys if each.standing is Standing.GUEST]),
            ("Unknown", [each for each in nobodys if each.standing is Standing.UNKNOWN]),
        ]
        rows = [f"{who}: {_names(those, of=who)}." for who, those in groups if those]
        held = [
            f"{each.name} ({_REASONS[each.offline]})" for each in self.devices if each.offline is not None
        ]
        offline = [f"Kept offline: {say_some(held)}."] if held else []
        return "\n".join([f"On the network now: {count}.", *rows, *offline])

    def _of_one(self, here: Sequence[DeviceLine], person: str) -> str:
        if not self.devices:
            return f"I know no device of {person}'s; say for example “the tablet is {person}'s”."
        away = [each for each in self.devices if not each.is_here]
        lines = [
            f"{person} is on the network with {_names(here, of=person)}."
            if here
            else f"No device of {person}'s is on the network."
        ]
        lines += [f"Not there: {_names(away, of=person)}."] if here and away else []
        held = [
            f"{each.name} ({_REASONS[each.offline]})" for each in self.devices if each.offline is not None
        ]
        return "\n".join([*lines, *([f"Kept offline: {say_some(held)}."] if held else [])])


class DeviceShown(Noun):
    """One device: whose it is, where, since when, and how much it asks of the resolvers."""

    device: DeviceLine
    ips: tuple[Untrusted, ...]
    vendor: Untrusted | None
    is_private: bool
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    until: AwareDatetime | None
    asked_today: int | None
    usual_an_hour: int | None
    now: AwareDatetime

    def __str__(self) -> str:
        """A fact a line."""
        one = self.device
        whose = (
            f"{one.owner}'s"
            if one.owner
            else {"ours": "the house's", "guest": "a guest's"}.get(one.standing, one.standing)
        )
        here = "on the network now" if one.is_here else f"last seen {say_when(self.last_seen, self.now)}"
        made = f", made by {self.vendor.rstrip('.')}" if self.vendor and not self.is_private else ""
        address = f"Address {say_some(self.ips, 3)}" if self.ips else "No address"
        local = self.first_seen.astimezone(self.now.tzinfo)
        lines = [
            f"{capital(one.name)}: {whose}, {here}.",
            f"{address}; MAC {one.id}{made}{', made up by the device itself' if self.is_private else ''}.",
            f"Known since {local.day} {local:%B %Y}.",
        ]
        if one.offline is not None:
            lines.append(f"Kept offline: {_REASONS[one.offline]}.")
        if self.until is not None:
            lines.append(f"Guest access until {say_when(self.until, self.now)}.")
        if self.asked_today is not None:
            usual = (
                ""
                if self.usual_an_hour is None
                else f"; at this time of the day usually {self.usual_an_hour:,} an hour"
            )
            lines.append(f"Asked for {self.asked_today:,} names today{usual}.")
        return "\n".join(lines)


class HoursLine(Noun):
    """When a person or device is online: the rule, and how it stands now; `name` is never what a device calls itself."""

    name: Ours
    bedtime: Bedtime | None = None
    offline: Literal["offline", "bedtime"] | None = None
    until: AwareDatetime | None = None
    more_until: AwareDatetime | None = None

    def say(self, now: AwareDatetime) -> str:
        """Such as "Leo: 20:00 to 07:00, every day; offline until 07:00"."""
        rule = "no bedtime" if self.bedtime is None else say_bedtime(self.bedtime)
        if self.more_until is not None and now < self.more_until:
            return f"{capital(self.name)}: {rule}; may be online until {say_when(self.more_until, now)}."
        if self.offline is None:
            return f"{capital(self.name)}: {rule}."
        end = "until somebody lets them back" if self.until is None else f"until {say_when(self.until, now)}"
        return f"{capital(self.name)}: {rule}; offline now, {end}."


class BedtimesShown(Noun):
    """Everybody's bedtimes, or one person's."""

    hours: tuple[HoursLine, ...]
    now: AwareDatetime
    of: Ours | None = None

    def __str__(self) -> str:
        """A line each."""
        if self.hours:
            return "\n".join(each.say(self.now) for each in self.hours[:12])
        return (
            f"{capital(self.of)} has no bedtime."
            if self.of
            else "Nobody has a bedtime. Say “Leo's bedtime is 8 pm to 7 am”."
        )


class Followed(Noun):
    """How the devices stand after a change: which are offline, which online, and which Pi-hole did not follow."""

    offline: tuple[Untrusted, ...] = ()
    online: tuple[Untrusted, ...] = ()
    failed: tuple[Ours, ...] = ()

    def lines(self) -> Iterable[str]:
        """What was seen afterwards."""
        if self.offline:
            yield f"Offline now: {say_some(self.offline)}."
        if self.online:
            yield f"Online now: {say_some(self.online)}."
        if self.failed:
            yield f"{join_words(self.failed)} did not answer; I keep trying until it follows."


class HoursChanged(Noun):
    """What was changed of when somebody is online, and how it stands now."""

    did: Literal["bedtime", "no bedtime", "more", "offline", "online", "put back"]
    hours: HoursLine
    followed: Followed
    has_devices: bool
    now: AwareDatetime

    def __str__(self) -> str:
        """What holds, and what was seen."""
        lines = [self._first(), *self.followed.lines()]
        if not self.has_devices:
            name = self.hours.name
            lines.append(f"I know no device of {name}'s yet; say for example “the tablet is {name}'s”.")
        return "\n".join(lines)

    def _first(self) -> str:
        hours, name = self.hours, capital(self.hours.name)
        match self.did:
            case "bedtime" if hours.bedtime is not None:
                return f"{name}'s bedtime: offline from {say_bedtime(hours.bedtime)}."
            case "no bedtime":
                return f"{name} has no bedtime any more."
            case "more" if hours.more_until is not None:
                return f"{name} may be online until {say_when(hours.more_until, self.now)}."
            case "offline":
                end = (
                    "until you let them back"
                    if hours.until is None
                    else f"until {say_when(hours.until, self.now)}"
                )
                return f"{name} is offline {end}."
            case "online" if hours.offline == "bedtime" and hours.until is not None:
                return f"{name} is not blocked any more, but it is bedtime until {say_when(hours.until, self.now)}."
            case "online":
                return f"{name} may be online again."
            case _:
                return hours.say(self.now)


class DeviceChanged(Noun):
    """What a device is to the house now, as it was seen afterwards."""

    device: DeviceLine
    until: AwareDatetime | None
    followed: Followed
    now: AwareDatetime
    is_next: bool = False
    is_forgotten: bool = False

    def __str__(self) -> str:
        """What holds, and what was seen."""
        return "\n".join([self._first(), *self.followed.lines()])

    def _first(self) -> str:
        one, name = self.device, capital(self.device.name)
        end = "" if self.until is None else f" until {say_when(self.until, self.now)}"
        if self.is_forgotten:
            return "No guest's device is waited for any more."
        if self.is_next:
            return f"The next new device on the network is a guest's, online{end}."
        match one.standing:
            case Standing.BLOCKED:
                return f"{name} is blocked."
            case Standing.GUEST if self.until is not None and self.until <= self.now:
                return f"{name}'s guest access is over."
            case Standing.GUEST:
                return f"{name} is a guest's, online{end}."
            case Standing.UNKNOWN:
                return f"{name} is unknown again."
            case _:
                return f"{name} is {one.owner}'s." if one.owner else f"{name} is the house's."


def _names(devices: Sequence[DeviceLine], of: str = "") -> str:
    """Their names, without whose they are where that was said."""
    return say_some(sorted(each.name.removeprefix(f"{of}'s ") for each in devices))
