# ruff: noqa: SIM905 - lists of words read best as text
"""What is said around a request: remarks that ask for nothing, exceptions, and corrections in mid-sentence."""

import re

from bot.brains.grammar.politeness import is_command
from bot.brains.grammar.words import ELSEWHERE, stem

_SITUATION = re.compile(
    r"^(?:(?:oh|ugh|oops|well|man|god|right|so|and|ok|sorry|also|but|no) )*(?:"
    r"(?:i|we|you|he|she|it|they|that|this|there|everything|(?:the |my |our |this |those |these )?(?:\w+ ){1,5}?)"
    r"(?:am|is|are|has|have|was|takes|keeps|finished|stopped|crashed|died|froze|hangs|needs|runs)\b|"
    r"i (?:still |really |just |only )?(?:need|needed|hate|forgot|forget|got|finished|think|feel|changed my mind)\b|"
    r"we (?:still |really |just )?(?:need|needed|got|finished)\b|(?:dinner|bed|bath|home work) ?time\b|changed my mind$|"
    r"(?:sick|tired|fed up) (?:of|with)\b|(?:all )?(?:done|finished)\b|time (?:for|to)\b|no rush|sorry$|my mistake$)"
)
_DOUBT = frozenset(
    map(
        stem,
        "if unless when whenever until till before after once said say says saying told tell tells asked ask asking goes "
        "went claims wrote written writes reads thought wonder maybe perhaps should would could might may wait keep leave "
        "instead never mean meant means joke joking kidding sure unsure certain brilliant idea plan question option what "
        "why how who which example title nobody without except cannot his her their him them grandma grandpa neighbour "
        "neighbor pretend imagine suppose want wants wanted like forbidden allowed supposed otherwise first "
        "later tomorrow yesterday ago wrong".split(),
    )
)
_MACHINES = ELSEWHERE & frozenset(
    "phone iphone android mobile smartphone laptop laptops macbook chromebook tablet ipad kindle watch playstation ps4 "
    "ps5 xbox nintendo tv telly television".split()
)
_TURNS = frozenset("or not at from later on in".split())
"""Words that turn an order into another one."""
_OTHERS = frozenset(
    "he she they someone somebody everyone nobody who what why how did does has have is was were are".split()
)
_PLAIN = frozenset("want wants first wrong them sure like plan idea leave reads option".split())
"""Words that make a remark doubtful, but not an order."""
_TELLING = frozenset("list show tell give read display name count".split())
"""Words with which a look is asked for."""
_MILD_NOT = re.compile(r"\b(?:is|are|am) not (?:\w+ing|responding|needed|in use|here|home)\b")
_CORRECTION = re.compile(
    r"^(?P<first>.+?)[\s,.;!-]+(?:(?:(?:no|nope|ah|oh|uh|er|um|actually|wait|sorry|oops|hang on|hold on|i mean|i meant|make that|"
    r"scratch that|or rather)[\s,.!-]+)*(?:no wait|wait no|no sorry|sorry no|no hang on|no hold on|no actually|actually no|"
    r"no no|oh no|no i mean|no i meant|sorry i meant|sorry i mean|i meant|i mean|make that|scratch that|or rather|no make that)|"
    r"(?<=[,.;!-]\s)(?:no|nope|sorry|actually|wait|oops|rather|hang on|hold on))"
    r"(?:[\s,.!-]+(?P<second>.*))?$",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"^(?:(?:no|nope|ah|oh|uh|er|um|actually|wait|sorry|oops|hang on|hold on|i mean|i meant|make that|make it|"
    r"scratch that|rather|it is|the)[\s,.!-]+)+",
    re.IGNORECASE,
)
_NOT_JUST = re.compile(
    r"^(?:please )?(?:don'?t|do not) (?:just|only|simply|merely) (?P<first>.+?)(?:,|;| -|\.)\s*(?:but |please |actually )?(?P<second>.+)$",
    re.IGNORECASE,
)
_KEEPING = re.compile(
    r"^(?:but |and |please |just )*(?:(?:leave|keep) .+|(?:do not|never) (?:touch|close|end|stop|kill|quit|shut|delete|remove|clean) .+)$"
)


def is_remark(words: tuple[str, ...]) -> bool:
    """Whether words only say how things are, so that a request beside them stands as it is."""
    text = " ".join(words)
    if not _SITUATION.match(text) or is_command(words) or words[0] in _TELLING:
        return False
    plain = _MILD_NOT.sub("", text).split()
    return "not" not in plain and not any(stem(word) in _DOUBT or word in _MACHINES for word in plain)


def is_doubtful(words: tuple[str, ...]) -> bool:
    """Whether words that ask for a change also say something that makes it another: a time, a choice, someone else."""
    if not words or words[0] in _OTHERS or words[1:2] in (("is",), ("was",)):
        return True
    return any(
        (stem(word) in _DOUBT and word not in _PLAIN) or word in _TURNS or word in _MACHINES or word.isdigit()
        for word in words
    )


def is_keeping(words: tuple[str, ...]) -> bool:
    """Whether words say what is to stay as it is: "but leave Discord alone"."""
    return bool(_KEEPING.match(" ".join(words)))


def corrected(raw: str) -> tuple[str, str] | None:
    """What was said first and what was said instead, where someone corrected themselves."""
    found = _CORRECTION.match(raw)
    if found is None:
        return None
    return found["first"], _MARKS.sub("", found["second"] or "")


def not_just(raw: str) -> tuple[str, str] | None:
    """Both halves of "don't just show me the junk, clean it"."""
    found = _NOT_JUST.match(raw)
    return (found["first"], found["second"]) if found else None
