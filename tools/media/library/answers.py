"""What is told of libraries and players."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from tools.media.libraries import Owned
from tools.media.library.meant import group_copies
from tools.media.library.models import Deck, Playing, say_player
from tools.media.titles import Noun, Title
from tools.trust import Ours

MOST_LINES = 8
Did = Literal["started", "paused", "resumed", "moved", "stopped", "restored"]


def say_span(seconds: int) -> str:
    """A length of time: "1 h 05 min", "12 min", "40 s"."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"


def say_names(people: Sequence[str]) -> str:
    """Persons' ids as names: "Anna and Ben"."""
    names = [each.replace("-", " ").title() for each in people]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def say_day(at: datetime, now: datetime) -> str:
    """The day of an instant: "today", "yesterday", "3 days ago", "12 Oct 2025"."""
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days <= 0:
        return "today"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{local.day} {local:%b %Y}" if local.year != now.year else f"{local.day} {local:%b}"


def _say_who(playing: Playing) -> str:
    return say_names([playing.person]) if playing.person else playing.account or "Somebody"


def say_playing(playing: Playing) -> str:
    """A session in a line."""
    length = playing.what.duration_seconds
    where = say_span(playing.position_seconds) + (f" of {say_span(length)}" if length else "")
    state = ", paused" if playing.paused else ""
    work = ", the server is converting it" if playing.converting else ""
    who = _say_who(playing)
    return f"{playing.what.title} on {playing.player} ({who}): {where}{state}{work}"


class NowPlaying(Noun):
    """What plays where, for whom, and how far it is. `silent` are the servers that did not answer."""

    playing: tuple[Playing, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """The chat answer."""
        lines = [f"• {say_playing(each)}" for each in self.playing[:MOST_LINES]]
        head = "Playing now:" if lines else "Nothing is playing on the media servers."
        more = len(self.playing) - MOST_LINES
        return "\n".join([head, *lines, *([f"… and {more} more"] if more > 0 else []), *self.silent])


class OnDeck(Noun):
    """What a person goes on with; `of` is whose it is."""

    of: Ours
    deck: tuple[Deck, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """The chat answer."""
        whose = f" for {say_names([self.of])}"
        if not self.deck:
            return "\n".join([f"Nothing is waiting{whose}.", *self.silent])
        lines = [f"• {_say_deck(each)}" for each in self.deck[:MOST_LINES]]
        return "\n".join([f"On deck{whose}:", *lines, *self.silent])


def _say_deck(deck: Deck) -> str:
    length = deck.what.duration_seconds
    if not deck.position_seconds:
        return f"{deck.what.title}: next" + (f", {say_span(length)}" if length else "")
    left = f", {say_span(length - deck.position_seconds)} left" if length else ""
    return f"{deck.what.title}: at {say_span(deck.position_seconds)}{left}"


class RecentlyAdded(Noun):
    """What came into the libraries last."""

    added: tuple[Owned, ...]
    asked_at: AwareDatetime
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """The chat answer."""
        if not self.added:
            return "\n".join(["Nothing new that I can see.", *self.silent])
        lines = [f"• {self._say(each)}" for each in self.added[:MOST_LINES]]
        return "\n".join(["New in the library:", *lines, *self.silent])

    def _say(self, owned: Owned) -> str:
        day = f", {say_day(owned.added_at, self.asked_at)}" if owned.added_at else ""
        return f"{owned.title}{_say_quality(owned)}{day}"


def _say_quality(owned: Owned) -> str:
    return f" in {owned.resolution}" if owned.resolution else ""


class FoundTitles(Noun):
    """What is there under some words."""

    found: tuple[Owned, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """The chat answer."""
        if not self.found:
            # Who hears "no" gets it a second time, so a server that is silent must be told with it.
            head = "That is not in the libraries." if not self.silent else "Not found where I could look."
            return "\n".join([head, *self.silent])
        lines = [f"• {_say_found(copies)}" for copies in group_copies(self.found)[:MOST_LINES]]
        return "\n".join(["In the library:", *lines, *self.silent])


def _say_found(copies: Sequence[Owned]) -> str:
    first = copies[0]
    where = " and ".join(f"{each.server}{_say_quality(each)}" for each in copies)
    told = [f"{first.title}, {'series' if first.title.kind == 'series' else first.title.kind} on {where}"]
    seasons = sorted({number for each in copies for number in each.seasons if number})
    if seasons:
        told.append(f"season{'s' if len(seasons) > 1 else ''} {_say_range(seasons)}")
    watchers = list(dict.fromkeys(person for each in copies for person in each.watched_by))
    if watchers:
        told.append(f"watched by {say_names(watchers)}")
    return "; ".join(told)


def _say_range(numbers: Sequence[int]) -> str:
    whole = list(range(numbers[0], numbers[-1] + 1)) == list(numbers) and len(numbers) > 1
    return f"{numbers[0]} to {numbers[-1]}" if whole else ", ".join(map(str, numbers))


class PlayerChanged(Noun):
    """A player, as it stands after it was told something; `playing` is None where nothing plays there now."""

    did: Did
    player: str
    playing: Playing | None
    what: Title | None = None

    def __str__(self) -> str:
        """The chat answer."""
        if self.playing is None:
            ended = f"{self.what} has stopped" if self.what else "Nothing is playing"
            return f"{ended} on {say_player(self.player)}."
        title, at = self.playing.what.title, say_span(self.playing.position_seconds)
        match self.did:
            case "paused":
                return f"{title} is paused on {say_player(self.player)}, at {at}."
            case "moved":
                return f"{title} is at {at} now, on {say_player(self.player)}."
            case "resumed":
                return f"{title} goes on from {at} on {say_player(self.player)}."
            case _:
                state = "is paused" if self.playing.paused else "is playing"
                where = f", from {at}" if self.playing.position_seconds >= 60 else ""
                return f"{title} {state} on {say_player(self.player)}{where}."


class Marked(Noun):
    """What was marked for a person; `count` is how many films or episodes it is about, `changed` how many changed."""

    what: Title
    person: Ours | None
    watched: bool
    count: int
    changed: int

    def __str__(self) -> str:
        """The chat answer."""
        whose = f" for {say_names([self.person])}" if self.person else ""
        state = "watched" if self.watched else "not watched"
        if not self.changed:
            return f"{self.what} was marked as {state}{whose} already."
        many = f" ({self.changed} of {self.count} episodes changed)" if self.count > 1 else ""
        return f"{self.what} is marked as {state}{whose}{many}."
