"""Where a sentence says something that a slot takes, whatever stands around it."""

from datetime import datetime

from bot.brains.grammar.kinship import FAMILY, is_light
from bot.brains.grammar.names import NOUNS, LiveNames
from bot.brains.grammar.phrases import SlotRef
from bot.brains.grammar.slots import ALIKE, Meaning, longest, read_slot
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.words import stem, tokenize


class Spotting:
    """Looks for the values of slots in sentences, misspelt words mended."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def mended(self, said: tuple[str, ...], live: LiveNames) -> tuple[str, ...]:
        """A sentence with its misspelt words as the templates have them; live names stay as they are."""
        return tuple(
            word if stem(word) in FAMILY or live.knows(word) else next(iter(self._speller.mend(word)), word)
            for word in said
        )

    def mentions(
        self, ref: SlotRef, words: tuple[str, ...], live: LiveNames, now: datetime
    ) -> list[tuple[Meaning, int]]:
        """What the sentence says for a slot, each with its words as bits, the longest and surest first; free words stay unread.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        if ref.spec.text is not None:
            return []
        found: list[tuple[Meaning, int]] = []
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest(ref), len(words)) + 1):
                span = words[start:end]
                if ref.spec.names is not None and (is_light(span[0]) or is_light(span[-1])):
                    continue
                meaning = read_slot(ref, span, live, now)
                if meaning is None or meaning.soft or _is_pronoun(ref, words, start, end):
                    continue
                own = {*tokenize(meaning.spoken), *NOUNS}
                if meaning.cost > ALIKE and any(
                    word in self._speller.known and word not in own for word in span
                ):
                    continue  # a known word is not a misspelt name
                found.append((meaning, ((1 << end - start) - 1) << start))
        return sorted(found, key=lambda pair: (-pair[1].bit_count(), pair[0].cost))


def _is_pronoun(ref: SlotRef, words: tuple[str, ...], start: int, end: int) -> bool:
    """Whether a lone "one" stands for a thing, "the kitchen one too", rather than counts."""
    if ref.spec.number is None or words[start:end] != ("one",):
        return False
    return (
        words[start - 1 : start][:1] not in (("to",), ("at",), ("by",), ("number",)) and end >= len(words) - 1
    )
