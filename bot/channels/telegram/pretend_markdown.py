"""MarkdownV2 as Telegram parses it, with the errors that it answers."""

import re

from bot.channels.telegram.pretend_marked import Growing, Marked
from bot.channels.telegram.pretend_wire import Refused, bad_request

_RESERVED = "_*[]()~`>#+-=|{}.!"
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "text_link": "TextUrl",
    "code": "Code",
    "pre": "PreCode",
    "blockquote": "BlockQuote",
}
_URL_END = re.compile(r"\\(.)")


def parse_markdown(text: str) -> Marked:
    """The text and entities that MarkdownV2 means.

    Raises:
        Refused: 400 "can't parse entities: …".
    """
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._grown = Growing()
        self._open: list[tuple[str, str, int, int]] = []  # mark, kind, where it starts, its byte offset

    def parse(self) -> Marked:
        while self._at < len(self._text):
            self._step()
        self._end_quote()
        if self._open:
            raise self._unclosed()
        return self._grown.done()

    def _step(self) -> None:
        text, at = self._text, self._at
        if text[at] == "\\" and at + 1 < len(text) and ord(text[at + 1]) < 127:
            self._add(text[at + 1], 2)
        elif text[at] == ">" and self._at_line_start():
            self._begin_quote()
        elif text[at] == "`":
            self._code()
        elif text[at] == "[" or text.startswith("![", at):
            self._mark("[", "text_link", 1 if text[at] == "[" else 2)
        elif text[at] == "]" and self._open and self._open[-1][0] == "[":
            self._end_link()
        elif (mark := self._mark_here()) is not None:
            self._mark(mark, _MARKS[mark], len(mark))
        elif text[at] in _RESERVED:
            raise _wrong(f"Character '{text[at]}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._add(text[at], 1)

    def _add(self, character: str, used: int) -> None:
        if character == "\n" and not self._text.startswith(">", self._at + used):
            self._end_quote()
        self._grown.add(character)
        self._at += used

    def _at_line_start(self) -> bool:
        """Whether nothing stands in this line yet; marks don't count, so that an empty bold parts two quotes."""
        in_quote = any(mark == ">" for mark, *_ in self._open)
        return self._text[self._at - 1] == "\n" if in_quote else self._grown.ends_line()

    def _mark_here(self) -> str | None:
        for mark in ("||", "__", "*", "_", "~"):
            if self._text.startswith(mark, self._at):
                return mark
        return None

    def _mark(self, mark: str, kind: str, used: int) -> None:
        if self._open and self._open[-1][0] == mark and mark != "[":
            _, _, start, _ = self._open.pop()
            self._grown.mark(kind, start)
        else:
            self._open.append((mark, kind, self._grown.length, self._byte()))
        self._at += used

    def _end_link(self) -> None:
        _, kind, start, byte = self._open.pop()
        if not self._text.startswith("(", self._at + 1):
            self._at += 1
            return
        end = self._at + 2
        while end < len(self._text) and self._text[end] != ")":
            end += 2 if self._text[end] == "\\" else 1
        if end >= len(self._text):
            raise _wrong(f"Can't find end of a URL at byte offset {byte}")
        url = _URL_END.sub(r"\1", self._text[self._at + 2 : end])
        if re.match(r"(https?|tg|ftp|tonsite)://", url) or re.fullmatch(r"[\w.-]+\.\w{2,}\S*", url):
            self._grown.mark(kind, start, url=url)
        self._at = end + 1

    def _code(self) -> None:
        fence = "```" if self._text.startswith("```", self._at) else "`"
        kind, byte, start = "pre" if fence == "```" else "code", self._byte(), self._grown.length
        at = self._at + len(fence)
        language = ""
        if kind == "pre" and (named := re.match(r"([\w+#-]+)\n", self._text[at:])):
            language, at = named.group(1), at + named.end()
        elif kind == "pre" and self._text.startswith("\n", at):
            at += 1
        while not self._text.startswith(fence, at):
            if at >= len(self._text):
                raise _wrong(f"Can't find end of {_NAMES[kind]} entity at byte offset {byte}")
            at += 1 if self._text[at] == "\\" and at + 1 < len(self._text) else 0
            self._grown.add(self._text[at])
            at += 1
        more = {"language": language} if language else {}
        self._grown.mark(kind, start, **more)
        self._at = at + len(fence)

    def _begin_quote(self) -> None:
        if not any(mark == ">" for mark, *_ in self._open):
            self._open.append((">", "blockquote", self._grown.length, self._byte()))
        self._at += 1

    def _end_quote(self) -> None:
        if not any(mark == ">" for mark, *_ in self._open):
            return
        kind = "blockquote"
        if self._open[-1][1] == "spoiler" and self._open[-1][2] == self._grown.length:
            self._open.pop()  # "||" at the end of a quote folds it
            kind = "expandable_blockquote"
        if self._open[-1][0] != ">":
            raise self._unclosed()
        _, _, start, _ = self._open.pop()
        self._grown.mark(kind, start)

    def _unclosed(self) -> Refused:
        _, kind, _, byte = self._open[-1]
        return _wrong(f"Can't find end of {_NAMES[kind]} entity at byte offset {byte}")

    def _byte(self) -> int:
        return len(self._text[: self._at].encode())


def _wrong(why: str) -> Refused:
    return bad_request(f"can't parse entities: {why}")
