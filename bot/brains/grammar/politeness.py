# ruff: noqa: SIM905 - lists of words read best as text
"""What surrounds a request: politeness to take off, and doubt, denial and report to beware of."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.brains.grammar.words import stem

Frame = Literal["plain", "negated", "hypothetical", "about", "reported"]

_BEFORE = re.compile(
    r"^(?:(?:hey|hi|hello|hiya|yo|ok|so|well|um|uh|hmm|oh|right|alright|oops|great|nice|perfect|cool|actually|hang on|hold on|wait|ugh|good (?:morning|evening|afternoon|day)|dear|"
    r"please|kindly|just|quickly|now|also|then|sorry|excuse me|quick question|one question|listen|look)\b|"
    r"(?:homeops|bot|buddy|mate|dude|man|friend)\b|"
    r"(?:can|could|will|would) you(?: (?:please|kindly|quickly|just|maybe|possibly|also|now|then|go ahead and))*\b|"
    r"(?:can|could|may|might) (?:i|we) (?:please |just )?(?:get|have)\b|"
    r"you (?:can|may)(?: (?:please|now|just|go ahead and|also|then))*\b|"
    r"(?:i would|i) (?:like|want|need|love) (?:you to|for you to)\b|i need you to\b|"
    r"(?:go ahead and|be so kind as to|be a dear and|do me a favor and|help me|i would appreciate it if you)\b)\s*"
)
_MIND = re.compile(r"^(?:would|do) you mind\s+")
_ASKING = re.compile(
    r"^(?:(?:can|could|may|might) (?:i|we) (?:please |just )?(?:see|know|look at|check)\b|"
    r"(?:i would|i|we) (?:like|want|need|love) to (?:know|see|look at|check|find out)\b|"
    r"(?:do|would) you (?:happen to )?know\b|any idea\b|let (?:me|us) (?:know|see)\b|tell me\b|"
    r"(?:i|we) (?:was|am|were|are)? ?(?:just )?(?:wonder(?:ing)?|curious)\b|i wonder\b|"
    r"is it possible to (?:see|get|know)\b|would it be possible to (?:see|get|know)\b|"
    r"can you (?:tell|see|find out|check)\b|could you (?:tell|find out|check)\b)\s*(?:me |us )?(?:if |whether )?"
)
_AFTER = re.compile(
    r"\s*\b(?:please|thanks|thank you|thank you (?:so|very) much|cheers|ta|for me|for us|(?:will|would|could|can) you|"
    r"ok|mate|buddy|dude|if you (?:can|could|would|do not mind|please)|if possible|"
    r"when you (?:can|have (?:a )?(?:moment|minute|second|sec|time))|real quick|quickly|asap|right away|right now|"
    r"at once|immediately|straight away|homeops|now|much appreciated|in advance|a lot|so much|very much)$"
)
_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab\u00bb\u201e]|(?<!\w)['\u2018][^'\u2019]{2,}['\u2019](?!\w)")
IMPERATIVE_NOT = re.compile(
    r"^(?:please |just |ok |oh |no |wait |you |and |but )*(?:(?:do|should|must|would rather) not|never|not|no need to|"
    r"stop \w+ing|avoid|refrain|i (?:do not|would not|would rather you did not) (?:want|need|like)|"
    r"forget (?:it|about|that)|do nothing|rather not|let us not|(?:must|should|need|may) not|stop (?:it|that)$)\b"
)
"""The wish that something be not done."""
_NEGATED = re.compile(
    r"\b(?:not|never|unless|without|no longer|no need|rather than|instead of|avoid|refrain|nobody|no one|except)\b|"
    r"^(?:please )*(?:stop|quit) \w+ing\b|\bleave .* (?:alone|running|on|as)\b"
)
_HYPOTHETICAL = re.compile(
    r"\bwhat (?:if|would|happens|will happen|could)\b|\bif (?:i|you|we|it|they|he|she|the|someone)\b|"
    r"\b(?:suppose|supposing|imagine|pretend|hypothetically|assuming)\b|"
    r"\b(?:should|shall|could|would|might) (?:i|we|it|he|she|they)\b|"
    r"\b(?:would|could|might) \w+ (?:help|hurt|be|make|work)\b|\bi (?:would(?! (?:like|love|prefer|rather|appreciate|feel))|could|might|may)\b|"
    r"\bwould it\b|\bdoes it (?:help|hurt|make)\b|\b(?:maybe|perhaps)\b|"
    r"\bis it (?:safe|ok|worth|wise|a good idea|good|bad|dangerous|possible|smart)\b|\bi (?:think|wonder|guess)\b"
)
_ABOUT = re.compile(
    r"^(?:and |but |so )*(?:how (?:do|can|could|would|should|to|does one|did)\b|(?:can|could|may|must|do) (?:i|we)\b|"
    r"why (?:did|do|would|should|does|have|has)\b|what does .* do\b|what is the (?:point|use)\b|are you able\b|"
    r"(?:do|did|have|has|are|were|had) (?:you|he|she|they|i|we|anyone|someone|somebody|anybody|my|it)\b|who\b|"
    r"what happens\b|what (?:do|can|did|have) you\b|can (?:it|he|she|they|my|the)\b)"
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|asked|thought|heard|read|wrote|mentioned|claims?|yesterday|already)\b|"
    r"^(?:i|he|she|they|we|you|my \w+|the \w+|someone|somebody|everyone) (?:\w+ed|have|has|had|was|were|just|always|"
    r"never|often|usually|turned|ran|made|did|put|shut|hate|love|like|think|keep|play|am|will|should|must|might)\b"
)
CANCEL = re.compile(
    r"^(?:no )?(?:cancel|cancel (?:that|it)|never ?mind|forget (?:it|that|about it)|nothing|do nothing|leave it|"
    r"leave it (?:be|alone)|not now|not yet|drop it|skip it|abort|wait|hold on|stop|do not|"
    r"no do not|please do not|do not do (?:it|that|anything)|do not bother|later|maybe later)$"
)


_COMMANDS = frozenset(
    "turn switch set put play pause stop start begin end kill quit close open shut launch run make do write draw send "
    "buy order book call text email mail delete remove clear clean wipe empty erase install uninstall update upgrade "
    "download block unblock lock unlock add create change move copy rename restart reboot restore undo redo boost free "
    "optimise optimize remind wake sleep dim brighten activate deactivate enable disable schedule pay sell transfer "
    "terminate force exit leave enter cancel suspend resume speed fix repair put throw take bring tick untick mark arm "
    "disarm cross stick skip mute".split()
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A request without its wrapping.

    `asked`: it was clothed as a request ("could you ..."). `reads_only`: as the wish to know something.
    """

    words: tuple[str, ...]
    asked: bool = False
    reads_only: bool = False


