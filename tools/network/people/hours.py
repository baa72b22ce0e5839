"""The verbs about when somebody is online: bedtimes, half an hour more, offline for a while."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, TypeAdapter

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Call, Caller, Done, Json, Unclear
from tools.network.people.answers import BedtimesShown, Followed, HoursChanged, HoursLine
from tools.network.people.models import Bedtime, Days, Hours
from tools.network.people.nights import is_offline, next_night
from tools.network.people.settings import WEEK
from tools.network.people.words import capital

if TYPE_CHECKING:
    from memory.clock import Clock
    from tools.network.people.gate import Settled
    from tools.network.people.keeper import Keeper
    from tools.network.people.naming import Naming
    from tools.network.people.registry import Registry

Did = Literal["bedtime", "no bedtime", "more", "offline", "online", "put back"]
PUT_BACK = "network_put_back_hours"
AHEAD = timedelta(hours=18)
"""Half an hour more before a bedtime lengthens the coming evening, not one of the day after."""
_CLOCK = TypeAdapter(AwareDatetime)


def _read_clock(value: object) -> object:
    """A clock time out of an instant, which is how a sentence tells one."""
    if isinstance(value, str) and "T" in value:
        return _CLOCK.validate_python(value).time().replace(second=0, microsecond=0)
    return value


Clocktime = Annotated[time, BeforeValidator(_read_clock)]
Minutes = Annotated[int, Field(ge=5, le=180)]
Long = Annotated[int, Field(ge=5, le=10080)]


class OnlineHours:
    """When people and devices are online."""

    def __init__(self, registry: "Registry", keeper: "Keeper", naming: "Naming", clock: "Clock") -> None:
        self.registry = registry
        self.keeper = keeper
        self.naming = naming
        self.clock = clock

    async def show_bedtimes(self, who: str | None = None) -> BedtimesShown:
        """Show when whose devices go offline, and whether somebody is offline or has more time now.

        Args:
            who: Only this person or device, by name; everybody if left out.
        """
        kept = await self.registry.hours()
        asked = kept if who is None else {who: kept.get(who, Hours(who=who))}
        lines = [await self._line(each) for each in asked.values()]
        told = [each for each in lines if who is not None or each.bedtime or each.offline or each.more_until]
        name = None if who is None else await self.naming.say_who(who)
        return BedtimesShown(
            hours=tuple(sorted(told, key=lambda each: each.name)), now=self.clock.now(), of=name
        )

    async def set_bedtime(self, who: str, start: Clocktime, end: Clocktime, days: Days = WEEK) -> Done:
        """Set a bedtime: somebody's devices are offline from then until then, on the days on which it begins.

        Args:
            who: A person, or one device, by name.
            start: When it begins, as HH:MM.
            end: When it ends, as HH:MM; on the next morning where that is earlier than `start`.
            days: Days on which it begins, such as ["sun", "mon"], "school nights" or "weekends"; every day if left out.
        """
        return await self._change(who, "bedtime", {"bedtime": Bedtime(start=start, end=end, days=days)})

    async def clear_bedtime(self, who: str) -> Done:
        """Do away with somebody's bedtime for good; for one evening use extend_time.

        Args:
            who: A person or device, by name.
        """
        return await self._change(who, "no bedtime", {"bedtime": None})

    async def extend_time(self, minutes: Minutes, caller: Caller, who: str | None = None) -> Done:
        """Give more time online this evening: bedtime or a block begins later, or pauses, and goes on by itself.

        Args:
            minutes: How much more, 5 to 180; counted from bedtime if that is still to come.
            caller: Who asks.
            who: A person or device, by name; whoever asks if left out.
        """
        whom = who or caller.person.id
        until = self._more_until((await self.registry.hours()).get(whom), minutes)
        if until is None:
            name = capital(await self.naming.say_who(whom))
            raise Mistake(
                f"{name} is not offline and has no bedtime tonight, so there is nothing to lengthen."
            )
        return await self._change(whom, "more", {"more_until": until})

    async def block_person(
        self, who: str, minutes: Long | None = None, until: datetime | None = None
    ) -> Done:
        """Take a person with all their devices, or one device, offline for a while; it ends by itself.

        Args:
            who: A person or device, by name.
            minutes: How long, 5 to 10080; until somebody ends it if this and `until` are left out.
            until: When it ends.
        """
        now = self.clock.now()
        end = until if minutes is None else now + timedelta(minutes=minutes)
        if end is not None and end <= now:
            raise Mistake("That time is over already; name a later one.")
        return await self._change(
            who, "offline", {"offline_since": now, "offline_until": end, "more_until": None}
        )

    async def unblock_person(self, who: str) -> Done:
        """Let a person or device that was taken offline back online; a bedtime still holds.

        Args:
            who: A person or device, by name.
        """
        return await self._change(who, "online", {"offline_since": None, "offline_until": None})

    async def put_back_hours(self, who: str, hours: Hours | None = None) -> Done:
        """Bring back when somebody is online to what it was; used to undo.

        Args:
            who: The person or device.
            hours: What held before; what the settings say if left out.
        """
        before = await self.registry.hours_row(who)
        if hours is None:
            await self.registry.forget_hours(who)
        else:
            await self.registry.put_hours(hours)
        return await self._done(who, "put back", before)

    async def _change(self, who: str, did: Did, update: Mapping[str, object]) -> Done:
        before = await self.registry.hours_row(who)
        present = (await self.registry.hours()).get(who, Hours(who=who))
        await self.registry.put_hours(present.model_copy(update=update))
        return await self._done(who, did, before)

    async def _done(self, who: str, did: Did, before: Hours | None) -> Done:
        settled = await self.keeper.settle()
        present = (await self.registry.hours()).get(who, Hours(who=who))
        theirs = [each for each in self.registry.held.values() if who in (each.id, each.owner)]
        answer = HoursChanged(
            did=did,
            hours=await self._line(present),
            followed=self.followed([each.id for each in theirs], settled),
            has_devices=bool(theirs),
            now=self.clock.now(),
        )
        inverse = Call(PUT_BACK, {"who": who, "hours": _plain(before)})
        return Done(answer, inverse, await self.observe({"who": who}))

    def followed(self, macs: list[str], settled: "Settled") -> Followed:
        """How these devices stand after the gate was brought in line."""
        names = {mac: self.naming.say(self.registry.held[mac]) for mac in macs if mac in self.registry.held}
        answered = len(settled.failed) < len(self.keeper.gate.piholes)
        return Followed(
            offline=tuple(sorted(name for mac, name in names.items() if mac in settled.offline)),
            online=tuple(
                sorted(name for mac, name in names.items() if answered and mac not in settled.offline)
            ),
            failed=tuple(sorted(settled.failed)),
        )

    def _more_until(self, hours: Hours | None, minutes: int) -> datetime | None:
        """Until when somebody may be online with so much more time; None where nothing would be lengthened."""
        now = self.clock.now()
        if hours is None:
            return None
        night = next_night(hours.bedtime, now) if hours.bedtime is not None else None
        begins = now
        if hours.more_until is not None and now < hours.more_until:
            begins = hours.more_until.astimezone(now.tzinfo)
        elif is_offline(hours, now) is None:
            if night is None or night.begins - now > AHEAD:
                return None
            begins = max(now, night.begins)
        until = begins + timedelta(minutes=minutes)
        return min(until, night.ends) if night is not None and night.begins <= until else until

    async def _line(self, hours: Hours) -> HoursLine:
        now = self.clock.now()
        why = is_offline(hours, now)
        until = hours.offline_until if why == "offline" else None
        if why == "bedtime" and hours.bedtime is not None and (night := next_night(hours.bedtime, now)):
            until = night.ends
        more = hours.more_until if hours.more_until is not None and now < hours.more_until else None
        return HoursLine(
            name=await self.naming.say_who(hours.who),
            bedtime=hours.bedtime,
            offline="offline" if why == "offline" else "bedtime" if why == "bedtime" else None,
            until=until,
            more_until=more,
        )

    async def observe(self, args: Args) -> Json:
        """What is kept of when somebody is online."""
        return _plain(await self.registry.hours_row(_who(args)))

    async def unclear_who(self, args: Args) -> None:
        """Raise where an adult without bedtime asks for more time and names nobody: buttons for those who have one.

        Raises:
            Unclear: Whose time it is.
        """
        whom, caller = _who(args), args.get("caller")
        is_young = isinstance(caller, Caller) and caller.person.role < Role.ADULT
        if is_young or self._more_until((await self.registry.hours()).get(whom), 5):
            return
        kept = await self.registry.hours()
        there = [who for who, hours in kept.items() if self._more_until(hours, 5)]
        if there:
            minutes = TypeAdapter(int).validate_python(args["minutes"])
            options = [
                (
                    await self.naming.say_who(who),
                    Call("network_extend_time", {"minutes": minutes, "who": who}),
                )
                for who in there
            ]
            raise Unclear("Whose time?", options)


def _who(args: Args) -> str:
    """Whom arguments are about: who asks, where they name nobody."""
    who, caller = args.get("who"), args.get("caller")
    if isinstance(who, str):
        return who
    assert isinstance(caller, Caller)
    return caller.person.id


def _plain(hours: Hours | None) -> Json:
    return None if hours is None else hours.model_dump(mode="json")
