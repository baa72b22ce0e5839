"""Commands as Telegram has them: words behind a slash, with the name of the bot that they are for where several are."""

import re

from bot.channels.menu import SAYS

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)", re.IGNORECASE)


def is_known(text: str) -> bool:
    """Whether a text begins with one of our commands."""
    found = _COMMAND.match(text)
    return found is not None and found[1].casefold() in SAYS


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
    if not rest and name in SAYS:
        return SAYS[name]
    return f"{name.replace('_', ' ')} {rest}".strip()
