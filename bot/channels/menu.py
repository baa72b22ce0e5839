"""The menu of commands: a few plain words for those who look for a start, each of which says a sentence for them.

Every platform shows this one in its own way.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the menu, which says `says` for whoever gives no words of their own.

    `domain` is what it is about, None for what is always there. Where a platform asks for the words after a command,
    an entry with `asks` takes some and shows that instead of `shows`.
    """

    name: str
    shows: str
    says: str
    domain: str | None = None
    asks: str | None = None


MENU = (
    Command("help", "What I can do for you", "what can you do?"),
    Command("home", "What is on at home", "what is on?", "home", "The home: what is on, or what you want"),
    Command(
        "pc", "How the PC is doing", "how is the pc doing?", "pc", "The PC: how it does, or what you want"
    ),
    Command("remember", "What I remember about you", "what do you know about me?", "recall"),
    Command("status", "Whether everything works", "is everything ok?"),
    Command("undo", "Put the last change back", "undo"),
    Command("stop", "Stop what I am doing", "stop"),
)
SAYS = {command.name: command.says for command in MENU} | {"start": MENU[0].says}
"""What each command says; Telegram sends "start" for whoever opens a chat with the bot."""


def menu(domains: Collection[str]) -> list[Command]:
    """The entries for a house with these domains."""
    return [command for command in MENU if command.domain is None or command.domain in domains]
