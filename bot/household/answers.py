"""The answers about people, and about who did what, and why."""

from datetime import datetime

from pydantic import BaseModel

from bot.wording import spoken_list
from memory.people import Person


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
        lines = [self.what]
        if self.may:
            how = ", after a yes to the card" if self.asks_first else ""
            lines.append(f"{spoken_list(self.may, 'and')} may{how}.")
        if self.by_asking:
            lines.append(f"For {spoken_list(self.by_asking, 'and')} I ask an adult first.")
        if self.may_not:
            lines.append(f"{spoken_list(self.may_not, 'and')} may not.")
        return "\n".join(lines)


class Because(BaseModel):
    """Why something was done: who asked for it, in which words, when, who allowed it, and what came of it."""

    who: str
    at: datetime
    said: str
    allowed_by: str | None
    what: str
    state: str

    def __str__(self) -> str:
        """The answer in chat."""
        words = f" (“{self.said}”)" if self.said else ""
        lines = [f"{self.who} asked for it on {self.at:%A at %H:%M}{words}."]
        if self.allowed_by:
            lines.append(f"{self.allowed_by} said yes.")
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


def describe(person: Person) -> Someone:
    """A person for an answer."""
    return Someone(name=person.name, role=person.role.spoken, rooms=person.rooms, until=person.until)
