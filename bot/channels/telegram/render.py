"""Our words as Telegram shows them: plain text with entities, never with a parse mode, so that nothing has to be escaped.

Models write Markdown, everything else here is plain. Formatting may never change what is said: where a reading as Markdown
would swallow more than its own signs, the words stay as they are. What a link's words don't say of where it leads is shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from memory.messages import Kind

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
SHOWN = frozenset({"bold", "italic", "underline", "strikethrough", "blockquote", "code", "pre", "text_link"})
_IS_MARKDOWN = re.compile(
    r"\*\*\S|`[^`\n]+`|^\s*(?:```|~~~)|\]\(\S+\)|^#{1,6} \S|^> |^\s*\|.*\|\s*$|(?<!\w)\*[^\s*][^*\n]*\*(?!\w)",
    re.MULTILINE,
)
_CODE = re.compile(
    r"(^[ \t]*(?:```.*?(?:^[ \t]*```|\Z)|~~~.*?(?:^[ \t]*~~~|\Z))|`[^`\n]+`)", re.MULTILINE | re.DOTALL
)
_NOT_MEANT = re.compile(r"[\\_$<&]|\|\||(?<=\w)\*(?=\w)")
"""Signs that Markdown would take for its own where people mean them: paths, names, money, products."""
_TARGET = re.compile(r"\]\([^)\s]*\)")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_SIGNS = re.compile(r"\d+\.(?=\s)|~~|[\s*#>`|\[\]()!•—+-]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that nobody sees, some of which turn the direction of writing round; outsiders' names may have them."""
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})(?=[:/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of formatted text: `kind` as Telegram names entities, `offset` and `length` in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with its formatting."""

    text: str
    marks: tuple[Mark, ...] = ()


def units(text: str) -> int:
    """How long Telegram finds `text`: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def render(text: str, kind: Kind = Kind.ANSWER) -> Rich:
    """What to show for `text`; cards and notices are made by code from exact names, so they stay as they are."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _CONTROLS.sub("", whole.replace("\r\n", "\n").expandtabs(4)).strip()
    if kind is not Kind.ANSWER or not _IS_MARKDOWN.search(text):
        return Rich(text)
    text = _outside_code(text, lambda part: _LINK.sub(_show_target, part))
    rich = _convert(_guard(text))
    return rich if _says_the_same(text, rich.text) else Rich(text)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    return "".join(part if number % 2 else change(part) for number, part in enumerate(_CODE.split(text)))


def _guard(text: str) -> str:
    """Escape what is not meant as Markdown, outside code."""
    return _outside_code(
        text, lambda part: _NOT_MEANT.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), part)
    )


def _show_target(link: re.Match[str]) -> str:
    """A link whose words don't say where it leads, with its address: an outsider may have written it."""
    words, target = link[1], link[2]
    return link[0] if _ADDRESS.match(words.strip()) else f"{words} ({target})"


def _convert(markdown: str) -> Rich:
    import telegramify_markdown

    config = telegramify_markdown.RenderConfig.isolated()
    symbols = config.markdown_symbol
    symbols.heading_level_1 = symbols.heading_level_2 = symbols.heading_level_3 = ""
    symbols.heading_level_4 = symbols.image = ""
    symbols.unordered_list_item = "•"
    text, found = telegramify_markdown.convert(markdown, latex_escape=False, config=config)
    shown = text.rstrip()
    end = units(shown)
    marks = [
        Mark(each.type, each.offset, min(each.length, end - each.offset), each.url, each.language)
        for each in found
        if each.type in SHOWN and each.offset < end
    ]
    kept = [
        mark for mark in marks if mark.kind != "text_link" or _may_lead(_under(mark, shown), mark.url or "")
    ]
    return Rich(shown, tuple(sorted(kept, key=lambda mark: (mark.offset, -mark.length))))


def _under(mark: Mark, text: str) -> str:
    raw = text.encode("utf-16-le")
    return raw[2 * mark.offset : 2 * mark.end].decode("utf-16-le", "replace")


def _may_lead(words: str, target: str) -> bool:
    """Whether a link may be one: to the web, mail or telephone, and not elsewhere than its words say."""
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if parts.scheme.lower() not in ALLOWED_SCHEMES:
        return False
    named = _ADDRESS.match(words.strip())
    return named is None or named[1].casefold() == host


def _says_the_same(source: str, shown: str) -> bool:
    """Whether nothing but signs of Markdown, link targets and the languages of code went away."""
    words = _outside_code(source, lambda part: _TARGET.sub("", part))
    return _SIGNS.sub("", _FENCE.sub("", words)) == _SIGNS.sub("", shown)
