# ruff: noqa: SIM905 - lists of words read best as text
"""English words as the templates and the people's sentences both see them: small, plain, without decoration."""

import re
import unicodedata
from functools import lru_cache

_SHORT: dict[str, str] = {
    "gimme": "give me", "lemme": "let me", "wanna": "want to", "gonna": "going to", "gotta": "got to",
    "pls": "please", "plz": "please", "plese": "please", "thx": "thanks", "ty": "thanks", "u": "you", "ur": "your",
    "cannot": "can not", "cant": "can not", "wont": "will not", "aint": "is not", "im": "i am", "ive": "i have",
    "whats": "what is", "hows": "how is", "wheres": "where is", "whos": "who is", "whys": "why is", "wats": "what is",
    "lets": "let us", "theres": "there is", "shan't": "shall not", "won't": "will not", "can't": "can not",
    "let's": "let us", "ain't": "is not", "dunno": "do not know", "y'all": "you", "wat": "what", "dnt": "do not",
    "cud": "could", "wud": "would", "okay": "ok", "alright": "ok", "percentage": "percent", "ram's": "ram",
    "hdd's": "hdd", "gfx": "graphics", "nope": "no", "nah": "no", "yep": "yes", "yeah": "yes", "yup": "yes",
    "colour": "color", "favour": "favor", "programme": "program", "programmes": "programs",
    "disc": "disk", "discs": "disks", "harddrive": "hard drive", "harddisk": "hard disk", "temps": "temperatures",
    "teh": "the", "hte": "the", "adn": "and", "waht": "what", "hwo": "how", "hw": "how", "wich": "which",
    "thats": "that is", "doing's": "doing", "tonite": "tonight", "tho": "though", "'em": "them", "em": "them", "'bout": "about", "bout": "about",
}  # fmt: skip
_NEGATED = "do|does|did|is|are|was|were|have|has|had|should|would|could|must|need|might"
_IS = "what|how|where|who|when|why|that|there|it|he|she|which|everything|something|anything|here"
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b({_NEGATED})n'?t\b"), r"\1 not"),
    (re.compile(r"\b(do|does|did|is|was|were|has|have|had|would|could|should)n\b"), r"\1 not"),  # a lost "'t"
    (re.compile(rf"\b({_IS})'s\b"), r"\1 is"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"(?<=s)'(?=\s|$)|'s\b"), ""),
    (re.compile(r"\.exe\b"), ""),
    (re.compile(r"(?<![\w.])[-\u2212](?=\d)"), " minus "),
    (re.compile(r"%"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"(?<=\d)°\s*c?\b|°"), " degrees "),
    (re.compile(r"\b([a-z]):(?=[\\/\s.,!?]|$)[\\/]?"), r"\1 "),
)
HOST = re.compile(r"(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3}")
"""The name or address of a host or website, which is a word of its own."""
_WORD = re.compile(
    r"[a-z0-9]+(?:[.-][a-z0-9]+)*-[a-z0-9]+(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\.[a-z]{2,24}(?![a-z0-9'])|"  # a host with a hyphen
    r"[a-z0-9+#]+(?:[.:'][a-z0-9]+)*",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'})

ARTICLES = frozenset("the a an my our your this these me us".split())
"""Words that a template need not say and a person need not either."""
FILLERS = frozenset(
    "please kindly just actually really quickly now currently ok so well hey hi hello thanks homeops oh um uh hmm "
    "simply also".split()
)
"""Words that change nothing about what is asked."""
SOFT_FILLERS = frozenset(
    "still even already exactly here there all too very of some any again currently today right at moment for "
    "much do you know i like want see would to find out quick have got can could get then tell that".split()
)
"""Words that a `read` may contain without being asked for; never a `write`."""
HARD = frozenset(
    "not never no nobody if unless would should could might may maybe perhaps why how whether said says told asked "
    "thought think wonder suppose imagine pretend did was were had been cannot without instead almost nearly "
    "when whenever he she they i we".split()
)
"""Words of doubt, denial, report or condition: beside them no change is ever made (unless a template says them)."""
ELSEWHERE = frozenset(
    "outside weather rain sunny kitchen bedroom bathroom garage garden lamp lamps light lights heating boiler "
    "thermostat radiator oven fridge freezer dishwasher washing hoover vacuum door doors curtain curtains blind blinds "
    "phone iphone android mobile smartphone laptop laptops macbook chromebook tablet ipad kindle watch playstation ps4 ps5 xbox "
    "nintendo tv telly television netflix youtube tiktok car bus train flight pizza food dinner lunch breakfast recipe "
    "groceries shopping milk music song songs album radio podcast joke story poem news football homework calendar "
    "appointment meeting alarm timer reminder remind birthday price prices stock stocks bitcoin bank money bill bills tax "
    "translate spell capital president wifi router printer camera doorbell bins school doctor date lottery".split()
)
"""Things of other rooms and other machines: a sentence about one of them is not about anything else."""
ROOMS = frozenset(
    "conservatory shed attic loft cellar basement office study library balcony terrace patio porch garden greenhouse garage "
    "sauna pool larder pantry scullery cloakroom veranda deck driveway workshop barn stable gym playroom den snug "
    "utility mezzanine annex annexe outhouse summerhouse lawn landing stairs corridor".split()
)
"""Parts of homes: one that a house does not have is no other one."""
FUNCTION = (
    ARTICLES | FILLERS | SOFT_FILLERS | HARD
    | frozenset(
        "is are am be being it its what which who where than or and but with on off in out up down by from "
        "as does has will shall must his her him them their those yes yesterday tomorrow stop start end open close "
        "need needs one two three turn run use used over under before after until since more less most least both "
        "each other than into onto about between through during keep make made go gone come came take give".split()
    )
)  # fmt: skip
"""English words that are never taken for a misspelling of another."""
_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
NUMBER_WORDS = (
    frozenset(_UNITS) | frozenset(_TENS) | {"hundred", "thousand", "dozen", "couple", "few", "half"}
)


PATH = re.compile(
    r"(?:[A-Za-z]:[\\/]|~/|/(?:[\w.-]+/|(?=(?:home|var|usr|etc|tmp|opt|mnt|media|srv)\b)))[^\s\"?,;<>|]*[\w)]"
)
"""The path of a file or folder, which is a word of its own and stays as it is."""
_PATHS = re.compile(rf"(?<!\S)({PATH.pattern})")


@lru_cache(maxsize=4096)
def tokenize(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, contractions written out, no punctuation, no emoji; paths as they are."""
    if ("/" in text or "\\" in text) and len(parts := _PATHS.split(text)) > 1:
        return tuple(
            word for at, part in enumerate(parts) for word in ((part,) if at % 2 else tokenize(part))
        )
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    plain = " ".join(_SHORT.get(word.strip(".,!?;"), word) for word in plain.split())
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    if plain.strip() == "/":
        return ("/",)
    words = (part for word in _WORD.findall(plain) for part in (_SHORT.get(word) or word).split())
    return tuple(word.replace("'", "") for word in words)


def number(words: tuple[str, ...]) -> int | None:
    """The whole number that these words say ("twenty five", "a dozen", "12"), or None."""
    rest = words[1:] if words and words[0] == "a" else words
    if not rest:
        return None
    if len(rest) == 1 and rest[0].isdecimal():
        return int(rest[0])
    if rest in (("dozen",), ("couple",), ("couple", "of"), ("few",)):
        return {"dozen": 12, "couple": 2, "few": 3}[rest[0]]
    total = current = 0
    for word in rest:
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word != "and":
            return None
    return total + current if any(word != "and" for word in rest) else None


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending, so that "disks", "disk" and "using", "use" meet."""
    for ending, least, put in (
        ("ies", 4, "y"), ("sses", 5, "ss"), ("ing", 5, ""), ("ed", 5, ""), ("es", 5, ""), ("s", 4, ""), ("e", 4, ""),
    ):  # fmt: skip
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word
