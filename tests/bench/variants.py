"""The same lines said otherwise: in another house, with a slip of the finger, in capitals."""

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue, TypeAdapter

from tests.bench.sets import Line, Wanted

NAMES = Path(__file__).parent / "houses" / "second_names.toml"
FREE_TEXT = ("name", "game", "folder", "kind")
"""Arguments that may rightly carry a word as it was misspelt."""
SHORTEST = 5
PLAIN_WORDS = frozenset(
    [
        "about",
        "after",
        "again",
        "all",
        "also",
        "and",
        "anything",
        "are",
        "before",
        "being",
        "between",
        "close",
        "could",
        "does",
        "doing",
        "everything",
        "from",
        "going",
        "have",
        "having",
        "how",
        "into",
        "just",
        "last",
        "leave",
        "more",
        "much",
        "never",
        "please",
        "right",
        "should",
        "some",
        "still",
        "that",
        "their",
        "there",
        "these",
        "thing",
        "things",
        "think",
        "this",
        "today",
        "want",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "your",
    ]
)
_NAMES = TypeAdapter(dict[str, str])
_WORD = re.compile(r"[A-Za-z]+")


def read_names() -> Mapping[str, str]:
    """What the second house calls what the first one has."""
    return _NAMES.validate_python(tomllib.loads(NAMES.read_text("utf-8"))["names"])


def moved(lines: Sequence[Line], names: Mapping[str, str]) -> list[Line]:
    """The lines as people of the second house say them; without those that misspell a name there is no word for."""
    rename = _renamer(names)
    found: list[Line] = []
    for line in lines:
        words = (line.text, *line.after)
        calls = tuple(_rename_args(calls, rename) for calls in line.alternatives)
        if calls != line.alternatives and all(rename(word) == word for word in words):
            continue
        found.append(
            line.model_copy(
                update={
                    "text": rename(line.text),
                    "after": tuple(map(rename, line.after)),
                    "calls": calls[0],
                    "instead": calls[1:],
                }
            )
        )
    return found


def misspelt(lines: Sequence[Line]) -> list[Line]:
    """Each line with one slip in one longer word, the same slip every time; without those that have none."""
    return [slipped for line in lines if (slipped := _slip(line)) is not None]


def recased(lines: Sequence[Line], case: Callable[[str], str]) -> list[Line]:
    """The lines in capitals, or without any."""
    return [
        line.model_copy(update={"text": case(line.text), "after": tuple(map(case, line.after))})
        for line in lines
    ]


def _renamer(names: Mapping[str, str]) -> Callable[[str], str]:
    longest_first = sorted(names, key=len, reverse=True)
    # A single letter is a disk's unless it ends a word such as "I'd".
    pattern = re.compile(
        rf"(?<![\w'\u2019])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
    )

    def rename(text: str) -> str:
        return pattern.sub(lambda found: _as_written(names[found[0].casefold()], found[0]), text)

    return rename


def _as_written(name: str, example: str) -> str:
    if example.isupper():
        return name.upper()
    return name.title() if example[0].isupper() else name


def _rename_args(calls: Sequence[Wanted], rename: Callable[[str], str]) -> tuple[Wanted, ...]:
    def renamed(name: str, value: JsonValue) -> JsonValue:
        if not isinstance(value, str) or name in ("start", "end", "metric", "by", "sensor", "receipt"):
            return value
        if value.startswith("program:"):
            return f"program:{rename(value.removeprefix('program:'))}"
        return rename(value)

    return tuple(
        Wanted(verb=call.verb, args={key: renamed(key, value) for key, value in call.args.items()})
        for call in calls
    )


def _slip(line: Line) -> Line | None:
    chance = random.Random(line.text)
    words = [
        found
        for found in _WORD.finditer(line.text)
        if len(found[0]) >= SHORTEST and found[0].casefold() not in PLAIN_WORDS
    ]
    if not words:
        return None
    found = chance.choice(words)
    slipped = _slip_in(found[0], chance)
    text = line.text[: found.start()] + slipped + line.text[found.end() :]
    as_said = tuple(_with_word(calls, found[0], slipped) for calls in line.alternatives)
    return line.model_copy(update={"text": text, "instead": (*line.instead, *as_said)})


def _slip_in(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    match chance.choice(("swap", "drop", "double", "other")):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


def _with_word(calls: Sequence[Wanted], word: str, slipped: str) -> tuple[Wanted, ...]:
    """The calls with the misspelt word where the word is taken as it is said."""

    def said(name: str, value: JsonValue) -> JsonValue:
        if name in FREE_TEXT and isinstance(value, str):
            return re.sub(re.escape(word), slipped, value, flags=re.IGNORECASE)
        return value

    return tuple(
        Wanted(verb=call.verb, args={key: said(key, value) for key, value in call.args.items()})
        for call in calls
    )
