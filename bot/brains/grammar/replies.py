"""What the offline brain says in words of its own: short, kind and true."""

import re
from collections.abc import Collection, Iterable, Sequence

from bot.brains.grammar.phrases import Spoken
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word, words_of
from bot.brains.grammar.words import ARTICLES
from tools.contract import Risk

NOTHING_DONE = "All right, I have done nothing."
NOT_OFFERED = "I understand what you mean, but I may not do that for you here, or it is switched off."
NOT_YET = "That is not something that I can do yet, I am sorry. Ask me what I can do."
NOT_LATER = (
    "I can't wait with a change until later yet, so I have done nothing. Ask me again when it is time."
)
NOT_HERE = "I know of no {place} here, so I have done nothing. Ask me what there is in a room."
NOTHING_WAITS = "There is nothing waiting for an answer from you."
WHICH = "Which one do you mean?"
_MOST_LISTED = 8

_SMALL_TALK = (
    (
        (r"(?:many )?(?:thanks|thank you)(?: .{0,20})?|cheers|ta|much appreciated|(?:that is |that was )?(?:great|perfect|"
         r"nice|cool|awesome|super|brilliant|lovely|wonderful|excellent)(?: thanks| thank you| job| work)?|"
         r"(?:good|well) (?:job|done|bot|work)|nice one"),
        "You're welcome.",
    ),
    (r"(?:hi|hello|hey|hiya|yo|howdy|greetings)(?: there| homeops| bot| again| everybody| everyone| all| folks| guys| family)?", "Hello! What can I do for you?"),
    (r"good (?:morning|day)(?: homeops| everybody| everyone| all| family)?|morning", "Good morning! What can I do for you?"),
    (r"good (?:evening|afternoon)(?: homeops| everybody| everyone| all| family)?", "Good to hear from you. What can I do for you?"),
    (r"(?:good ?night|sleep well|bye|goodbye|bye bye|see you(?: later)?|cu)(?: homeops)?", "See you."),
    (
        r"how are you(?: doing| today)?|how is it going|what is up|are you (?:there|ok|awake|alive)",
        "I'm here, thank you. What can I do for you?",
    ),
    (
        r"who are you|what are you|what is your name",
        "I'm HomeOps. I look after this house; ask me what I can do.",
    ),
    (r"sorry|my bad|oops", "No harm done."),
    (r"i love you|you are (?:the best|great|awesome|amazing|nice|cool)", "That's kind of you, thank you."),
)  # fmt: skip
_HELP = re.compile(
    r"^(?:help|help me|commands|menu|\?|what (?:can|could) (?:you|i|we) (?:do|ask|say|help with|help me with)"
    r"(?: (?:for|with|to|here|you|me|us|about).{0,20})?|what do you (?:do|know|understand)|"
    r"what are you (?:able to do|good for|capable of)|how (?:do|can|does) (?:i|you|this) "
    r"(?:use you|help|help me|work|use this|talk to you)|(?:show|list|tell me)(?: me)?(?: all)? (?:your |the )?"
    r"(?:commands|abilities|features|skills|what you can do)|i need help|can you help(?: me)?|what else can you do)$"
)


def small_talk(words: tuple[str, ...]) -> str | None:
    """A kind line for a greeting or thanks, or None."""
    text = " ".join(words)
    return next((line for pattern, line in _SMALL_TALK if re.fullmatch(pattern, text)), None)


def is_asking_for_help(words: tuple[str, ...]) -> bool:
    """Whether someone wants to know what HomeOps can do."""
    return bool(_HELP.match(" ".join(words)))


def describe(spoken: Sequence[Spoken], offered: Collection[str]) -> str:
    """What can be done, a few examples a domain."""
    by_domain: dict[str, list[Spoken]] = {}
    for verb in spoken:
        if verb.tool in offered:
            by_domain.setdefault(verb.domain.name, []).append(verb)
    if not by_domain:
        return "There is nothing that I may do for you here yet."
    blocks = [
        f"{verbs[0].domain.summary.rstrip('.')}, for example:\n"
        + "\n".join(f"• {one}" for one in examples(verbs))
        for verbs in list(by_domain.values())[:_MOST_LISTED]
    ]
    return "\n\n".join(blocks)


def not_understood(spoken: Sequence[Spoken], offered: Collection[str]) -> str:
    """An admission, with examples of what would have been understood."""
    known = [verb for verb in spoken if verb.tool in offered]
    if not known:
        return "I did not understand that, and there is nothing that I may do for you here yet."
    first = {verb.domain.name: verb.example for verb in reversed(known) if verb.example}
    said = ", ".join(f"“{one}”" for one in [*reversed(first.values())][:3] or examples(known))
    return f"I did not understand that. You could say {said}, or ask what I can do."


def examples(verbs: Iterable[Spoken], most: int = 3) -> list[str]:
    """Sentences that people may say, of different verbs, harmless ones first."""
    found: list[str] = []
    for verb in sorted(verbs, key=lambda one: (not one.example, one.verb.risk is not Risk.READ)):
        if len(found) == most:
            break
        if verb.example:
            found.append(verb.example)
            continue
        text = next((shortest(one.tree) for one in verb.templates if not one.slots), None)
        if text and len(text) > 1:
            found.append(" ".join(text))
    return found


def shortest(node: Node) -> tuple[str, ...] | None:
    """The plainest way through a tree that needs no slot, taking the first of each choice; None if there is none."""
    match node:
        case Word(text):
            return (text,)
        case Hole():
            return None
        case Either(items):
            if Chain(()) in items and not (words_of(items[0]) <= ARTICLES and shortest(items[0])):
                return ()
            return next((way for item in items if (way := shortest(item)) is not None), None)
        case Chain(items):
            ways = [shortest(item) for item in items]
            return None if None in ways else tuple(word for way in ways if way for word in way)
