"""What verbs about lists answer; `str()` is the chat answer."""

from typing import Literal

from tools.home.lists.items import Item
from tools.home.models import Noun
from tools.home.words import be, capital, join_words

_MOST_LINES = 11


class ListShown(Noun):
    """What is on a list."""

    name: str
    items: tuple[Item, ...]

    def __str__(self) -> str:
        """What is still to do, a line each; what is ticked in one line."""
        left = [each.summary for each in self.items if not each.is_done]
        done = [each.summary for each in self.items if each.is_done]
        if not left:
            return f"{self.name}: nothing left on it."
        rows = [f"• {each}" for each in left]
        if len(rows) > _MOST_LINES - 1:
            rows = [*rows[: _MOST_LINES - 2], f"… and {len(rows) - _MOST_LINES + 2} more"]
        return "\n".join([f"{self.name}:", *rows, *([f"Ticked: {join_words(done[:5])}."] if done else [])])


class ListChanged(Noun):
    """What a list is after a change; `already` is what was so before."""

    name: str
    did: Literal["added", "removed", "ticked", "unticked", "put back"]
    what: tuple[str, ...]
    already: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def __str__(self) -> str:
        """What was done, and how many things are left."""
        left = sum(not each.is_done for each in self.items)
        lines: list[str] = []
        if self.did == "put back":
            lines.append(f"{self.name} is as it was before.")
        elif self.what:
            on = {"added": "on", "removed": "off", "ticked": "ticked on", "unticked": "open again on"}[
                self.did
            ]
            verb = be(self.what)
            lines.append(f"{capital(join_words(self.what))} {verb} {on} {self.name}.")
        if self.already and self.did == "added":
            verb = "were" if be(self.already) == "are" else "was"
            lines.append(f"{capital(join_words(self.already))} {verb} there already.")
        lines.append(
            f"{left} thing{'' if left == 1 else 's'} on it now." if left else "Nothing is left on it."
        )
        return " ".join(lines)
