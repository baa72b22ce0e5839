"""The words of a memory: as they were said, of which kind, and mended by a fragment."""

import re

from rapidfuzz import fuzz

from memory.remembered import Kind

_PREFERS = re.compile(
    r"\b(prefer|prefers|like|likes|love|loves|hate|hates|dislike|dislikes|favourite|favorite|rather|can't stand|enjoys?|"
    r"wants? (it|them|us|me)|always wants?|never wants?|please always|please never)\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(yesterday|today|last (week|month|year|night)|this morning|on \w+day|was|were|went|happened)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ENDS = ".!?;,:-\u2013 \t"
_ALIKE = 85
_LOOKED_AT = 60
_FRAGMENT_WORDS = 3
_QUESTION_WORDS = 14
_ASKS = re.compile(
    r"(what|when|where|who|which|whose|how|is|are|does|do|did|can|may|will|would)\b", re.IGNORECASE
)
_REMEMBERING = re.compile(r"\b(you|know|remember|tell|told|remind|keep in mind)\b", re.IGNORECASE)
_OWN = re.compile(
    r"(i|we)( really| usually| always| much| generally)? (prefer|like|hate|cannot stand|can't stand)\b|"
    r"my (favourite|favorite)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(she|he|they|it)\s+", re.IGNORECASE)
_LEAD = re.compile(r"^(that|this:?|how)\s+(?=\S+\s)", re.IGNORECASE)


def as_said(text: str, message: str) -> str:
    """`text` in the words of the message that it was taken from, with its capitals, signs and apostrophes.

    A brain hands over words that it has folded ("anna allergic to nuts"); what is remembered is "Anna's allergic to nuts".
    """
    text = _LEAD.sub("", text.strip())
    words = message.split()[:_LOOKED_AT]
    spans = (
        " ".join(words[start:end]).strip(_ENDS)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
    best = max(spans, key=lambda span: fuzz.ratio(_fold(span), _fold(text)), default="")
    return best if fuzz.ratio(_fold(best), _fold(text)) >= _ALIKE else text


def sentence(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]


def asked_as(about: str, message: str) -> str:
    """What to look for: the whole message where it is the question that `about` was taken from, else `about`.

    A question says more than its subject: "does Ben eat meat?" finds what "Ben" does not.
    """
    whole = " ".join(message.split())
    is_question = whole.endswith("?") or _ASKS.match(whole) is not None
    if not is_question or not whole or len(whole.split()) > _QUESTION_WORDS or _REMEMBERING.search(whole):
        return as_said(about, message)
    return whole


def told_as(text: str, message: str) -> str:
    """What to remember: what a message says, with "I prefer" and the like, where `text` is only the end of that."""
    whole = " ".join(message.split()).strip(_ENDS)
    said = as_said(text, message)
    return whole if whole.endswith(said) and _OWN.match(whole) else said


def is_said(text: str, message: str) -> bool:
    """Whether every word of a text stands in the message."""
    return set(_fold(text).split()) <= set(_fold(message).split())


def guess_kind(text: str) -> Kind:
    """Whether a text tells a preference, something that happened, or how things are."""
    if _PREFERS.search(text):
        return Kind.PREFERENCE
    return Kind.EVENT if _EVENT.search(text) else Kind.FACT


def mend(old: str, new: str) -> str | None:
    """The old sentence with a fragment put right ("it's peanuts"), or None where the fragment fits nowhere.

    A `new` of more than three words is a sentence of its own and taken as it is; one that says nobody's name ("she is
    allergic to cashews") is said of whom the old one was about.
    """
    new = _PRONOUN.sub("", new.strip(), count=1)
    if (said_of := _said_of(old, new)) is not None:
        return said_of
    fragment = _WORD.findall(new)
    if len(fragment) > _FRAGMENT_WORDS:
        return sentence(new)
    words = list(_WORD.finditer(old))
    if len(words) <= len(fragment):
        return sentence(new)
    size = len(fragment)
    places = [words[start : start + size] for start in range(len(words) - size + 1)]
    best = max(places, key=lambda place: _fits(old[place[0].start() : place[-1].end()], new))
    if _fits(old[best[0].start() : best[-1].end()], new) < 60:
        return None
    return old[: best[0].start()] + new.strip(_ENDS) + old[best[-1].end() :]


def _said_of(old: str, new: str) -> str | None:
    """The new words after the subject of the old sentence, where they begin with a verb that follows it there."""
    first = _WORD.match(new)
    if first is None or first.group().casefold() not in _VERBS:
        return None
    begins = re.compile(rf"\b{first.group()}\b", re.IGNORECASE).search(old)
    verb = begins or next((each for each in _WORD.finditer(old) if each.group().casefold() in _VERBS), None)
    if verb is None or not old[: verb.start()].strip():
        return None
    return old[: verb.start()] + new.strip(_ENDS)


_VERBS = frozenset(
    _WORD.findall(
        "is are was has have had likes like loves love hates hate prefers prefer eats eat drinks drink takes take needs need"
        " wants want lives live works work plays play can cannot does"
    )
)
_SAME_KIND = (
    re.compile(r"\d[\d.,:]*", re.IGNORECASE),
    re.compile(r"(mon|tues|wednes|thurs|fri|satur|sun)days?", re.IGNORECASE),
    re.compile(
        r"(january|february|march|april|may|june|july|august|september|october|november|december)",
        re.IGNORECASE,
    ),
    re.compile(r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)", re.IGNORECASE),
)


def _fits(old: str, new: str) -> float:
    if _fold(old) == _fold(new):
        return 0
    if any(kind.fullmatch(old) and kind.fullmatch(new.strip(_ENDS)) for kind in _SAME_KIND):
        return 100
    return fuzz.ratio(_fold(old), _fold(new))


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
