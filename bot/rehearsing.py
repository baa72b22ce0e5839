# ruff: noqa: SIM905 - lists of words read best as text
"""Sentences that ask what would happen, and the request inside them: "if I turned off the heating", "dry run: clean up"."""

import re

_VERBS = """
activate add arm block bring call cancel change clean clear close cool dim disable disarm empty enable end erase finish force
heat increase invite kill launch light link lock lower mark move mute open order park pause play pull put quit raise
reduce release remind remember remove rename reset restart restore resume return revert schedule send set shut skip start
stop switch tell tick tidy toggle trash turn unblock unlock unmute unpause untick warm wipe delete decrease deactivate close
leave go make run undo forget let give take keep draw roll cut throw get exit uninstall scrap reverse terminate purge
""".split()
_IRREGULAR = {
    "ran": "run", "left": "leave", "went": "go", "gone": "go", "made": "make", "told": "tell", "undid": "undo",
    "undone": "undo", "forgot": "forget", "forgotten": "forget", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "brought": "bring", "kept": "keep", "sent": "send", "drew": "draw", "drawn": "draw", "threw": "throw",
    "thrown": "throw", "got": "get", "lit": "light", "put": "put", "set": "set", "shut": "shut", "let": "let", "cut": "cut",
    "quit": "quit", "cleant": "clean",
}  # fmt: skip
_DOUBLED = frozenset("dim stop skip get put set shut cut quit let run scrap".split())

_LEAD = (
    r"^(?:(?:ok|okay|hey|hi|so|and|but|well|now|please|homeops|just curious|just|curious|hmm)[\s,:-]+)*"
    r"(?:(?:can|could|would) you (?:please )?(?:tell|show) me |tell me |i wonder |i was wondering |do you know |any idea )?"
)
_WHAT = (
    r"what(?:'s| is| would| will|'d| does| do)?(?: probably| actually| really)?(?: going to)? (?:happens?|be the effect|be the result|"
    r"change|go (?:on|off)|you do|you change|it do|it change)(?: here| at home| exactly)? (?:if|when|were)"
)
_OPENINGS = tuple(
    re.compile(_LEAD + pattern + r"[\s,:-]+(?P<clause>.+)$", re.IGNORECASE)
    for pattern in (
        _WHAT,
        r"what if",
        r"(?:would|will) (?:anything|something) (?:happen|change|break) if",
        r"(?:suppose|supposing|imagine|assume|assuming|say)(?: that)?(?= (?:i|we|you|someone|somebody)\b)",
        r"pretend(?: that| to|ing)?(?: (?:you|we)(?: are|'re| were) (?:going )?to)?",
        r"(?:do (?:a|the) |as a )?(?:dry[ -]?run|rehearsal)(?: of)?(?: this| that)?\s*[:,-]",
        r"(?:dry[ -]?run|rehearse|simulate)",
        r"(?:only |just )?(?:show|tell) me (?:only |just )?what (?:you would|you'd|would you|would happen)(?: do| happen)?(?: if| for)?",
        r"without (?:actually |really )?(?:doing|changing) (?:it|anything)",
    )
)
_ENDINGS = tuple(
    re.compile(r"^(?P<clause>.+?)[\s,;.:-]+" + pattern + r"[\s?!.]*$", re.IGNORECASE)
    for pattern in (
        r"\(?(?:as a|in a|a|just a|only a) (?:dry[ -]?run|rehearsal)\)?",
        r"(?:and |but )?(?:just|only) (?:show|tell) me what (?:you would|you'd|would you) (?:do|change)",
        r"(?:and |but )?what would (?:happen|you do|that do|it do|change)(?: then)?",
        r"what would happen",
        r"(?:but )?(?:do not|don't) (?:actually |really )(?:do|change) (?:it|anything)",
    )
)
_DOES = re.compile(
    _LEAD
    + r"what (?:would|will|'d) (?!(?:you|it|that|this|i|we|a|happen)\b)(?P<clause>.+?) (?:do|change|mean|result in)[\s?!.]*$",
    re.IGNORECASE,
)
_IF = re.compile(r"^(?:and |so |if |that |when )*", re.IGNORECASE)
_WHO = re.compile(
    r"^(?:i|we|you|one|someone|somebody|anyone|they)(?:'d| would| could| should| might| may| will|'ll)?\s+"
    r"(?:(?:were|was|had|have|has|want|wanted|decided|chose|tried|try|needed|got|asked|told|ordered|let|made)(?: you)? to "
    r"|(?:made|let|had|have) you |(?:just|now|actually|really|simply|accidentally|then) |(?:said|say|asked you|told you)[\s,:]+)*",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never)\b|n't\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^(?P<what>(?:all )?(?:the |my |our |his |her |every |both )?[\w' -]+?) (?:was|were|is|are|got|gets|get|being) (?:all |both )?"
    r"(?P<verb>\w+)(?P<rest>.*)$",
    re.IGNORECASE,
)
_WENT = re.compile(
    r"^(?P<what>.+?) (?:went|goes|go|came|come|comes) (?P<way>on|off)\b(?P<rest>.*)$", re.IGNORECASE
)
_PARTICLE = re.compile(r"^\s*(?P<particle>on|off|up|down|out)\b(?P<rest>.*)$", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?P<joined>(?:and|then|or|,)(?: then| also)?(?: i| we| you)? )(?P<verb>\w+)", re.IGNORECASE
)


