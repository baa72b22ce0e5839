"""What verbs about what is followed answer; `str()` is the chat answer."""

from collections.abc import Sequence

from pydantic import AwareDatetime, Field

from tools.media.series.diagnosing import Diagnosis
from tools.media.series.models import Followed, Happened, Noun, Piece
from tools.times import speak_instant
from tools.trust import Ours, Untrusted

_MOST_LINES = 11
_MOST_EXPLAINED = 3
_GB = 1_000_000_000
_HAPPENED = {
    "found": "found",
    "arrived": "arrived",
    "failed": "download failed",
    "deleted": "deleted",
    "ignored": "download ignored",
    "other": "changed",
}


class FollowedList(Noun):
    """What is followed, with what is missing first."""

    followed: tuple[Followed, ...]
    now: AwareDatetime = Field(exclude=True)

    def __str__(self) -> str:
        """A line each, and how many there are."""
        if not self.followed:
            return "Nothing is followed yet."
        series = sum(each.kind == "series" for each in self.followed)
        films = len(self.followed) - series
        counts = [f"{series} series"] * bool(series) + [f"{films} film{'' if films == 1 else 's'}"] * bool(
            films
        )
        rows = [f"• {self._say(each)}" for each in self.followed]
        return "\n".join([f"Followed: {' and '.join(counts)}.", *_cut(rows)])

    def _say(self, each: Followed) -> str:
        words = [say_followed(each)]
        if each.kind == "series":
            words.append(
                f"{each.have} of {each.total} episodes" if each.have < each.total else "complete so far"
            )
        else:
            words.append("here" if each.have else "missing" if each.total else "not out yet")
        if each.next_at is not None and each.next_at > self.now:
            words.append(
                f"next {speak_instant(each.next_at, self.now)}"
                if each.kind == "series"
                else f"out {speak_instant(each.next_at, self.now)}"
            )
        if not each.is_monitored:
            words.append("not looked for")
        return f"{words[0]}: {', '.join(words[1:])}"


class Calendar(Noun):
    """What comes out in the next days."""

    days: int
    coming: tuple[Piece, ...]
    now: AwareDatetime = Field(exclude=True)

    def __str__(self) -> str:
        """A line each, with the time."""
        when = "today" if self.days == 1 else f"in the next {self.days} days"
        if not self.coming:
            return f"Nothing that you follow comes out {when}."
        rows = [
            f"• {self._when(each)}: {say_piece(each)}{' (here)' if each.is_here else ''}"
            for each in self.coming
        ]
        return "\n".join([f"What comes out {when}:", *_cut(rows)])

    def _when(self, piece: Piece) -> str:
        assert piece.out_at is not None, "only what has a time is in a calendar"
        said = speak_instant(piece.out_at, self.now)
        return said if piece.kind == "series" else said.partition(" at ")[0]


class MissingList(Noun):
    """What came out, is followed and is not here: how many there are, and the newest."""

    total: int
    missing: tuple[Piece, ...]
    now: AwareDatetime = Field(exclude=True)

    def __str__(self) -> str:
        """A line each, the newest first."""
        if not self.missing:
            return "Nothing is missing of what you follow."
        rows = [f"• {say_piece(each)}{self._since(each)}" for each in self.missing]
        return "\n".join([f"{self.total} missing, the newest first:", *_cut(rows, self.total)])

    def _since(self, piece: Piece) -> str:
        if piece.out_at is None:
            return ""
        return f", out {speak_instant(piece.out_at, self.now).partition(' at ')[0]}"


class Explanations(Noun):
    """Why things are missing; `about` is what was asked about where nothing is missing."""

    found: tuple[Diagnosis, ...]
    about: Untrusted = ""

    def __str__(self) -> str:
        """The cause, what shows it and what may help, for each."""
        if not self.found:
            return (
                f"Nothing is missing of {self.about}."
                if self.about
                else "Nothing of today or last night is missing."
            )
        if len(self.found) == 1:
            return self._say(self.found[0])
        rows = [f"• {say_piece(each.piece)}: {each.because}" for each in self.found[:_MOST_EXPLAINED]]
        advice = [f"  {each.advice}" if each.advice else "" for each in self.found[:_MOST_EXPLAINED]]
        lines = [line for pair in zip(rows, advice, strict=True) for line in pair if line]
        more = len(self.found) - _MOST_EXPLAINED
        return "\n".join([*lines, *([f"… and {more} more"] if more > 0 else [])])

    def _say(self, one: Diagnosis) -> str:
        lines = [f"{say_piece(one.piece)}: {one.because}"]
        lines += [f"• {each}" for each in one.evidence]
        return "\n".join([*lines, *([one.advice] if one.advice else [])])


