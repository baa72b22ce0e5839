"""What people call scenes and scripts, and which one they mean."""

from collections.abc import Iterator

from memory.errors import Mistake
from tools.contract import Call, Name, Unclear
from tools.home.models import Device, Home, Kind
from tools.home.names import find_one, name_kind

_WORDS = {Kind.SCENE: ("scene", "mode"), Kind.SCRIPT: ("script", "routine")}
_OTHER = {
    Kind.SCENE: (Kind.SCRIPT, "home_run_script", "script", "Run the script"),
    Kind.SCRIPT: (Kind.SCENE, "home_activate_scene", "scene", "Activate the scene"),
}
_SAME = (
    ("good night", "goodnight", "night night", "nighty night"),
    ("movie night", "movie time", "film night"),
)
"""Ways to say the same name."""
_ALIKE = (
    ("good night", "bedtime", "bed time", "going to bed", "night", "sleep", "sleep mode", "night mode"),
    ("movie night", "movie", "movies", "movie mode", "film", "cinema", "cinema mode", "watch tv"),
)
"""Names that a house has for the same occasion: who is off to bed means whichever there is."""


def name_routines(home: Home, kind: Kind) -> list[Name]:
    """Everything that people may say for the scenes or the scripts."""
    names = name_kind(home, kind)
    taken = {name.spoken.casefold() for name in names}
    more = [
        Name(name.id, word, area=name.area)
        for name in names
        for word in _others(name.spoken, _SAME)
        if word not in taken
    ]
    suffixed = [
        Name(name.id, f"{name.spoken} {word}", area=name.area) for name in names for word in _WORDS[kind]
    ]
    return [*names, *more, *suffixed]


def find_routine(home: Home, said: str, kind: Kind) -> Device:
    """The scene or script that is meant by a name or id: the one called so, or else the one for the same occasion.

    Raises:
        Unclear: It is of the other sort; the button does it.
        Mistake: There is none, or several.
    """
    word = _WORDS[kind][0]
    try:
        return find_one(home, said, kind, word)
    except Mistake as mistake:
        ways = [*_others(said, _SAME), *_others(said, _ALIKE)]
        if (found := _first(home, ways, kind)) is not None:
            return found
        other, verb, argument, label = _OTHER[kind]
        if (found := _first(home, [said, *ways], other)) is not None:
            button = (f"{label} {found.name}", Call(verb, {argument: found.id}))
            raise Unclear(f"{found.name} is no {word} but a {argument}.", [button]) from mistake
        raise


def _others(said: str, groups: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    wanted = said.strip().casefold()
    return (word for group in groups if wanted in group for word in group if word != wanted)


def _first(home: Home, ways: list[str], kind: Kind) -> Device | None:
    known = home.of_kind(kind)
    return next(
        (each for way in ways for each in known if each.name.strip().casefold() == way.casefold()), None
    )
