"""When two texts say the same, so that what is said twice is remembered once.

Deliberately narrow: "Anna likes Ben" and "Ben likes Anna", a 42 and a 43, with and without "not" mean different things
though any embedder finds them alike. The order of telling words, with plurals and small words aside, must be the same.
"""

import re

_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_SMALL = frozenset(
    _WORD.findall(
        "a an the is are was were be been am to of for my i that this please do does really very just always"
    )
)
_SHORT = re.compile(r"'(s|m|re)\b")
_SAME = {"isn't": "not", "aren't": "not", "doesn't": "not", "don't": "not", "can't": "cannot", "dont": "not"}


def gist(text: str) -> tuple[str, ...]:
    """What must be equal for two texts to say the same."""
    words = _WORD.findall(_SHORT.sub("", text.casefold().replace("\u2019", "'")))
    return tuple(_singular(_SAME.get(word) or word) for word in words if word not in _SMALL)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
