"""The menu of commands: a few plain words for those who look for a start, each of which says a sentence for them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the menu; `domain` is what it is about, None for what is always there."""

    name: str
    shows: str
    says: str
    domain: str | None = None


MENU = (
    Command("help", "What I can do for you", "what can you do?"),
    Command("home", "What is on at home", "what is on?", "home"),
    Command("pc", "How the PC is doing", "how is the pc doing?", "pc"),
    Command("remember", "What I remember about you", "what do you know about me?", "recall"),
    Command("status", "Whether everything works", "is everything ok?"),
    Command("undo", "Put the last change back", "undo"),
    Command("stop", "Stop what I am doing", "stop"),
)
_SAYS = {command.name: command.says for command in MENU} | {"start": MENU[0].says}


def menu(domains: Collection[str]) -> list[Command]:
    """The entries for a house with these domains."""
    return [command for command in MENU if command.domain is None or command.domain in domains]


def is_known(text: str) -> bool:
    """Whether a text begins with one of our commands."""
    found = _COMMAND.match(text)
    return found is not None and found[1].casefold() in _SAYS


def is_for_another(text: str, bot: str) -> bool:
    """Whether a text begins with a command to another bot, such as "/status@other_bot"."""
    found = _COMMAND.match(text)
    return found is not None and found[2] is not None and found[2].casefold() != bot.casefold()


def as_words(text: str) -> str:
    """What somebody means who writes a command: its sentence, or the words themselves without the slash.

    "/start CODE" stays, because that is how a link brings somebody with an invitation.
    """
    found = _COMMAND.match(text)
    if found is None:
        return text
    name, rest = found[1].casefold(), text[found.end() :].strip()
    if name == "start" and rest:
        return f"/start {rest}"
    if not rest and name in _SAYS:
        return _SAYS[name]
    return f"{name.replace('_', ' ')} {rest}".strip()
