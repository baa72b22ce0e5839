"""Which title, which seasons and which request are meant."""

import re
from collections.abc import Sequence

from memory.errors import Mistake
from tools.contract import Call, Json, Unclear
from tools.media.requests.answers import say_seasons, say_title, what_of
from tools.media.requests.jellyseerr import Jellyseerr
from tools.media.requests.models import MediaKind, Offer, Request

_ID = re.compile(r"(film|series)/\d+")
_YEAR = re.compile(r"^(.+?)[ ,]*\(?((?:19|20)\d\d)\)?$")
_ARTICLES = frozenset({"the", "a", "an"})
_MOST_CHOICES = 4


def is_id(title: str) -> bool:
    """Whether these are no words but an offer's id."""
    return _ID.fullmatch(title) is not None


class Meant:
    """Finds titles by what people call them."""

    def __init__(self, client: Jellyseerr) -> None:
        self._client = client

    async def offers(self, title: str, year: int | None, kind: MediaKind | None) -> list[Offer]:
        """The titles that may be meant, the best known first; those called exactly so, if there are any.

        Raises:
            Mistake: There is none.
        """
        if is_id(title):
            return [await self._client.offer(title)]
        found = _of(await self._client.search(title), year, kind)
        fits = _called(found, title)
        dated = _YEAR.match(title.strip())
        if not fits and year is None and dated is not None:
            words, told = dated[1], int(dated[2])
            found = _of(await self._client.search(words), told, kind)
            fits = _called(found, words)
        if not (fits or found):
            what = "series" if kind == "series" else "film" if kind == "film" else "film or series"
            when = f" of {year}" if year is not None else ""
            raise Mistake(f"I know no {what}{when} called “{title}”; say its title as it is written.")
        return fits or found[:_MOST_CHOICES]

    async def pick(
        self, title: str, year: int | None, kind: MediaKind | None, args: dict[str, Json], *, in_4k: bool
    ) -> Offer:
        """The one title that somebody wants to have, in full.

        Of several called the same, the best known is taken where all others are here already or on their way, as
        whoever asks wants what is missing. Else it is asked, with a button for each that is missing.

        Args:
            title: Its id, or what it is called.
            year: When it came out, if that was said.
            kind: Film or series, if that was said.
            args: The call's other arguments, for the buttons.
            in_4k: In which quality it is wanted.

        Raises:
            Unclear: Several may be meant.
        """
        found = await self.offers(title, year, kind)
        missing = [each for each in found if each.stands(in_4k=in_4k) in ("not here", "partly here")]
        is_exact = (
            is_id(title) or bool(_called(found, _YEAR.sub(r"\1", title))) or bool(_called(found, title))
        )
        if is_exact and (len(found) == 1 or not missing or missing == found[:1]):
            return await self._client.offer(found[0].id)
        options = [
            (say_title(each, with_kind=True), Call("media_request_title", {**args, "title": each.id}))
            for each in (missing or found)[:_MOST_CHOICES]
        ]
        first = found[0]
        if is_exact and first not in missing:
            raise Unclear(f"{say_title(first)} is {first.stands(in_4k=in_4k)} already. Another one?", options)
        raise Unclear("Which one?" if is_exact else "Did you mean one of these?", options)

    async def request(self, said: str, verb: str, *, only_waiting: bool = False) -> Request:
        """The request of this number, or for what is called so.

        Args:
            said: Its number, or its title.
            verb: What is called with the one that is chosen, where several may be meant.
            only_waiting: Look only among those that wait for a yes.

        Raises:
            Mistake: There is none.
            Unclear: Several may be meant.
        """
        if said.strip().lstrip("#").isdigit():
            return await self._client.request(int(said.strip().lstrip("#")))
        found = await self._client.requests(only="pending" if only_waiting else "all")
        is_open = [each for each in found if each.state != "here"]
        wanted = _words(said)
        fits = [each for each in is_open if _words(each.name) == wanted]
        fits = fits or [each for each in is_open if wanted and set(wanted) <= set(_words(each.name))]
        if not fits:
            what = "waiting for a yes" if only_waiting else "asked for"
            raise Mistake(f"Nothing called “{said}” is {what}; ask for the list of requests.")
        if len(fits) > 1:
            options = [(_label(each), Call(verb, {"request": str(each.number)})) for each in fits]
            raise Unclear("Which request?", options[:_MOST_CHOICES])
        return fits[0]


def seasons_wanted(offer: Offer, wanted: Sequence[int] | None, *, in_4k: bool) -> list[int]:
    """Which seasons are to be asked for: those named, or all that are neither here nor asked for.

    Raises:
        Mistake: There is no such season, or nothing is left of them.
    """
    if offer.kind == "film":
        return []
    known = {each.number: each for each in offer.seasons}
    if wanted and (unknown := [each for each in wanted if each not in known]):
        raise Mistake(
            f"{say_title(offer)} has no {say_seasons(unknown)}; it has {say_seasons([*known]) or 'none yet'}."
        )
    is_open = offer.open_seasons(in_4k=in_4k)
    left = sorted({*wanted} & {*is_open}) if wanted else list(is_open)
    if not left:
        named = [known[each] for each in wanted or known]
        states = {each.stands(in_4k=in_4k) for each in named}
        how = next(iter(states)) if len(states) == 1 else "here or on its way"
        what = f", {say_seasons(wanted)}," if wanted else ""
        raise Mistake(f"{say_title(offer)}{what} is {how} already, so there is nothing to ask for.")
    return left


def _label(asked: Request) -> str:
    return f"{say_title(asked)}{what_of(asked.in_4k, asked.seasons)}"


def _of(found: Sequence[Offer], year: int | None, kind: MediaKind | None) -> list[Offer]:
    """Those of a kind and a year; a year off, where none is of that very year, since countries differ."""
    of_kind = [each for each in found if kind is None or each.kind == kind]
    if year is None:
        return of_kind
    exact = [each for each in of_kind if each.year == year]
    return exact or [each for each in of_kind if each.year is not None and abs(each.year - year) == 1]


def _called(found: Sequence[Offer], said: str) -> list[Offer]:
    return [each for each in found if _words(each.name) == _words(said)]


def _words(text: str) -> tuple[str, ...]:
    """A title without case, marks and articles: "The Lord of the Rings:" is "lord of rings"."""
    words = re.findall(r"\w+", re.sub("['\u2019]", "", text.casefold()).replace("&", " and "))
    return tuple(each for each in words if each not in _ARTICLES) or tuple(words)
