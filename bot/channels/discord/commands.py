"""The slash commands: a few plain words for those who look for a start, and a way to say something in any channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

SAY = "say"
_SAY_SHOWS = "What you want, in your own words"
_CHAT_INPUT, _TEXT = 1, 3
_ANYWHERE: list[JsonValue] = [0, 1]
"""In the server and in direct chats."""


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the menu, which says `says` for whoever gives no words of their own.

    `domain` is what it is about, None for what is always there; `words` says whether it takes words at all, and
    without `says` it takes nothing else.
    """

    name: str
    shows: str
    says: str
    domain: str | None = None
    takes_words: bool = False


MENU = (
    Command("ask", "Say something to me, in any channel", "", takes_words=True),
    Command("help", "What I can do for you", "what can you do?"),
    Command("home", "The home: what is on, or what you want", "what is on?", "home", takes_words=True),
    Command("pc", "The PC: how it does, or what you want", "how is the pc doing?", "pc", takes_words=True),
    Command("remember", "What I remember, or shall remember", "what do you know about me?", "recall"),
    Command("status", "Whether everything works", "is everything ok?"),
    Command("undo", "Put the last change back", "undo"),
    Command("stop", "Stop what I am doing", "stop"),
)
_BY_NAME = {command.name: command for command in MENU}


def menu(domains: Collection[str]) -> list[Command]:
    """The entries for a house with these domains."""
    return [command for command in MENU if command.domain is None or command.domain in domains]


def as_payload(commands: Sequence[Command]) -> list[dict[str, JsonValue]]:
    """The menu as Discord is told it."""
    return [_one(each) for each in commands]


def _one(command: Command) -> dict[str, JsonValue]:
    option: JsonValue = {
        "type": _TEXT,
        "name": SAY,
        "description": _SAY_SHOWS,
        "required": not command.says,
    }
    return {
        "type": _CHAT_INPUT,
        "name": command.name,
        "description": command.shows,
        "options": [option] if command.takes_words else [],
        "contexts": _ANYWHERE,
    }


def is_same(ours: Sequence[Mapping[str, JsonValue]], theirs: Sequence[Mapping[str, JsonValue]]) -> bool:
    """Whether Discord has this menu already."""
    return sorted(map(_gist, ours)) == sorted(map(_gist, theirs))


def _gist(command: Mapping[str, JsonValue]) -> str:
    options = command.get("options")
    told = [
        (each.get("name"), each.get("description"), bool(each.get("required", False)))
        for each in (options if isinstance(options, list) else [])
        if isinstance(each, dict)
    ]
    return repr((command.get("name"), command.get("description"), told))


def as_words(name: str, said: str) -> str:
    """What somebody means who uses a command: their own words, else its sentence."""
    command = _BY_NAME.get(name)
    if said.strip():
        return said.strip()
    return name if command is None else command.says
