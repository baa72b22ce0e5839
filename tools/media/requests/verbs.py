"""The verbs about requests: their risks and roles, what they ask before, and how they are seen to be done."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import TypeAdapter

from memory.people import Role
from tools.contract import Args, Done, Json, Name, Risk, Verb
from tools.media.keyed import NotThere
from tools.media.requests.answers import say_title, what_of
from tools.media.requests.models import MediaKind, Request
from tools.media.requests.tools import MediaRequests

_SEASONS = TypeAdapter(list[int])


class Ways:
    """How the verbs of `subject` are prepared, told and looked at."""

    def __init__(self, subject: MediaRequests) -> None:
        self._subject = subject
        self._owners: dict[str, str] = {}

    async def resolve_title(self, args: Args) -> Args:
        """The title as its id, with the seasons that are to be asked for.

        Raises:
            Mistake: There is nothing to ask for: nobody shall be bothered with a card then.
        """
        in_4k, kind, year = args.get("in_4k") is True, _kind(args), args.get("year")
        seasons = _numbers(args)
        more: dict[str, Json] = {"in_4k": in_4k, **({"seasons": list(seasons)} if seasons else {})}
        when = year if isinstance(year, int) else None
        offer = await self._subject.meant.pick(str(args["title"]), when, kind, more, in_4k=in_4k)
        wanted = await self._subject.check(offer, seasons or None, in_4k=in_4k)
        return {**args, "title": offer.id, "year": offer.year, "kind": offer.kind, "seasons": wanted or None}

    def resolving(self, verb: str, *, only_waiting: bool = False) -> Callable[[Args], Awaitable[Args]]:
        """What turns a title that was asked for into the request's number."""

        async def resolve(args: Args) -> Args:
            found = await self._subject.meant.request(str(args["request"]), verb, only_waiting=only_waiting)
            number = str(found.number)
            person = await self.owner(found)
            self._owners.pop(number, None)
            if person is not None:
                self._owners[number] = person
            return {**args, "request": number}

        return resolve

    async def owner(self, request: Request) -> str | None:
        """The id of the person who asked for it."""
        waiting = await self._subject.journal.all()
        told = next((each.person for each in waiting if each.request == request.number), None)
        return told or await self._subject.accounts.person_of(request.user_number)

    def target(self, args: Args) -> frozenset[str]:
        """Whose request it is: one's own anybody may take back."""
        person = args.get("person") if "title" in args else self._owners.get(str(args.get("request")))
        return frozenset({str(person)} if person else ())

    async def say_title(self, args: Args) -> str:
        """The card of `request_title`: the preview of what is asked for."""
        offer = await self._subject.client.offer(str(args["title"]))
        what = what_of(args.get("in_4k") is True, _numbers(args))
        return f"Get {say_title(offer, with_kind=True)}{what}."

    def saying(self, words: str) -> Callable[[Args], Awaitable[str]]:
        """A card that says `words` of a request."""

        async def card(args: Args) -> str:
            asked = await self._subject.client.request(int(str(args["request"])))
            person = await self.owner(asked)
            who = person.replace("-", " ").title() if person else asked.user
            what = f"{say_title(asked)}{what_of(asked.in_4k, asked.seasons)}"
            return words.format(what=what, who=who)

        return card

    async def observe_title(self, args: Args) -> Json:
        """Whether it is asked for."""
        offer = await self._subject.client.offer(str(args["title"]))
        in_4k, seasons = args.get("in_4k") is True, {*_numbers(args)}
        fits = [
            each
            for each in offer.requests
            if each.in_4k == in_4k and (not seasons or seasons & {*each.seasons})
        ]
        return {"asked": any(each.verdict != "failed" for each in fits)}

    async def observe_request(self, args: Args) -> Json:
        """Whether there is this request."""
        try:
            await self._subject.client.request(int(str(args["request"])))
        except NotThere:
            return {"asked": False}
        return {"asked": True}

    async def observe_verdict(self, args: Args) -> Json:
        """What was decided of a request."""
        return {"verdict": (await self._subject.client.request(int(str(args["request"])))).verdict}

    async def name_requests(self) -> Sequence[Name]:
        """What was asked for and has not arrived."""
        found = await self._subject.client.requests()
        is_open = [each for each in found if each.state != "here"]
        titles = [each.name for each in is_open]
        return [
            Name(str(each.number) if titles.count(each.name) == 1 else each.name, each.name, trusted=False)
            for each in is_open
        ]


def verbs(subject: MediaRequests, ways: Ways) -> tuple[Verb, ...]:
    """What `subject` can do."""

    def decision(run: Callable[..., Awaitable[Done]], words: str, verdict: str, keywords: str) -> Verb:
        return Verb(
            run,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=ways.saying(words),
            observe=ways.observe_verdict,
            happened=_is("verdict", verdict),
            resolve=ways.resolving(f"media_{run.__name__}", only_waiting=True),
            keywords=keywords,
        )

    return (
        Verb(
            subject.show_request_options,
            keywords="available film movie series show 4k seasons can we get already",
        ),
        Verb(
            subject.request_title,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=ways.say_title,
            observe=ways.observe_title,
            happened=_is("asked", expected=True),
            resolve=ways.resolve_title,
            keywords="get film movie series show season 4k download add want watch jellyseerr overseerr",
        ),
        Verb(
            subject.list_media_requests,
            keywords="asked for requested films series pending arrived progress who",
        ),
        Verb(
            subject.withdraw_request,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=ways.saying("Take back {who}'s request for {what}."),
            observe=ways.observe_request,
            happened=_is("asked", expected=False),
            resolve=ways.resolving("media_withdraw_request"),
            target=ways.target,
            keywords="cancel request film movie series never mind don't want",
        ),
        decision(
            subject.approve_request,
            "Get {what}, which {who} asked for.",
            "approved",
            "approve yes allow film",
        ),
        decision(
            subject.decline_request,
            "Decline {what}, which {who} asked for.",
            "declined",
            "decline no deny film",
        ),
        Verb(
            subject.put_back_request,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=ways.say_title,
            observe=ways.observe_title,
            happened=_is("asked", expected=True),
            target=ways.target,
            model=False,
        ),
        Verb(
            subject.reopen_request,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=ways.saying("Have {what}, which {who} asked for, wait for a yes again."),
            observe=ways.observe_verdict,
            happened=_is("verdict", "waiting for a yes"),
            model=False,
        ),
    )


def _is(key: str, expected: str | bool) -> Callable[[Args, Json], bool | None]:  # noqa: FBT001 - what is seen
    def happened(args: Args, seen: Json) -> bool | None:
        del args
        return seen.get(key) == expected if isinstance(seen, dict) else None

    return happened


def _kind(args: Args) -> MediaKind | None:
    match args.get("kind"):
        case "film":
            return "film"
        case "series":
            return "series"
        case _:
            return None


def _numbers(args: Args) -> list[int]:
    return _SEASONS.validate_python(args.get("seasons") or ())
