"""Everything that people may say to some domains, compiled once, with the live names beside it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bot.brains.grammar.cues import Cue, Cues
from bot.brains.grammar.groups import ALL, AREA, ONE
from bot.brains.grammar.likelihood import load_likelihood
from bot.brains.grammar.matching import Graph, Match
from bot.brains.grammar.names import LiveNames, NameIndex, NamesWanted
from bot.brains.grammar.phrases import SlotRef, Spoken, load
from bot.brains.grammar.placing import Told
from bot.brains.grammar.retrieval import Guess, Likeness
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.spotting import Spotting
from bot.brains.grammar.telling import Telling
from bot.brains.grammar.words import ELSEWHERE, ROOMS, tokenize
from tools.contract import Domain, Json, Name

_NOT_UNLIKELY = 0.15
_EVEN = 0.5
_Found = TypeVar("_Found")


class Repertoire:
    """The templates of all domains, ready to be searched; making one reads and checks the phrase files.

    Raises:
        Misconfigured: A phrase file is wrong.
    """

    def __init__(self, domains: Sequence[Domain]) -> None:
        self._domains = tuple(domains)
        self.spoken: tuple[Spoken, ...] = tuple(verb for domain in domains for verb in load(domain))
        self.by_tool = {verb.tool: verb for verb in self.spoken}
        templates = [template for verb in self.spoken for template in verb.templates]
        cues = [cue for verb in self.spoken for cue in verb.cues]
        ways = {
            word
            for template in (*templates, *cues)
            for ref in template.slots.values()
            for said in (ref.spec.values or {}).values()
            for way in said
            for word in tokenize(way)
        }
        self.speller = Speller(ways.union(*(template.words for template in (*templates, *cues))))
        self._graph = Graph(templates, self.speller)
        spotting = Spotting(self.speller)
        self._likeness = Likeness(templates, spotting)
        self._telling = Telling((*templates, *cues), spotting)
        self._cues = Cues(cues, self.speller)
        self._live = LiveNames()

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text, those written together taken apart."""
        common = load_likelihood().common
        return tuple(
            part
            for word in tokenize(text)
            for part in ((word,) if word in common or self._live.knows(word) else self.speller.split(word))
        )

    def is_elsewhere(self, words: tuple[str, ...]) -> bool:
        """Whether a sentence speaks of something that no domain knows: the weather, a phone, a pizza."""
        return any(
            word in ELSEWHERE and word not in self.speller.known and not self._live.knows(word)
            for word in words
        )

    def unknown_place(self, words: tuple[str, ...]) -> str | None:
        """A part of a home that is spoken of and that nothing here is called after."""
        known = self._live.knows
        return next((word for word in words if word in ROOMS and not known(word)), None)

    async def matches(self, said: tuple[str, ...], now: datetime) -> list[Match]:
        """Templates that account for the whole sentence, best first."""
        return await self._with_names(lambda: self._graph.matches(said, self._live, now))

    async def inside(self, said: tuple[str, ...], now: datetime) -> list[Match]:
        """Templates that account for a stretch of the sentence, those that say most first."""
        return await self._with_names(lambda: self._graph.inside(said, self._live, now))

    async def guesses(self, said: tuple[str, ...], now: datetime) -> list[Guess]:
        """The template of each verb that the sentence is most like, best first."""
        return await self._with_names(lambda: self._likeness.guesses(said, self._live, now))

    async def fits(self, tool: str, said: tuple[str, ...], now: datetime) -> list[Guess]:
        """The templates of one verb whose slots a sentence fills, best first."""
        return await self._with_names(lambda: self._likeness.fits(tool, said, self._live, now))

    async def told(self, tool: str, said: tuple[str, ...], now: datetime) -> dict[str, Told]:
        """What a sentence says for each argument of one verb."""
        found = await self._with_names(lambda: [self._telling.told(tool, said, self._live, now)])
        return found[0]

    async def shares(self, said: tuple[str, ...]) -> Mapping[str, float]:
        """How likely each verb is by what was learnt from examples; "" is none of them."""
        return load_likelihood().of(self._mended(said), await self._kinds(said))

    async def implied(self, tool: str, said: tuple[str, ...]) -> Mapping[str, tuple[Json, float]]:
        """What a sentence implies of a verb's arguments, and how likely each value is; None where it is left out.

        Of a verb whose numbers can all be left out, one is taken when it is not unlikely: something must be set.
        """
        found = load_likelihood().details(tool, self._mended(said), await self._kinds(said))
        best: dict[str, tuple[Json, float]] = {name: values[0] for name, values in found.items()}
        numbers = {
            name: (value, share)
            for name, values in found.items()
            for value, share in reversed(values)
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        if numbers and all(best[name][0] is None for name in numbers):
            name, (value, share) = max(numbers.items(), key=lambda one: one[1][1])
            if share >= _NOT_UNLIKELY:
                best[name] = value, max(share, _EVEN)
        return best

    def _mended(self, said: tuple[str, ...]) -> tuple[str, ...]:
        common = load_likelihood().common
        return tuple(
            word if word in common or self._live.knows(word) else next(iter(self.speller.mend(word)), word)
            for word in said
        )

    async def _kinds(self, said: tuple[str, ...]) -> list[str]:
        """The lists of live names of which a sentence says one."""

        def search() -> list[str]:
            return [
                f"{domain.name}.{kind}"
                for domain in self._domains
                for kind in domain.names
                if self._live.get(domain, kind).is_in(said)
            ]

        return await self._with_names(search)

    async def cues(self, said: tuple[str, ...], now: datetime) -> list[Cue]:
        """The cues that the sentence holds, best first."""
        return await self._with_names(lambda: self._cues.find(said, self._live, now))

    async def nouns(self) -> set[str]:
        """The words for kinds of things, of which a place says which: "lights", "blind"."""

        def search() -> list[str]:
            lists = [self._live.get(domain, kind) for domain in self._domains for kind in domain.names]
            known = [each.name for names in lists for each in names.known]
            return [name.spoken for name in known if name.id.endswith((ALL, ONE))]

        return set(await self._with_names(search))

    async def known_room(self, room: str) -> str:
        """A room as sentences name it, "living room" for "living_room"; "" where no domain knows one that is called so."""
        said = tokenize(room.replace("_", " ").replace("-", " "))

        def search() -> list[str]:
            return [name.spoken for places in self._places() for name in places.exactly(said) if name.area]

        return next(iter(await self._with_names(search)), "")

    async def things_at(self, room: str, words: tuple[str, ...]) -> set[str]:
        """The words for kinds of things of which there are some in a room; none where `words` name a thing or a place."""
        at = tokenize(room)

        def search() -> list[str]:
            found: list[str] = []
            for domain in self._domains:
                lists = {kind: self._live.get(domain, kind) for kind in domain.names}
                nouns = [each.name for one in lists.values() for each in one.known if _is_noun(each.name)]
                kinds = {name.spoken for name in nouns}
                for kind, names in lists.items():
                    said = [each for each in names.mentioned(words) if each.spoken.casefold() not in kinds]
                    if any(_is_group(each) is kind.endswith(AREA) for each in said):
                        return []
                for name in nouns:
                    places = lists.get(f"{name.id.partition('@')[0]}{AREA}")
                    found += [name.spoken] if places is not None and places.exactly(at) else []
            return found

        return set(await self._with_names(search))

    def _places(self) -> list[NameIndex]:
        return [
            self._live.get(domain, kind)
            for domain in self._domains
            for kind in domain.names
            if kind.endswith(AREA)
        ]

    async def called(self, ref: SlotRef, name_id: str) -> Name | None:
        """What something of a slot is called, by its id; None where the slot does not take it."""
        kinds = (ref.spec.names or "").split("+")

        def search() -> list[Name]:
            return [name for kind in kinds for name in self._live.get(ref.domain, kind).of_id(name_id)]

        return next(iter(await self._with_names(search)), None)

    async def all_called(self, domain: Domain, name_id: str) -> list[Name]:
        """All that something is called, in whichever list."""

        def search() -> list[Name]:
            return [name for kind in domain.names for name in self._live.get(domain, kind).of_id(name_id)]

        return await self._with_names(search)

    async def mentioned(self, tool: str, texts: Sequence[str]) -> list[Name]:
        """The live names of a verb's domain that stand in some texts, in order, each once."""
        domain = self.by_tool[tool].domain
        words = [tokenize(line) for text in texts for line in text.splitlines()]

        def search() -> list[Name]:
            lists: list[NameIndex] = [self._live.get(domain, kind) for kind in domain.names]
            found = [name for line in words for names in lists for name in names.mentioned(line)]
            return list({name.id: name for name in found}.values())

        return await self._with_names(search)

    async def named(self, ref: SlotRef, texts: Sequence[str]) -> tuple[Name, ...]:
        """The live names for a slot that stand in some texts, in order, each once."""
        words = [tokenize(line) for text in texts for line in text.splitlines()]
        kind = ref.spec.names
        assert kind is not None

        def search() -> list[Name]:
            lists = [self._live.get(ref.domain, part) for part in kind.split("+")]
            found = [name for names in lists for line in words for name in names.mentioned(line)]
            return list({name.id: name for name in found}.values())

        return tuple(await self._with_names(search))

    async def _with_names(self, search: Callable[[], list[_Found]]) -> list[_Found]:
        """Search, asking the domains for live names only when the search comes to need them."""
        while True:
            try:
                return search()
            except NamesWanted as wanted:
                await self._live.fetch(wanted.domain)


def _is_noun(name: Name) -> bool:
    return name.id.endswith((ALL, ONE))


def _is_group(name: Name) -> bool:
    return "@" in name.id