def is_supposing(text: str) -> bool:
    """Whether a message asks what would happen: nothing may be done on its account."""
    plain = _straight(text)
    return bool(_DOES.match(plain)) or _inside(plain) is not None


def rehearsal_clause(text: str) -> str | None:
    """The request whose effect is asked for, as one would say it: "what if I turned off the heating" → "turn off the heating".

    None where nothing is supposed, or where what is supposed is nothing that could be asked for ("what if it rains").
    """
    plain = _straight(text)
    if (found := _DOES.match(plain)) is not None:
        return _as_thing(found["clause"])
    clause = _inside(plain)
    if clause is None or _NOT.search(clause):
        return None
    clause = _IF.sub("", clause).strip(' ?!.,;:-"“”')
    asked = _WHO.sub("", clause, count=1)
    return _as_request(asked, someone=asked != clause) if asked else None


def _inside(text: str) -> str | None:
    for pattern in (*_ENDINGS, *_OPENINGS):
        if found := pattern.match(text):
            clause = found["clause"]
            return _inside(clause) or clause  # "pretend you …, but just show me what you would do"
    return None


def _as_request(clause: str, *, someone: bool) -> str | None:
    first, _, rest = clause.partition(" ")
    if (verb := _BASE.get(first.casefold())) is not None:
        return _LATER.sub(_to_base, f"{verb} {rest}".strip())
    return _turned_round(clause) if not someone else clause


def _turned_round(clause: str) -> str | None:
    """What was done to something as a request: "the heating was turned off" → "turn off the heating"."""
    if found := _PASSIVE.match(clause):
        verb = _BASE.get(found["verb"].casefold())
        if verb is None:
            return None
        rest = found["rest"]
        if after := _PARTICLE.match(rest):
            return f"{verb} {after['particle']} {found['what']}{after['rest']}"
        return f"{verb} {found['what']}{rest}"
    if found := _WENT.match(clause):
        return f"turn {found['way']} {found['what']}{found['rest']}"
    return None


def _as_thing(clause: str) -> str:
    """What is named rather than told: "turning off the heating" → "turn off the heating"; "movie night" stays as it is."""
    first, _, rest = clause.partition(" ")
    verb = _BASE.get(first.casefold())
    return f"{verb} {rest}".strip() if verb is not None else clause


def _to_base(found: re.Match[str]) -> str:
    verb = _BASE.get(found["verb"].casefold())
    return found[0] if verb is None else f"{found['joined'].rstrip().split()[0]} {verb}"


def _straight(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _forms(verb: str) -> dict[str, str]:
    """A verb by the ways in which it stands in such sentences."""
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    if verb.endswith("e"):
        past, doing = f"{verb}d", f"{verb[:-1]}ing"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        past, doing = f"{verb[:-1]}ied", f"{verb}ing"
    else:
        past, doing = f"{stem}ed", f"{stem}ing"
    return dict.fromkeys((verb, past, doing), verb)


_BASE = {form: base for verb in _VERBS for form, base in _forms(verb).items()} | _IRREGULAR
