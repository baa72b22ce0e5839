"""The menu as slash commands, with a way to say something in any channel."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from bot.channels.menu import SAYS, Command

SAY = "say"
_SAY_SHOWS = "What you want, in your own words"
_CHAT_INPUT, _TEXT = 1, 3
_ANYWHERE: list[JsonValue] = [0, 1]
"""In the server and in direct chats."""
_ASK = Command("ask", "", "", asks="Say something to me, in any channel")


def as_payload(commands: Sequence[Command]) -> list[dict[str, JsonValue]]:
    """The menu as Discord is told it, with the command that only takes words before it."""
    return [_one(each) for each in (_ASK, *commands)]


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
        "description": command.asks or command.shows,
        "options": [option] if command.asks else [],
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
    return said.strip() or SAYS.get(name, "" if name == _ASK.name else name)
