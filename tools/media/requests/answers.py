"""What verbs about requests answer; `str()` is the chat answer."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Protocol

from pydantic import AwareDatetime, Field

from tools.media.requests.models import Kinds, Noun, Offer, Request, Season
from tools.trust import Ours

_MOST_LINES = 11
_GB = 1_000_000_000
_SOON = timedelta(hours=20)


class _Titled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def kind(self) -> str: ...


class Options(Noun):
    """What of a title is here, and what could be asked for; `others` are called alike."""

    offer: Offer
    others: tuple[Offer, ...] = ()
    can: Kinds

    def __str__(self) -> str:
        """How it stands, season by season where they differ, and what can be asked for."""
        offer = self.offer
        lines = [f"{say_title(offer, with_kind=True)}: {self._stands(in_4k=False)}."]
        if self.can.has_4k(offer.kind):
            lines.append(f"In 4K: {self._stands(in_4k=True)}.")
        lines += [f"{_who(each)} asked for it{_what(each)}: {each.state}." for each in _open(offer.requests)]
        lines.append(self._say_possible())
        if self.others:
            named = [f"{say_title(each, with_kind=True)} ({each.state})" for each in self.others]
            lines.append(f"Also called so: {', '.join(named)}.")
        return "\n".join(lines[:_MOST_LINES])

    def _stands(self, *, in_4k: bool) -> str:
        seasons = self.offer.seasons
        if self.offer.kind == "film" or not seasons:
            return self.offer.stands(in_4k=in_4k)
        by_state = sorted(seasons, key=lambda each: each.stands(in_4k=in_4k))
        groups = [
            (state, list(each))
            for state, each in groupby(by_state, key=lambda each: each.stands(in_4k=in_4k))
        ]
        if len(groups) == 1:
            return f"{groups[0][0]}, {say_count(seasons)}"
        groups.sort(key=lambda each: each[1][0].number)
        return "; ".join(f"{say_seasons([one.number for one in each])} {state}" for state, each in groups)

    def _say_possible(self) -> str:
        offer, can_4k = self.offer, self.can.has_4k(self.offer.kind)
        is_open = bool(_left(offer, in_4k=False))
        open_4k = can_4k and bool(_left(offer, in_4k=True))
        if is_open and open_4k:
            return "It can be asked for, in 4K too."
        if is_open or open_4k:
            return f"It can be asked for{' in 4K' if open_4k else ''}."
        return "There is nothing left to ask for."


class Requested(Noun):
    """That something was asked for, as it stands now."""

    request: Request

    def __str__(self) -> str:
        """What was asked for, and that they will hear."""
        asked = self.request
        head = f"{say_title(asked)} is asked for{_what(asked)}."
        if asked.state == "here":
            return f"{head} It is here already."
        if asked.verdict == "failed":
            return f"{head} But Jellyseerr could not hand it on; look there whether Radarr and Sonarr answer."
        if asked.verdict == "waiting for a yes":
            return f"{head} It waits for a yes in Jellyseerr."
        return f"{head} I'll say when it has arrived."


class Withdrawn(Noun):
    """That something is asked for no more; `request` is what it was."""

    request: Request

    def __str__(self) -> str:
        """What is taken back, and what that does not stop."""
        was = self.request
        head = f"{say_title(was)}{_what(was)} is no longer asked for."
        if was.verdict == "approved":
            whose = "Radarr" if was.kind == "film" else "Sonarr"
            return f"{head} What {whose} has begun may still come."
        return head


class Decided(Noun):
    """What was decided of a request."""

    request: Request

    def __str__(self) -> str:
        """The decision as it stands now."""
        asked = self.request
        return f"{say_title(asked)}{_what(asked)}, which {_who(asked)} asked for: {asked.verdict}."


class Requests(Noun):
    """Who asked for what, the newest first."""

    requests: tuple[Request, ...]
    now: AwareDatetime = Field(exclude=True)
    with_arrived: bool = False

    def __str__(self) -> str:
        """A line each."""
        if not self.requests:
            return "Nothing is asked for at the moment."
        rows = [
            f"• {say_title(each)}{_what(each)} ({_who(each)}): {self._how(each)}" for each in self.requests
        ]
        if len(rows) > _MOST_LINES - 1:
            rows = [*rows[: _MOST_LINES - 2], f"… and {len(rows) - _MOST_LINES + 2} more"]
        return "\n".join([f"{len(self.requests)} asked for:", *rows])

    def _how(self, asked: Request) -> str:
        if asked.verdict != "approved":
            return asked.verdict
        words = [str(asked.state)]
        if asked.percent is not None and asked.total_bytes and asked.state != "here":
            words.append(f"{asked.percent}% of {say_size(asked.total_bytes)}")
            if asked.done_at is not None and asked.done_at - self.now < _SOON:
                words.append(f"until about {asked.done_at.astimezone(self.now.tzinfo):%H:%M}")
        return ", ".join(words)


class Nothing(Noun):
    """That nothing was to be done, and why."""

    why: Ours

    def __str__(self) -> str:
        """The reason."""
        return self.why


def say_title(titled: _Titled, *, with_kind: bool = False) -> str:
    """A title with its year: "Dune (2021)", "Severance (2022, series)"."""
    about = [str(titled.year)] if titled.year is not None else []
    about += [titled.kind] if with_kind else []
    return f"{titled.name} ({', '.join(about)})" if about else titled.name


def say_seasons(numbers: Sequence[int]) -> str:
    """Seasons in a sentence: "season 2", "seasons 1 to 3 and 5"."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for each in sorted(set(numbers)):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(each) for each in run]
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"season{'s' if len(set(numbers)) > 1 else ''} {said}"


def say_count(seasons: Sequence[Season]) -> str:
    """How many seasons: "3 seasons"."""
    return f"{len(seasons)} season{'' if len(seasons) == 1 else 's'}"


def say_size(size: int) -> str:
    """A size: "58 GB"."""
    return f"{size / _GB:.0f} GB" if size >= 10 * _GB else f"{size / _GB:.1f} GB"


def what_of(in_4k: object, seasons: Sequence[int]) -> str:
    """Seasons and quality of a request, after its title: ", seasons 1 and 2, in 4K"."""
    named = f", {say_seasons(seasons)}" if seasons else ""
    return f"{named}{',' if named and in_4k else ''}{' in 4K' if in_4k else ''}"


def _what(asked: Request) -> str:
    return what_of(asked.in_4k, asked.seasons)


def _who(asked: Request) -> str:
    return asked.person.replace("-", " ").title() if asked.person else asked.user


def _open(requests: Sequence[Request]) -> list[Request]:
    return [each for each in requests if each.state != "here" and each.verdict != "declined"]


def _left(offer: Offer, *, in_4k: bool) -> bool:
    if offer.kind == "series" and offer.seasons:
        return bool(offer.open_seasons(in_4k=in_4k))
    return offer.stands(in_4k=in_4k) in ("not here", "partly here")
