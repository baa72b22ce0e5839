"""Tells whoever asked for something that it has arrived, and adults of what waits for their yes."""

from collections.abc import Sequence
from datetime import timedelta

from memory.clock import Clock
from memory.errors import HomeOpsError
from memory.people import Role
from tools.events import Events, Noticed
from tools.media.keyed import NotThere
from tools.media.requests.answers import say_title, what_of
from tools.media.requests.jellyseerr import Jellyseerr
from tools.media.requests.journal import Asked, Journal
from tools.media.requests.models import Offer, Request

_LOST_AFTER = timedelta(minutes=10)
"""After so long, what has no request at the server was never asked for: a kill came between."""
_MOST_WAITING = 10


class Arrivals:
    """Looks at what is waited for."""

    def __init__(self, client: Jellyseerr, journal: Journal, events: Events, clock: Clock) -> None:
        self._client = client
        self._journal = journal
        self._events = events
        self._clock = clock

    async def look(self) -> None:
        """Look once; while the server is away, nothing is told and nothing is lost."""
        waiting = await self._journal.all()
        try:
            for asked in waiting:
                await self._settle(asked)
            await self._tell_adults(waiting)
        except HomeOpsError:
            return

    async def _settle(self, asked: Asked) -> None:
        try:
            offer = await self._client.offer(asked.title_id)
        except NotThere:
            await self._journal.drop(asked)
            return
        request = _request_of(asked, offer)
        number = request.number if request is not None else asked.request
        if _is_here(asked, offer):
            text = f"{asked.name}{what_of(asked.in_4k, asked.seasons)} has arrived. Enjoy!"
            await self._tell_and_drop(asked, f"media:arrived:{number or asked.key}", text)
        elif request is None:
            if asked.request is not None or self._clock.now() - asked.asked_at > _LOST_AFTER:
                await self._journal.drop(asked)
        elif request.verdict == "declined":
            text = f"{asked.name}{what_of(asked.in_4k, asked.seasons)} was declined in Jellyseerr."
            await self._tell_and_drop(asked, f"media:declined:{number}", text)
        elif asked.request != request.number:
            await self._journal.number(asked, request.number)

    async def _tell_and_drop(self, asked: Asked, key: str, text: str) -> None:
        """Forgotten only once it is told for certain; told once by its key, however often this is tried."""
        if not await self._events.publish(Noticed(key, text, person=asked.person)):
            await self._journal.drop(asked)

    async def _tell_adults(self, waiting: Sequence[Asked]) -> None:
        """Requests made on Jellyseerr's own page wait for a yes that nobody here was asked for."""
        for request in await self._client.requests(_MOST_WAITING, only="pending"):
            if any(each.fits(request) for each in waiting):
                continue
            what = f"{say_title(request, with_kind=True)}{what_of(request.in_4k, request.seasons)}"
            args = {"request": str(request.number)}
            options = (
                ("Yes, get it", "media_approve_request", args),
                ("No", "media_decline_request", args),
            )
            text = f"{request.user} asks in Jellyseerr for {what}."
            key = f"media:waiting:{request.number}"
            await self._events.publish(Noticed(key, text, options, least=Role.ADULT))


def _request_of(asked: Asked, offer: Offer) -> Request | None:
    """The request that was made for it: by its number, or the one that fits, if a kill kept its number from us."""
    same = [each for each in offer.requests if each.number == asked.request]
    fits = [each for each in offer.requests if asked.request is None and asked.fits(each)]
    return next(iter([*same, *fits]), None)


def _is_here(asked: Asked, offer: Offer) -> bool:
    if not asked.seasons:
        return offer.stands(in_4k=asked.in_4k) == "here"
    named = {each.number: each.stands(in_4k=asked.in_4k) for each in offer.seasons}
    return all(named.get(number) == "here" for number in asked.seasons)