class Searched(Noun):
    """That something is looked for once more."""

    pieces: tuple[Piece, ...]
    server: Ours
    state: Untrusted

    def __str__(self) -> str:
        """What is looked for."""
        what = (
            say_piece(self.pieces[0])
            if len(self.pieces) == 1
            else f"{len(self.pieces)} episodes of {self.pieces[0].name}"
        )
        if self.state == "failed":
            return f"{self.server} could not look for {what}; look under System → Tasks there."
        return f"{self.server} looks for {what} once more. That takes a few minutes."


class QualityShown(Noun):
    """By which quality profile something is taken, what is there of it, and what profiles there are."""

    followed: Followed
    profile: Untrusted
    present: tuple[Untrusted, ...] = ()
    profiles: tuple[Untrusted, ...] = ()

    def __str__(self) -> str:
        """The profile, what is there, the others."""
        lines = [f"{say_followed(self.followed)}: quality profile “{self.profile}”."]
        if self.present:
            size = f" ({say_size(self.followed.total_bytes)})" if self.followed.total_bytes else ""
            lines.append(f"Here: {', '.join(self.present)}{size}.")
        others = [each for each in self.profiles if each != self.profile]
        if others:
            lines.append(f"It could also be: {', '.join(others)}.")
        return "\n".join(lines)


class QualityChanged(Noun):
    """By which quality profile something is taken from now on."""

    followed: Followed
    profile: Untrusted
    before: Untrusted

    def __str__(self) -> str:
        """Before and now."""
        name = say_followed(self.followed)
        if self.profile == self.before:
            return f"{name} has the quality profile “{self.profile}” already."
        return f"{name} now has the quality profile “{self.profile}” (before: “{self.before}”). It counts for what is found from now on."


class Past(Noun):
    """What was done for something, the latest first."""

    about: Followed
    happened: tuple[tuple[Piece, Happened], ...]
    now: AwareDatetime = Field(exclude=True)

    def __str__(self) -> str:
        """A line each."""
        if not self.happened:
            return f"Nothing was found or loaded for {say_followed(self.about)} yet."
        rows = [f"• {self._say(piece, each)}" for piece, each in self.happened]
        return "\n".join([f"{say_followed(self.about)}:", *_cut(rows)])

    def _say(self, piece: Piece, each: Happened) -> str:
        which = say_number(piece)
        more = [each.quality, each.reason]
        words = f"{speak_instant(each.at, self.now)}: {which}{' ' if which else ''}{_HAPPENED[each.what]}"
        told = ", ".join(one for one in more if one)
        return f"{words} ({told})" if told else words


def say_followed(followed: Followed) -> str:
    """A series or film by name and year."""
    return f"{followed.name} ({followed.year})" if followed.year else followed.name


def say_number(piece: Piece) -> str:
    """Which episode it is, as "S2 E3"; nothing of a film."""
    return "" if piece.season is None else f"S{piece.season} E{piece.episode}"


def say_piece(piece: Piece) -> str:
    """An episode or film: "Slow Horses S5 E6 “Scars”", "Conclave (2024)"."""
    if piece.season is None:
        return f"{piece.name} ({piece.year})" if piece.year else piece.name
    title = f" “{piece.episode_title}”" if piece.episode_title else ""
    return f"{piece.name} {say_number(piece)}{title}"


def say_size(size: int) -> str:
    """A size: "58 GB"."""
    return f"{size / _GB:.0f} GB" if size >= 10 * _GB else f"{size / _GB:.1f} GB"


def _cut(rows: Sequence[str], total: int | None = None) -> list[str]:
    """As many lines as a phone shows, and how many more there are."""
    count = len(rows) if total is None else max(total, len(rows))
    if count <= _MOST_LINES - 1:
        return list(rows)
    return [*rows[: _MOST_LINES - 2], f"… and {count - _MOST_LINES + 2} more"]
