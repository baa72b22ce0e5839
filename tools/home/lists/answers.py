"""What verbs about lists answer; `str()` is the chat answer."""

from collections.abc import Sequence
from typing import Literal

from tools.home.lists.items import Item, all_like
from tools.home.models import Noun
from tools.home.words import be, capital, join_words, soften

_MOST_LINES = 11
_MOST_NAMES = 6
_LONGEST_NAME = 2
Did = Literal["added", "removed", "ticked", "unticked", "put back"]
_DID = {"added": "on", "removed": "off", "ticked": "ticked on", "unticked": "open again on"}


class ListShown(Noun):
    """What is on a list; `asked` is the thing that somebody wanted to know about, if it was one."""

    name: str
    items: tuple[Item, ...]
    asked: str | None = None

    def __str__(self) -> str:
        """What is still to do, a line each; what is ticked in one line; or whether the one thing is there."""
        return self._say_all() if self.asked is None else self._say_one(self.asked)

    def _say_all(self) -> str:
        left = [each.summary for each in self.items if not each.is_done]
        done = [each.summary for each in self.items if each.is_done]
        ticked = [f"Ticked: {say_some(done)}."] if done else []
        if not left:
            return " ".join([f"Nothing is left on {say_list(self.name)}.", *ticked])
        rows = [f"• {each}" for each in left]
        if len(rows) > _MOST_LINES - 1:
            rows = [*rows[: _MOST_LINES - 2], f"… and {len(rows) - _MOST_LINES + 2} more"]
        return "\n".join([f"{self.name}:", *rows, *ticked])

    def _say_one(self, asked: str) -> str:
        found = all_like(self.items, asked)
        where = say_list(self.name)
        if not found:
            return f"No, {asked} {be([asked])} not on {where}."
        names = [each.summary for each in found if not each.is_done]
        if not names:
            done = [each.summary for each in found]
            return f"{capital(say_some(done))} {be(done)} ticked already on {where}."
        return f"Yes, {say_some(names)} {be(names)} on {where}."


class ListChanged(Noun):
    """What a list is after a change; `already` is what was so before, `missing` what was not there."""

    name: str
    did: Did
    what: tuple[str, ...]
    already: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def __str__(self) -> str:
        """What was done, and how many things are left."""
        where = say_list(self.name)
        lines: list[str] = []
        if self.did == "put back":
            lines.append(f"{capital(where)} is as it was before.")
        elif self.what:
            lines.append(f"{capital(say_some(self.what))} {be(self.what)} {_DID[self.did]} {where}.")
        elif self.did == "removed":
            lines.append("There was nothing to take off.")
        if self.already:
            verb = "were" if be(self.already) == "are" else "was"
            how = "there" if self.did == "added" else "so"
            lines.append(f"{capital(say_some(self.already))} {verb} {how} already.")
        if self.missing:
            lines.append(f"{capital(say_some(self.missing))} {be(self.missing)} not on it.")
        left = sum(not each.is_done for each in self.items)
        lines.append(
            f"{left} thing{'' if left == 1 else 's'} on it now." if left else "Nothing is left on it."
        )
        return " ".join(lines)


def say_list(name: str) -> str:
    """A list in a sentence: "the shopping list", "the chores list"."""
    said = soften(name.strip())
    return f"the {said.removeprefix('the ')}" + ("" if "list" in said.casefold() else " list")


def quote(thing: str) -> str:
    """A thing of a list within a sentence; one that is a sentence itself stands in marks: “take the bins out”."""
    return f"“{thing}”" if len(thing.split()) > _LONGEST_NAME else thing


def say_all(names: Sequence[str]) -> str:
    """Several things, every one named, as a card must."""
    return join_words([quote(each) for each in names])


def say_some(names: Sequence[str]) -> str:
    """Several things, "milk, eggs and 3 more"."""
    some = [quote(each) for each in names]
    if len(some) > _MOST_NAMES:
        some = [*some[: _MOST_NAMES - 1], f"{len(some) - _MOST_NAMES + 1} more"]
    return join_words(some)
