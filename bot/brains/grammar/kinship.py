# ruff: noqa: SIM905 - lists of words read best as text
"""Words that say alike things about a house's machines, and words that say little."""

from bot.brains.grammar.words import FUNCTION, stem

_ALIKE = (
    "using eating hogging taking consuming chewing gobbling sucking burning hungry occupying filling",
    "big biggest large largest huge greedy heavy heaviest massive",
    "hot warm temperature temperatures heat degrees overheating hottest toasty boiling thermal celsius",
    "slow sluggish laggy lag lagging stuttering stutter crawling freezing struggling",
    "space room storage capacity",
    "full filled fill",
    "pc computer machine desktop laptop tower rig system workstation box",
    "disk drive ssd hdd partition volume",
    "program programs app apps application applications process processes task tasks software",
    "memory ram",
    "cpu processor chip",
    "gpu graphics video card",
    "history trend graph chart plot curve past lately recently",
    "kill end close quit terminate stop exit shut",
    "delete remove clear clean cleanup wipe purge free",
    "junk trash rubbish garbage clutter temporary temp cache caches",
    "forecast predict estimate expect run",
    "busy loaded load usage",
    "folder folders directory directories file files",
    "game gaming games play playing",
)
FAMILY = {stem(word): number for number, group in enumerate(_ALIKE) for word in group.split()}
KINSHIP = 0.7  # what a word of the same family counts
_PALE = frozenset(
    "lot lots bit kind thing things stuff sort gig gigs gb gigabyte gigabytes mb megabytes somewhere something anything "
    "sounds seems looks feel feels look check see give show list display".split()
)
"""Words beyond the function words that say little about what is meant."""
SPARING = frozenset("not except besides without leave instead excluding excepting apart skip spare".split())
"""Words before a name that is not meant."""
SPARED = frozenset("excluded excepted exempted aside stays untouched".split())
"""Words behind a name that is not meant."""
_WEIGHTY = frozenset(
    "start stop end open close run use used on off up down turn more most least keep".split()
)


def is_light(word: str) -> bool:
    """Whether a word says little about what is meant."""
    return (word in FUNCTION and word not in _WEIGHTY) or word in _PALE
