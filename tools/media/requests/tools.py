"""Asking for films and series, and deciding of what was asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from memory.clock import Clock
from memory.errors import Mistake, Unavailable
from tools.contract import Call, Caller, Done, Json
from tools.media.keyed import NotThere
from tools.media.requests.accounts import Accounts
from tools.media.requests.answers import (
    Decided,
    Options,
    Requested,
    Requests,
    Withdrawn,
    say_title,
)
from tools.media.requests.jellyseerr import Jellyseerr
from tools.media.requests.journal import Asked, Journal
from tools.media.requests.meant import Meant, seasons_wanted
from tools.media.requests.models import MediaKind, Offer, Request, Verdict, split_id
from tools.media.requests.owning import Owning

PHRASES = Path(__file__).parent / "phrases"
WITHDRAW, PUT_BACK, REOPEN = "media_withdraw_request", "media_put_back_request", "media_reopen_request"
_MOST_OTHERS = 3


def _as_list(value: object) -> object:
    return [value] if isinstance(value, int | str) else value


Seasons = Annotated[
    Sequence[Annotated[int, Field(ge=1, le=99)]], BeforeValidator(_as_list), Field(max_length=99)
]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Year = Annotated[int, Field(ge=1870, le=2100)]


class MediaRequests:
    """What there is to ask for, and what was asked for."""

    def __init__(
        self,
        client: Jellyseerr,
        accounts: Accounts,
        journal: Journal,
        owning: Owning,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self.client = client
        self.accounts = accounts
        self.journal = journal
        self.meant = Meant(client)
        self._owning = owning
        self._changed = changed
        self._clock = clock

    async def show_request_options(
        self, title: Title, year: Year | None = None, kind: MediaKind | None = None
    ) -> Options:
        """Tell whether a film or series can be asked for: what of it is here, in 4K too, and who asked already.

        Args:
            title: What it is called, such as "Dune".
            year: When it came out, 1870 to 2100, if it was said.
            kind: Film or series, if it was said.
        """
        found = await self.meant.offers(title, year, kind)
        offer = await self._with_people(await self.client.offer(found[0].id))
        return Options(offer=offer, others=tuple(found[1 : _MOST_OTHERS + 1]), can=await self.client.kinds())

    async def request_title(
        self,
        title: Title,
        caller: Caller,
        year: Year | None = None,
        kind: MediaKind | None = None,
        seasons: Seasons | None = None,
        in_4k: bool = False,  # noqa: FBT001, FBT002 - an argument of the verb
    ) -> Done:
        """Ask for a film or series to be got ("get me Dune in 4K"); whoever asks is told when it has arrived.

        Of several called the same it takes the best known one if only that is missing here; else it asks which.

        Args:
            title: What it is called, such as "Dune".
            caller: Who asks.
            year: When it came out, 1870 to 2100, only if it was said.
            kind: Film or series, only if it was said.
            seasons: Of a series the numbers of the seasons, 1 to 99; all that are missing if left out.
            in_4k: True for 4K instead of the ordinary quality.
        """
        offer = await self.meant.pick(title, year, kind, {}, in_4k=in_4k)
        wanted = await self.check(offer, seasons, in_4k=in_4k)
        user = await self.accounts.user_of(caller.person)
        asked = Asked(offer.id, in_4k, tuple(wanted), caller.person.id, say_title(offer), self._clock.now())
        request = await self._ask_for(asked, user)
        answer = Requested(request=request.model_copy(update={"person": caller.person.id}))
        return Done(answer, Call(WITHDRAW, {"request": str(request.number)}), {"asked": True})

    async def on_their_way(self) -> frozenset[tuple[MediaKind, int]]:
        """What was asked for and has not come yet, by kind and TMDB's id."""
        asked = await self.client.requests()
        waits = [
            each for each in asked if each.state != "here" and each.verdict not in ("declined", "failed")
        ]
        return frozenset(split_id(each.title_id) for each in waits)

    async def list_media_requests(self, only: Literal["open", "all"] = "open") -> Requests:
        """List which films and series were asked for: by whom, and how far each is.

        Args:
            only: "open" for what has not arrived yet, "all" for what has too.
        """
        found = [await self._with_person(each) for each in await self.client.requests()]
        if only == "open":
            found = [each for each in found if each.state != "here" and each.verdict != "declined"]
        return Requests(requests=tuple(found), now=self._clock.now())

    async def withdraw_request(self, request: str) -> Done:
        """Take back that a film or series was asked for, before it has arrived.

        Args:
            request: Its title, or the request's number.
        """
        was = await self._with_person(await self.meant.request(request, WITHDRAW))
        if was.state == "here":
            raise Mistake(f"{say_title(was)} has arrived already, so there is nothing to take back.")
        await self.client.withdraw(was.number)
        self._changed()
        if await self._find(was.number) is not None:
            raise Unavailable("Jellyseerr took that, but still shows the request; look there.")
        await self.journal.drop_request(was.number)
        back: dict[str, Json] = {
            "title": was.title_id,
            "seasons": list(was.seasons),
            "in_4k": was.in_4k,
            "user": was.user_number,
            "verdict": was.verdict,
            "person": was.person,
        }
        return Done(Withdrawn(request=was), Call(PUT_BACK, back), {"asked": False})

    async def put_back_request(
        self,
        title: Title,
        seasons: Seasons,
        in_4k: bool,  # noqa: FBT001 - an argument of the verb
        user: int,
        verdict: Verdict,
        person: str | None = None,
    ) -> Done:
        """Ask again for what was withdrawn; used to undo.

        Args:
            title: The title's id.
            seasons: Which seasons of a series.
            in_4k: In which quality.
            user: Number of the user in whose name.
            verdict: What had been decided of it.
            person: Id of the person who waits for it.
        """
        offer = await self.client.offer(title)
        asked = Asked(title, in_4k, tuple(seasons), person or "", say_title(offer), self._clock.now())
        request = await self._ask_for(asked, user, verdict)
        answer = Requested(request=request.model_copy(update={"person": person}))
        return Done(answer, Call(WITHDRAW, {"request": str(request.number)}), {"asked": True})

    async def approve_request(self, request: str) -> Done:
        """Say yes to what somebody asked for in Jellyseerr, so that it is got.

        Args:
            request: Its title, or the request's number.
        """
        return await self._decide(request, "approve", "approved")

    async def decline_request(self, request: str) -> Done:
        """Say no to what somebody asked for in Jellyseerr.

        Args:
            request: Its title, or the request's number.
        """
        return await self._decide(request, "decline", "declined")

    async def reopen_request(self, request: str) -> Done:
        """Have a request wait for a yes again; used to undo.

        Args:
            request: The request's number.
        """
        before = await self.client.request(int(request))
        asked = await self.client.decide(before.number, "pending")
        again = "media_approve_request" if before.verdict == "approved" else "media_decline_request"
        answer = Decided(request=await self._with_person(asked))
        return Done(answer, Call(again, {"request": request}), {"verdict": asked.verdict})

    async def check(self, offer: Offer, seasons: Sequence[int] | None, *, in_4k: bool) -> list[int]:
        """Which seasons are to be asked for; of a film none.

        Raises:
            Mistake: It can't be asked for, or there is nothing left to ask for.
        """
        if in_4k and not (await self.client.kinds()).has_4k(offer.kind):
            raise Mistake(
                "4K can't be asked for here; ask for it without 4K, or set up a 4K server in Jellyseerr."
            )
        stands = offer.stands(in_4k=in_4k)
        if offer.kind == "film" and stands not in ("not here", "partly here"):
            how = "waiting for a yes in Jellyseerr" if stands == "waiting for a yes" else stands
            raise Mistake(
                f"{say_title(offer)} is {how} already{' in 4K' if in_4k else ''}, so there is nothing to ask for."
            )
        if await self._owning.has(offer, in_4k=in_4k):
            raise Mistake(
                f"{say_title(offer)} is in your library already{' in 4K' if in_4k else ''}, so there is nothing to ask for."
            )
        return seasons_wanted(offer, seasons, in_4k=in_4k)

    async def _ask_for(self, asked: Asked, user: int | None, verdict: Verdict = "approved") -> Request:
        """Ask for something that is written down first; `verdict` is what has been decided of it."""
        if asked.person:
            await self.journal.put(asked)
        try:
            request = await self.client.ask_for(
                asked.title_id,
                asked.seasons,
                in_4k=asked.in_4k,
                user=user,
                as_user=verdict == "waiting for a yes",
            )
        except Mistake:
            await self.journal.drop(asked)
            raise
        self._changed()
        await self.journal.number(asked, request.number)
        if verdict == "declined":
            return await self.client.decide(request.number, "decline")
        if verdict == "approved" and request.verdict == "waiting for a yes":
            return await self.client.decide(request.number, "approve")  # the house has said yes already
        return request

    async def _decide(self, said: str, how: str, verdict: Verdict) -> Done:
        verb = f"media_{how}_request"
        before = await self.meant.request(said, verb, only_waiting=True)
        if before.verdict == verdict:
            raise Mistake(f"{say_title(before)} is {verdict} already.")
        asked = await self._with_person(await self.client.decide(before.number, how))
        if asked.verdict != verdict and asked.state != "here":
            raise Unavailable(f"Jellyseerr took that, but the request is still {asked.verdict}; look there.")
        back = Call(REOPEN, {"request": str(before.number)})
        return Done(Decided(request=asked), back, {"verdict": asked.verdict})

    async def _find(self, number: int) -> Request | None:
        try:
            return await self.client.request(number)
        except NotThere:
            return None

    async def _with_people(self, offer: Offer) -> Offer:
        named = [await self._with_person(each) for each in offer.requests]
        return offer.model_copy(update={"requests": tuple(named)})

    async def _with_person(self, request: Request) -> Request:
        """With who asked for it, if that is written down or the settings say whose user it is."""
        told = [each.person for each in await self.journal.all() if each.request == request.number]
        person = told[0] if told else await self.accounts.person_of(request.user_number)
        return request.model_copy(update={"person": person})