def unwrap(words: tuple[str, ...]) -> Wrapped:
    """Take politeness off both ends."""
    text, asked, reads_only = " ".join(words), False, False
    while True:
        before = text
        if found := _MIND.match(text):
            text, asked = _imperative(text[found.end() :]), True
        elif found := _ASKING.match(text):
            text, reads_only = text[found.end() :], True
        elif found := _BEFORE.match(text):
            asked = asked or " you" in found.group()
            text = text[found.end() :]
        if (found := _AFTER.search(text)) and found.start() > 0:
            asked = asked or found.group().split()[-1] in ("you", "ok", "please")
            text = text[: found.start()]
        if text == before:
            return Wrapped(tuple(text.split()), asked, reads_only)
        text = text.strip()
        if not text:
            return Wrapped(words)


def frame(text: str) -> Frame:
    """What kind of saying this is, from its words joined by blanks."""
    if _NEGATED.search(text):
        return "negated"
    if _HYPOTHETICAL.search(text):
        return "hypothetical"
    if _ABOUT.search(text):
        return "about"
    return "reported" if _REPORTED.search(text) else "plain"


def is_command(words: tuple[str, ...]) -> bool:
    """Whether a sentence begins with the order to do something, rather than to tell or show."""
    return bool(words) and words[0] in _COMMANDS


def is_quoting(raw: str) -> bool:
    """Whether words stand in quotation marks."""
    return bool(_QUOTED.search(raw))


def _imperative(text: str) -> str:
    """The order in "showing me the disk": "show me the disk"."""
    first, _, rest = text.partition(" ")
    if first.endswith("ing") and len(first) > 5:
        first = stem(first)
        first = {"clos": "close", "fre": "free", "giv": "give", "mak": "make", "tak": "take"}.get(
            first, first
        )
    return f"{first} {rest}".strip()
