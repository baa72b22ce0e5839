"""The answers about people, and about who did what, and why."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from bot.directory import People
from bot.wording import spoken_list
from memory.people import Person, Role
from tools.contract import Caller

_MOST_DEEDS = 8


class Someone(BaseModel):
    """A person as people speak of them: name, role, rooms, until when, and whether they have come yet."""

    name: str
    role: str
    rooms: tuple[str, ...] = ()
    until: datetime | None = None
    here: bool = True

    def __str__(self) -> str:
        """The line in chat."""
        where = f", for {in_words(self.rooms)}" if self.rooms else ""
        until = f", until {self.until:%a %d %b %H:%M}" if self.until else ""
        return f"{self.name}: {self.role}{where}{until}{'' if self.here else ' (not here)'}"


class Everybody(BaseModel):
    """The people of the household."""

    people: list[Someone]

    def __str__(self) -> str:
        """The answer in chat."""
        return "\n".join(map(str, self.people))


class WhoMay(BaseModel):
    """Who may do something: unasked, after a yes on a card, by having an adult asked, or not at all."""

    what: str
    may: list[str]
    asks_first: bool
    by_asking: list[str]
    may_not: list[str]

    def __str__(self) -> str:
        """The answer in chat."""
        lines = [f"{self.what}:"]
        if self.may:
            how = ", after a yes to the card" if self.asks_first else ""
            lines.append(f"{capital(spoken_list(self.may, 'and'))} may{how}.")
        if self.by_asking:
            lines.append(f"For {spoken_list(self.by_asking, 'and')} I ask an adult first.")
        if self.may_not:
            lines.append(f"{capital(spoken_list(self.may_not, 'and'))} may not.")
        return "\n".join(lines)


class MayDo(BaseModel):
    """What somebody may do: after a yes on a card, by having an adult asked, not at all; the rest at once.

    A guest may only do what is in `there`, and only in their rooms.
    """

    name: str
    role: str
    rooms: str
    after_a_yes: list[str]
    by_asking: list[str]
    may_not: list[str]
    there: list[str]

    def __str__(self) -> str:
        """The answer in chat."""
        you = self.name == "you"
        has = "have" if you else "has"
        is_what = f"{capital(self.name)} {'are' if you else 'is'} {a_role(self.role)}"
        if self.role == Role.GUEST.spoken:
            if not self.there:
                return f"{is_what} and may do nothing here alone; somebody of the house can."
            return f"{is_what}. In {self.rooms} {self.name} may {_some(self.there)}."
        lines = [f"{is_what}{f' and {has} {self.rooms}' if self.rooms else ''}."]
        if self.after_a_yes:
            lines.append(f"After a yes to the card: {_some(self.after_a_yes)}.")
        if self.by_asking:
            lines.append(f"I ask an adult first: {_some(self.by_asking)}.")
        if self.may_not:
            lines.append(f"Not at all: {_some(self.may_not)}.")
        lines.append("Everything else at once.")
        return "\n".join(lines)


class Because(BaseModel):
    """Why something was done: who asked for it, in which words, when, who allowed it, and what came of it."""

    who: str
    at: datetime
    now: datetime
    said: str
    allowed_by: str | None
    what: str
    state: str

    def __str__(self) -> str:
        """The answer in chat."""
        words = f" (“{self.said}”)" if self.said else ""
        lines = [f"{capital(self.who)} asked for it {say_when(self.at, self.now)}{words}."]
        if self.allowed_by:
            lines.append(f"{capital(self.allowed_by)} said yes.")
        result = self.what.strip().partition("\n")[0]
        lines.append(result if self.state == "done" else f"It {ENDS.get(self.state, self.state)}: {result}")
        return "\n".join(lines)


ENDS = {"failed": "did not work", "unknown": "may or may not have worked", "begun": "has only begun"}


class Nobody(BaseModel):
    """Nothing of the kind was asked of HomeOps lately."""

    def __str__(self) -> str:
        """The answer in chat."""
        return "Nobody asked me to do that lately; somebody may have done it by hand or with another app."


def in_words(rooms: tuple[str, ...]) -> str:
    """Rooms in a sentence: "the kitchen and the living room"."""
    return spoken_list(
        [f"the {room.casefold().replace('-', ' ').replace('_', ' ')}" for room in rooms], "and"
    )


def name_to(caller: Caller, person: str, people: People) -> str:
    """What to call somebody when speaking to `caller`: "you", or their name."""
    return "you" if person == caller.person.id else people.name_of(person)


def a_role(role: str) -> str:
    """A role in a sentence: "an adult", "the owner"."""
    return f"the {role}" if role == Role.OWNER.spoken else f"{'an' if role[0] in 'ao' else 'a'} {role}"


def _some(deeds: Sequence[str]) -> str:
    """Several deeds, shortened where there are many."""
    if len(deeds) > _MOST_DEEDS:
        return f"{', '.join(deeds[: _MOST_DEEDS - 1])} and {len(deeds) - _MOST_DEEDS + 1} more"
    return spoken_list(deeds, "and")


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def say_when(at: datetime, now: datetime) -> str:
    """A moment of the past: "at 12:00", "yesterday at 12:00", "on Friday at 12:00", "on 3 August at 12:00"."""
    days = (now.date() - at.date()).days
    if days < 2:
        return f"{'yesterday ' if days == 1 else ''}at {at:%H:%M}"
    return f"on {f'{at:%A}' if days < 7 else f'{at.day} {at:%B}'} at {at:%H:%M}"


def describe(person: Person) -> Someone:
    """A person for an answer."""
    return Someone(name=person.name, role=person.role.spoken, rooms=person.rooms, until=person.until)
