"""How Telegram reads text: lengths in UTF-16 units, the entities that it finds by itself, and those that it is told."""

import re

from bot.channels.telegram.pretend_html import parse_html
from bot.channels.telegram.pretend_markdown import parse_markdown
from bot.channels.telegram.pretend_marked import Marked, units
from bot.channels.telegram.pretend_wire import Asked, Object, bad_request, number_in, text_in

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,!?])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?!\w)"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)
_SILENT = {"code", "pre"}
"""Inside these Telegram finds nothing."""


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


def read_text(asked: Asked, name: str, entities_name: str, limit: int) -> Marked:
    """The text of a call with its entities, at most `limit` UTF-16 units after parsing.

    Raises:
        Refused: It is too long, or what marks it can't be parsed.
    """
    marked = _told(asked, asked.text(name), entities_name)
    marked = marked.trimmed()
    if units(marked.text) > limit:
        raise bad_request("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    return Marked(marked.text, _with_found(marked))


def _told(asked: Asked, text: str, entities_name: str) -> Marked:
    mode = asked.text("parse_mode").lower()
    if mode == "markdownv2":
        return parse_markdown(text)
    if mode == "html":
        return parse_html(text)
    if mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    entities = asked.objects(entities_name)
    for each in entities:
        _check(each, units(text))
    return Marked(text, entities)


def _check(entity: Object, length: int) -> None:
    kind, offset, size = text_in(entity.get("type")), entity.get("offset"), entity.get("length")
    if not kind:
        raise bad_request('can\'t parse MessageEntity: Field "type" must be of type String')
    if not isinstance(offset, int) or not isinstance(size, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
    if offset < 0 or size <= 0 or offset + size > length:
        place = f"beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {offset + size}"
        raise bad_request(f"entity {place}")


def _with_found(marked: Marked) -> list[Object]:
    taken = [
        range(number_in(each["offset"]), number_in(each["offset"]) + number_in(each["length"]))
        for each in marked.entities
        if each["type"] in _SILENT or each["type"] in {"text_link", "text_mention"}
    ]
    found = [
        each
        for each in found_entities(marked.text)
        if not any(number_in(each["offset"]) in place for place in taken) and each not in marked.entities
    ]
    entities = sorted(
        [*marked.entities, *found], key=lambda each: (number_in(each["offset"]), -number_in(each["length"]))
    )
    return entities[:ENTITY_LIMIT]
