# ruff: noqa: SIM905 - lists of words read best as text
"""Sentences that only mean something after the ones before: "and drive D?", "again", "turn it off again", "end it"."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.brains.grammar.parse import Context, Option, Turn
from bot.brains.grammar.phrases import Spoken
from bot.brains.grammar.words import ARTICLES, tokenize
from tools.contract import Call, Json

_RECENT = 3  # turns that "it" may reach back
_LEAD = re.compile(
    r"^(?:(?:and|but|ok|so|now|then) )*(?:(?:what|how) about|and(?: for| on| in)?|same (?:for|with)|the same (?:for|with)|"
    r"now(?: for)?|also|what of|or|plus|then)(?: the| my| our)? (?P<rest>.+?)(?: then| too| as well)?$"
)
_AGAIN = re.compile(
    r"^(?:(?:and|now|please|ok|do|show|check|try|run|say|look|it|that|this|me|same) )*(?:again|once more|one more time|refresh|"
    r"update|repeat|repeat that|and now|now|the same again|another time)(?: please| now)?$"
)
_MORE = re.compile(
    r"^(?:(?:show|give|tell|list|and|me|some|i|want|need|see|can|even|a|few) )*more(?: please| of (?:them|those|that|it))?$"
)
_WHY = re.compile(
    r"^(?:but |and |so )*(?:why|how come|why is that|why so|why is it so|what is the reason|why that)$"
)
_POLARITY = re.compile(
    r"^(?:please |ok |and |now |then )*(?:"
    r"(?:turn|switch|put|set) (?:it|that|this)(?: back)? (?P<to>on|off)|(?:turn|switch|put) (?P<to2>on|off) (?:it|that|this)|"
    r"(?P<verb>close|shut|lock|open|unlock|play|pause|stop|end|disable|leave|exit|quit|deactivate|cancel|start|enable|activate|resume|begin) (?:it|that|this)(?: up| off)?|"
    r"(?P<back>undo|revert|reverse) (?:it|that|this))(?: (?:again|now|please|back))*$"
)
_OFF = frozenset(
    "close shut lock pause off stop end disable leave exit quit deactivate cancel finish back normal restore over".split()
)
_ON = frozenset("open unlock play on start enable enter activate begin launch resume into".split())
_ORDINALS = {
    "first": 0, "1st": 0, "1": 0, "one": 0, "second": 1, "2nd": 1, "2": 1, "two": 1, "third": 2, "3rd": 2, "3": 2,
    "three": 2, "fourth": 3, "4th": 3, "4": 3, "four": 3, "fifth": 4, "5th": 4, "5": 4, "five": 4, "last": -1,
    "top": 0, "former": 0, "latter": -1, "other": 1,
}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:(?:the |number |option )(?P<nth>"
    + "|".join(_ORDINALS)
    + r")(?: one)?|(?P<bare>"
    + "|".join(_ORDINALS)
    + r") one)\b"
)
_PRONOUN = re.compile(
    r"\b(?:that one|this one|it|that(?! (?:is|are|was|were|has|have|had)\b)|this|him|them all|those all|all of them|all of those|them|those)\b(?= |$)"
)
_PLURAL = re.compile(r"\b(?:them|those|these|they|both|all of (?:them|those|these))\b")
_STEP_MORE = re.compile(
    r"^(?:(?:and|just|even|still) )?(?:(?:a )?(?:little|bit|tad|touch) (?:bit )?)?(?:more|further)(?: still)?(?: please| then)?$|"
    r"^(?:just )?one more (?:degree|notch|step|time)(?: please)?$"
)
YES = re.compile(
    r"^(?:(?:yes|ok|sure|please|y|go ahead|do it|do that|do so|of course|confirm|right|correct|exactly|absolutely|fine|"
    r"go for it|please do|definitely|yes do|that one|that is right|i do|do)(?: |$))+$"
)
_GO_AHEAD = re.compile(
    r"^(?:(?:yes|approved|agreed|okie|dokie|doke|proceed|on|with|please|go on|ok|great|good|fine|then|please|now|well|right|so|just|sure|cool|and|all|perfect) )*(?:(?:do|clean|clear|tidy|bin|yeet|nuke|proceed with|delete|remove|get rid of) "
    r"(?:it|that|this|so|them|those|all of it|all of that|all that)(?: all)?(?: up| out)?|go ahead|go for it|clean up)"
    r"(?: (?:then|now|please|all|for me|anyway))*$"
)
NO = re.compile(
    r"^(?:(?:no|n|not now|no thanks|thanks|neither|none|none of them|do not|leave it|wrong|thank you)(?: |$))+$"
)


_BEFORE_THAT = re.compile(
    r"^(?:and |what about |how about |show )*(?:the )?(?P<unit>day|night|week|hour)s? before(?: that)?$"
)


def is_go_ahead(text: str) -> bool:
    """Whether someone wants done what they have just looked at."""
    return bool(_GO_AHEAD.match(text))


def step_back(text: str) -> timedelta | None:
    """How much earlier "and the day before?" looks."""
    found = _BEFORE_THAT.match(text)
    if found is None:
        return None
    return {"week": timedelta(weeks=1), "hour": timedelta(hours=1)}.get(found["unit"], timedelta(days=1))


def picked(words: tuple[str, ...], options: tuple[Option, ...]) -> Option | None:
    """The button that these words press: by its place or by its label; a lone one by "yes" too."""
    text = " ".join(words)
    if YES.match(text) and len(options) == 1:
        return options[0]
    if (place := ordinal(text)) is not None and -len(options) <= place < len(options):
        return options[place]
    bare = tuple(word for word in words if word not in ARTICLES and word != "one")
    whole = [one for one in options if tokenize(one.label) == words or _bare(one.label) == bare]
    if len(whole) == 1:
        return whole[0]
    some = [one for one in options if bare and set(bare) <= set(tokenize(one.label))]
    return some[0] if len(some) == 1 and "not" not in words else None


def _bare(label: str) -> tuple[str, ...]:
    return tuple(word for word in tokenize(label) if word not in ARTICLES)


def ordinal(text: str) -> int | None:
    """The place that a whole text names ("the second one", "2"), from 0; -1 for the last."""
    if text in _ORDINALS:
        return _ORDINALS[text]
    found = _ORDINAL.fullmatch(text)
    return _ORDINALS[found["nth"] or found["bare"]] if found else None


def recent_call(context: Context) -> tuple[Turn, Call] | None:
    """The last call of the last few turns."""
    for turn in reversed(context.turns[-_RECENT:]):
        if turn.calls:
            return turn, turn.calls[-1]
    return None


def lead(text: str) -> str | None:
    """What comes after "and", "what about" and the like."""
    found = _LEAD.match(text)
    return found["rest"] if found else None


def is_again(text: str) -> bool:
    """Whether the last request is wanted once more."""
    return bool(_AGAIN.match(text))


def is_more(text: str) -> bool:
    """Whether more of the last answer is wanted."""
    return bool(_MORE.match(text))


def is_plural(text: str) -> bool:
    """Whether several things are pointed at: "turn those off"."""
    return bool(_PLURAL.search(text))


def is_step_more(text: str) -> bool:
    """Whether a step is wanted once more: "a little more"."""
    return bool(_STEP_MORE.match(text))


def is_why(text: str) -> bool:
    """Whether the reason of the last answer is wanted."""
    return bool(_WHY.match(text))


def wanted_polarity(text: str) -> str | None:
    """What is wanted: "on" or "off" in "turn it off again", "back" in "undo that"; None for anything else."""
    found = _POLARITY.match(text)
    if not found:
        return None
    if found["back"]:
        return "back"
    word = found["to"] or found["to2"] or found["verb"]
    return "off" if word in _OFF else "on"


def polarity(spoken: Spoken) -> str:
    """Whether a verb of a pair turns something on or off, from its name, else from what people say for it."""
    name = set(spoken.verb.name.split("_"))
    if name & (_OFF | _ON):
        return "off" if name & _OFF else "on"
    said = [word for template in spoken.templates for word in template.words]
    return "off" if sum(word in _OFF for word in said) > sum(word in _ON for word in said) else "on"


def with_more(spoken: Spoken, call: Call) -> Call | None:
    """The same call with a higher count, where it has one."""
    for template in spoken.templates:
        for slot, ref in template.slots.items():
            if ref.spec.number is not None and slot in template.arguments:
                argument, (_, most) = template.arguments[slot], ref.spec.number
                held = call.args.get(argument)
                now = held if isinstance(held, int) else 5
                args: dict[str, Json] = {**call.args, argument: min(2 * now, most)}
                return Call(call.verb, args) if now < most else None
    return None


def point(text: str) -> tuple[str, int, str] | None:
    """Text before and after the words that point back, and at which of the things named before (0 the first).

    "it" points at the first; that is only good when there is but one.
    """
    if found := _ORDINAL.search(text):
        return text[: found.start()], _ORDINALS[found["nth"] or found["bare"]], text[found.end() :]
    if found := _PRONOUN.search(text):
        return text[: found.start()], 0, text[found.end() :]
    return None


def is_ordinal(text: str) -> bool:
    """Whether the words that point back name a place, rather than "it"."""
    return bool(_ORDINAL.search(text))


def substitutions(previous: tuple[str, ...], piece: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The sentence before with one or two of its words replaced by the new piece, later words first."""
    for size in (1, 2):
        for at in range(len(previous) - size, -1, -1):
            yield (*previous[:at], *piece, *previous[at + size :])
