"""What the verbs about when somebody is online tell of themselves: cards, risks, how to see whether they happened."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from pydantic import TypeAdapter

from memory.people import Role
from tools.contract import Args, Json, Risk, Verb
from tools.network.people.hours import OnlineHours
from tools.network.people.household import Household
from tools.network.people.models import Bedtime, Hours
from tools.network.people.nights import evening_of
from tools.network.people.words import capital, say_bedtime, say_minutes, say_when
from tools.network.tables import Standing

_HOURS = TypeAdapter(Hours | None)
_WHOLE = TypeAdapter(int)
Happened = Callable[[Args, Hours | None], bool | None]


def hours_verbs(subject: OnlineHours, household: Household) -> tuple[Verb, ...]:
    """What people can say about when somebody is online."""
    say = _Cards(subject)

    def verb(
        run: Callable[..., Awaitable[object]],
        card: Callable[[Args], Awaitable[str]],
        happened: Happened,
        keywords: str,
        escalate: Callable[[Args], Risk] | None = None,
        *,
        model: bool = True,
    ) -> Verb:
        return Verb(
            run,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=card,
            observe=subject.observe,
            happened=lambda args, seen: happened(args, _HOURS.validate_python(seen)),
            resolve=_resolver(subject, f"network_{run.__name__}"),
            escalate=escalate,
            model=model,
            keywords=keywords,
        )

    def escalate(args: Args) -> Risk:
        """Adults are not cut off without a second look: whoever says so may be unable to take it back."""
        who = str(args.get("who"))
        device = subject.registry.held.get(who)
        owner = who if device is None else device.owner
        is_ours = device is None or device.standing is Standing.OURS
        return Risk.DANGER if is_ours and (owner is None or not household.is_young(owner)) else Risk.WRITE

    def is_given(_: Args, hours: Hours | None) -> bool | None:
        """More time that was there before can't be told from what was given now."""
        now = subject.clock.now()
        return (
            None if hours is not None and hours.more_until is not None and hours.more_until > now else False
        )

    return (
        Verb(
            subject.show_bedtimes,
            resolve=_resolver(subject, "network_show_bedtimes"),
            keywords="bedtime curfew kids offline when internet off screen time",
        ),
        verb(
            subject.set_bedtime,
            say.bedtime,
            _is_set,
            "bedtime curfew internet off night kids screen time wifi rule",
        ),
        verb(
            subject.clear_bedtime, say.no_bedtime, _is_cleared, "bedtime remove no curfew cancel delete rule"
        ),
        verb(
            subject.extend_time,
            say.more,
            is_given,
            "more time minutes longer stay up later please internet tablet half an hour extend",
        ),
        verb(
            subject.block_person,
            say.offline,
            lambda _, hours: hours is not None and hours.offline_since is not None,
            "offline internet off cut ban grounded block kid person wifi away until dinner",
            escalate,
        ),
        verb(
            subject.unblock_person,
            say.online,
            lambda _, hours: hours is None or hours.offline_since is None,
            "online again internet back let unblock allow kid person",
        ),
        verb(
            subject.put_back_hours,
            say.back,
            lambda args, hours: hours == _HOURS.validate_python(args.get("hours")),
            "undo restore",
            model=False,
        ),
    )


def _resolver(subject: OnlineHours, name: str) -> Callable[[Args], Awaitable[Args]]:
    async def resolve(args: Args) -> Args:
        said = args.get("who")
        if not isinstance(said, str):
            if "minutes" in args:
                await subject.unclear_who(args)
            return args
        others: dict[str, Json] = {
            key: value for key, value in args.items() if isinstance(value, str | int | float) and key != "who"
        }
        start, end = args.get("start"), args.get("end")
        evening: dict[str, object] = {}
        if isinstance(start, time) and isinstance(end, time):
            evening["start"], evening["end"] = evening_of(start, end)
        return {**args, **evening, "who": await subject.naming.who(said, name, others)}

    return resolve


def _is_set(args: Args, hours: Hours | None) -> bool:
    return hours is not None and hours.bedtime == _bedtime(args)


def _is_cleared(args: Args, hours: Hours | None) -> bool:
    del args
    return hours is not None and hours.bedtime is None


def _bedtime(args: Args) -> Bedtime:
    told = {key: args[key] for key in ("start", "end", "days") if args.get(key) is not None}
    return Bedtime.model_validate(told)


class _Cards:
    """What would happen, in a line each."""

    def __init__(self, subject: OnlineHours) -> None:
        self._subject = subject

    async def _name(self, args: Args) -> str:
        caller, who = args.get("caller"), args.get("who")
        person = getattr(caller, "person", None)
        return await self._subject.naming.say_who(str(who or getattr(person, "id", "")))

    async def bedtime(self, args: Args) -> str:
        """The card of `set_bedtime`."""
        return f"Take {await self._name(args)} offline from {say_bedtime(_bedtime(args))}."

    async def no_bedtime(self, args: Args) -> str:
        """The card of `clear_bedtime`."""
        return f"Do away with {await self._name(args)}'s bedtime, for good."

    async def more(self, args: Args) -> str:
        """The card of `extend_time`."""
        minutes = _WHOLE.validate_python(args["minutes"])
        return f"Let {await self._name(args)} be online for {say_minutes(minutes)} more."

    async def offline(self, args: Args) -> str:
        """The card of `block_person`."""
        now, minutes, until = self._subject.clock.now(), args.get("minutes"), args.get("until")
        end = "until somebody lets them back"
        if isinstance(minutes, int):
            end = f"for {say_minutes(minutes)}, until {say_when(now + timedelta(minutes=minutes), now)}"
        elif isinstance(until, datetime):
            end = f"until {say_when(until, now)}"
        return f"Take {await self._name(args)} offline {end}."

    async def online(self, args: Args) -> str:
        """The card of `unblock_person`."""
        return f"Let {await self._name(args)} back online."

    async def back(self, args: Args) -> str:
        """The card of `put_back_hours`."""
        hours = _HOURS.validate_python(args.get("hours"))
        rule = "" if hours is None or hours.bedtime is None else f" ({say_bedtime(hours.bedtime)})"
        return f"Bring {capital(await self._name(args))}'s hours online back to what they were{rule}."
