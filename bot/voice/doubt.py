"""Whether what was heard is sure enough to act on without asking (issue: numbers and risky requests are confirmed).

Whisper gives each word a probability. A word that it hardly believed, or several that it half believed, may be another
one; a number must be surer than a word, because a wrong one makes sense too; and thirteen and thirty sound alike.
"""

import re
from collections.abc import Sequence

from bot.voice.wire import Word

HARDLY, HALF = 0.45, 0.55
HALF_BELIEVED = 2
NUMBER, ALIKE = 0.8, 0.95

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half"
)
_NUMBER = re.compile(rf"\d|^(?:{_NUMBERS.replace(' ', '|')})$", re.IGNORECASE)
_ALIKE = re.compile(
    r"^(?:1[3-9]|[3-9]0)\b|^(?:thir|four|fif|six|seven|eigh|nine)teen$|^(?:thir|for|fif|six|seven|eigh|nine)ty$",
    re.IGNORECASE,
)


def is_unsure(words: Sequence[Word]) -> bool:
    """Whether a change that these words ask for is to be confirmed first."""
    said = [Word(text=plain, sure=word.sure) for word in words if (plain := word.text.strip(" .,!?;:%°"))]
    if any(word.sure < _least(word.text) for word in said):
        return True
    return sum(word.sure < HALF for word in said) >= HALF_BELIEVED


def _least(word: str) -> float:
    if _ALIKE.search(word):
        return ALIKE
    return NUMBER if _NUMBER.search(word) else HARDLY
