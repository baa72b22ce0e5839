"""HTML as Telegram parses it, with the errors that it answers."""

import re

from bot.channels.telegram.pretend_marked import Growing, Marked
from bot.channels.telegram.pretend_wire import Refused, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));?")


def parse_html(text: str) -> Marked:
    """The text and entities that Telegram's HTML means.

    Raises:
        Refused: 400 "can't parse entities: …".
    """
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._grown = Growing()
        self._open: list[tuple[str, int, dict[str, str]]] = []

    def parse(self) -> Marked:
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == "&":
                self._reference()
            elif character == "<":
                self._tag()
            else:
                self._grown.add(character)
                self._at += 1
        if self._open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return self._grown.done()

    def _reference(self) -> None:
        match = _REFERENCE.match(self._text, self._at)
        decimal, hexadecimal, name = match.groups("") if match else ("", "", "")
        if match is None or (name and name not in _ENTITIES):
            self._grown.add("&")
            self._at += 1
            return
        self._grown.add(_ENTITIES[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16)))
        self._at = match.end()

    def _tag(self) -> None:
        byte = len(self._text[: self._at].encode())
        end = self._text.find(">", self._at)
        if end < 0:
            raise _wrong(f"Unclosed start tag at byte offset {byte}")
        inside = self._text[self._at + 1 : end]
        self._at = end + 1
        if inside.startswith("/"):
            self._close(inside[1:].strip().lower(), byte)
        else:
            self._begin(inside, byte)

    def _begin(self, inside: str, byte: int) -> None:
        name = re.split(r"\s", inside, maxsplit=1)[0].lower()
        told = _ATTRIBUTE.findall(inside[len(name) :])
        attributes: dict[str, str] = {str(key).lower(): str(value).strip("\"'") for key, value in told}
        if name not in _KINDS:
            raise _wrong(f'Unsupported start tag "{name}" at byte offset {byte}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        self._open.append((name, self._grown.length, attributes))

    def _close(self, name: str, byte: int) -> None:
        if not self._open:
            raise _wrong(f"Unexpected end tag at byte offset {byte}")
        opened, start, attributes = self._open.pop()
        if name not in {"", opened}:
            raise _wrong(
                f'Unmatched end tag at byte offset {byte}, expected "</{opened}>", found "</{name}>"'
            )
        language = attributes.get("class", "").removeprefix("language-")
        if opened == "a":
            self._grown.mark("text_link", start, url=attributes.get("href", ""))
        elif opened == "code" and self._open and self._open[-1][0] == "pre":
            self._open[-1][2]["class"] = attributes.get("class", "")
        elif opened == "pre" and language:
            self._grown.mark("pre", start, language=language)
        elif opened == "blockquote" and "expandable" in attributes:
            self._grown.mark("expandable_blockquote", start)
        else:
            self._grown.mark(_KINDS[opened], start)


def _wrong(why: str) -> Refused:
    return bad_request(f"can't parse entities: {why}")
