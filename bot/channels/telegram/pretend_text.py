"""How Telegram reads text: lengths in UTF-16 units, and the entities that it finds by itself."""

import re

from bot.channels.telegram.pretend_wire import Object

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,!?])"
    r"|(?<!\w)(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?!\w)"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def units(text: str) -> int:
    """How long Telegram finds `text`, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[Object]:
    """The commands, mentions, links and hashtags in `text`, as Telegram marks them without being told."""
    return [
        {
            "type": str(match.lastgroup),
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for match in _FOUND.finditer(text)
    ]
