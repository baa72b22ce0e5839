"""Text with its entities, and how parsers build it."""

from dataclasses import dataclass, field

from bot.channels.telegram.pretend_wire import Object, number_in


def units(text: str) -> int:
    """How long Telegram finds `text`, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and its entities, their places in UTF-16 units."""

    text: str
    entities: list[Object] = field(default_factory=list[Object])

    def trimmed(self) -> "Marked":
        """Without white space at both ends, entities moved and cut to fit."""
        text = self.text.rstrip()
        ahead = units(text) - units(text.lstrip())
        text = text.lstrip()
        length = units(text)
        entities: list[Object] = []
        for each in self.entities:
            start = max(number_in(each["offset"]) - ahead, 0)
            end = min(number_in(each["offset"]) - ahead + number_in(each["length"]), length)
            if end > start:
                entities.append(each | {"offset": start, "length": end - start})
        return Marked(text, entities)


@dataclass(slots=True)
class Growing:
    """Text that a parser is putting together; `length` is what there is so far, in UTF-16 units."""

    parts: list[str] = field(default_factory=list[str])
    entities: list[Object] = field(default_factory=list[Object])
    length: int = 0

    def add(self, text: str) -> None:
        """Append text."""
        self.parts.append(text)
        self.length += units(text)

    def ends_line(self) -> bool:
        """Whether a new line begins here."""
        return not self.parts or self.parts[-1].endswith("\n")

    def mark(self, kind: str, start: int, **more: str) -> None:
        """Mark what came since `start`; nothing marks nothing."""
        if self.length > start:
            told: Object = {"type": kind, "offset": start, "length": self.length - start}
            self.entities.append(told | more)

    def done(self) -> Marked:
        """What came of it."""
        order = sorted(
            self.entities, key=lambda each: (number_in(each["offset"]), -number_in(each["length"]))
        )
        return Marked("".join(self.parts), order)
