"""What verbs about what there is to watch answer; `str()` is the chat answer."""

from collections.abc import Sequence

from tools.media.discovery.household import Held
from tools.media.discovery.models import Details, Entry, Kind, Noun, Origin, Providers
from tools.media.discovery.moods import Mood
from tools.trust import Ours, Untrusted

_MOST_ABOUT = 300
_MOST_SERVICES = 4
_MOST_ROWS = 8
_KINDS = {None: "films and series", "film": "films", "series": "series"}


class TitleShown(Noun):
    """What a title is about and where it can be watched; `others` have the same name."""

    details: Details
    held: Held
    others: tuple[Entry, ...]
    origin: Origin

    def __str__(self) -> str:
        """Name and facts, what it is about, where to watch it."""
        entry = self.details.entry
        facts = [entry.kind, *_say_length(self.details)]
        if entry.rating:
            facts.append(f"{entry.rating:.1f} of 10")
        lines = [f"{entry.named}: {', '.join(facts)}."]
        if self.details.genres:
            lines.append(", ".join(self.details.genres[:4]) + ".")
        if entry.about:
            lines.append(_cut(entry.about))
        lines += _say_where(self.details, self.held)
        if self.others:
            lines.append(f"There is also {_join([_named(each) for each in self.others])}.")
        return "\n".join([*lines, str(self.origin)])


class WhereShown(Noun):
    """Where a title can be watched, the household's own first."""

    details: Details
    held: Held
    others: tuple[Entry, ...]
    origin: Origin

    def __str__(self) -> str:
        """A line for each way."""
        lines = [f"{self.details.entry.named}:", *_say_where(self.details, self.held)]
        if self.others:
            lines.append(f"There is also {_join([_named(each) for each in self.others])}.")
        return "\n".join([*lines, str(self.origin)])


class Row(Noun):
    """A title of a list, how it stands here, and where to watch it."""

    entry: Entry
    held: Held = Held()
    providers: Providers = Providers()
    because: tuple[Untrusted, ...] = ()


class Trending(Noun):
    """What is watched most these days."""

    kind: Kind | None
    rows: tuple[Row, ...]
    origin: Origin

    def __str__(self) -> str:
        """A line a title."""
        if not self.rows:
            return f"Nothing stands out among {_KINDS[self.kind]} this week.\n{self.origin}"
        lines = [f"• {_row(each)}" for each in self.rows[:_MOST_ROWS]]
        return "\n".join([f"Watched most this week ({_KINDS[self.kind]}):", *lines, str(self.origin)])


class Upcoming(Noun):
    """What comes soon: films by their day, series with a new episode within seven days."""

    kind: Kind
    rows: tuple[Row, ...]
    origin: Origin

    def __str__(self) -> str:
        """A line a title."""
        head = (
            "Soon in the cinemas:"
            if self.kind == "film"
            else "Series with new episodes in the next seven days:"
        )
        if not self.rows:
            return f"Nothing new is announced among {_KINDS[self.kind]}.\n{self.origin}"
        lines = [f"• {_dated(each)}" for each in self.rows[:_MOST_ROWS]]
        return "\n".join([head, *lines, str(self.origin)])


class Recommended(Noun):
    """What this household may like; `from_watched` is False where nothing is known of what was watched."""

    kind: Kind | None
    mood: Mood | None
    rows: tuple[Row, ...]
    from_watched: bool
    without: Ours = ""
    """Why it rests on what others watch."""
    origin: Origin

    def __str__(self) -> str:
        """A line a title with its reason."""
        what = f"{self.mood} {_KINDS[self.kind]}" if self.mood else _KINDS[self.kind]
        if not self.rows:
            return f"I found no {what} that you don't have already; try another mood.\n{self.origin}"
        head = (
            f"You may like these {what}:" if self.from_watched else f"{self.without} Many watch these {what}:"
        )
        lines = [f"• {_reason(each)}" for each in self.rows]
        return "\n".join([head, *lines, str(self.origin)])


def _say_length(details: Details) -> list[str]:
    said: list[str] = []
    if details.minutes:
        hours, minutes = divmod(details.minutes, 60)
        long = f"{hours} h {minutes} min" if hours else f"{minutes} min"
        said.append(long if details.entry.kind == "film" else f"{long} an episode")
    if details.seasons:
        said.append(f"{details.seasons} season{'' if details.seasons == 1 else 's'}")
    return said


def _say_where(details: Details, held: Held) -> list[str]:
    shown, lines = details.providers, list[str]()
    if held.copies:
        lines.append(f"You have it: {_join([str(each) for each in held.copies[:3]])}.")
    if held.requested:
        lines.append("It is requested already.")
    if not held.known:
        lines.append("I can't tell whether you have it: a media server does not answer.")
    if shown.own:
        lines.append(f"With your {_join(shown.own)}.")
    if shown.subscription:
        words = "Other subscriptions with it" if shown.own else "Not with yours, but with"
        lines.append(f"{words}: {_some(shown.subscription)}.")
    if shown.free:
        lines.append(f"Free with adverts or without: {_some(shown.free)}.")
    if shown.rent or shown.buy:
        lines.append(f"To rent or buy: {_some(tuple(dict.fromkeys((*shown.rent, *shown.buy))))}.")
    if shown.empty and details.providers_known:
        lines.append("No streaming service here shows it now.")
    if not details.providers_known and not held.copies:
        lines.append("Where it is shown I can't tell at the moment.")
    return lines


def _row(row: Row) -> str:
    return f"{_named(row.entry)}{_say_held(row)}"


def _dated(row: Row) -> str:
    released = row.entry.released
    day = f", {released.day} {released:%B}" if row.entry.kind == "film" and released is not None else ""
    return f"{row.entry.title if day else _named(row.entry)}{day}{_say_held(row)}"


def _reason(row: Row) -> str:
    why = f", because you watched {_join(row.because[:2])}" if row.because else ""
    rated = f" {row.entry.rating:.1f}/10" if row.entry.rating else ""
    return f"{_named(row.entry)}{rated}{why}{_say_held(row)}"


def _say_held(row: Row) -> str:
    if row.held.copies:
        return "; you have it"
    if row.held.requested:
        return "; requested already"
    return f"; with your {_join(row.providers.own[:2])}" if row.providers.own else ""


def _named(entry: Entry) -> str:
    return f"{entry.named}{', the series' if entry.kind == 'series' else ''}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_SERVICES
    return ", ".join(names[:_MOST_SERVICES]) + (f" and {more} more" if more > 0 else "")


def _join(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def _cut(text: str) -> str:
    if len(text) <= _MOST_ABOUT:
        return text
    return text[:_MOST_ABOUT].rsplit(" ", 1)[0].rstrip(",;:") + " …"
