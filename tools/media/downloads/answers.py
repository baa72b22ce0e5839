"""What verbs about downloads answer; `str()` is the chat answer."""

from pydantic import AwareDatetime

from tools.media.downloads.models import Download, Noun, Schedule, State
from tools.media.downloads.reasons import explain, propose
from tools.media.downloads.words import (
    join_words,
    say_left,
    say_limit,
    say_percent,
    say_size,
    say_some,
    say_speed,
    say_title,
    shorten,
)
from tools.times import speak_instant
from tools.trust import Ours, Untrusted

_MOST_ROWS = 8
_ORDER: tuple[State, ...] = (
    "failed",
    "stalled",
    "downloading",
    "checking",
    "waiting",
    "paused",
    "seeding",
    "done",
)
_HEADS: dict[State, str] = {
    "failed": "failed",
    "stalled": "stuck",
    "downloading": "downloading",
    "checking": "being checked or unpacked",
    "waiting": "waiting",
    "paused": "paused",
    "seeding": "finished and seeding",
    "done": "finished",
}
_DAYS = {0: "every day", 1: "on weekdays", 2: "at weekends"}


class Downloads(Noun):
    """What is downloaded; `asked` is the state that alone was asked for, `silent` are programs that do not answer."""

    downloads: tuple[Download, ...]
    limits: dict[Ours, int]
    asked: State | None = None
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """How many of each, then the ones that matter most, a line each."""
        sorry = [f"{join_words(self.silent)} does not answer."] if self.silent else []
        if not self.downloads:
            none = "Nothing is downloading." if self.asked is None else f"Nothing is {_HEADS[self.asked]}."
            return " ".join([none, *sorry])
        counts: dict[State, int] = {
            state: sum(each.state == state for each in self.downloads) for state in _ORDER
        }
        head = join_words([f"{count} {_HEADS[state]}" for state, count in counts.items() if count])
        speed = sum(each.bytes_per_second for each in self.downloads)
        head += f"; {say_speed(speed)} in all" if speed else ""
        shown = sorted(self._worth_telling(), key=lambda each: _ORDER.index(each.state))
        rows = [_row(each) for each in shown[:_MOST_ROWS]]
        more = [f"… and {len(shown) - _MOST_ROWS} more"] if len(shown) > _MOST_ROWS else []
        capped = sorted({limit for limit in self.limits.values() if limit})
        limits = [f"Limit: {join_words([say_limit(each) for each in capped])}."] if capped else []
        return "\n".join([f"{head}.", *rows, *more, *limits, *sorry])

    def _worth_telling(self) -> list[Download]:
        if self.asked is not None:
            return list(self.downloads)
        return [each for each in self.downloads if each.state not in ("seeding", "done")]


class DownloadShown(Noun):
    """One download, with why it does not go on and what could be done about it."""

    download: Download
    explanation: Ours = ""
    proposal: Ours = ""

    def __str__(self) -> str:
        """How it stands, then the fault and the proposal."""
        one = self.download
        lines = [f"{say_title(one)} ({one.client}): {_say_state(one)}."]
        if one.size_bytes:
            lines.append(f"{say_percent(one.progress)} of {say_size(one.size_bytes)}.")
        if self.explanation:
            lines.append(self.explanation)
        if one.detail:
            lines.append(f"It was told: “{shorten(one.detail)}”")
        if self.proposal:
            lines.append(self.proposal)
        return "\n".join(lines)


class Switched(Noun):
    """What was paused or goes on; `whole` are programs with all that they have, `until` is when it ends by itself."""

    paused: bool
    names: tuple[Untrusted, ...]
    whole: tuple[Ours, ...] = ()
    until: AwareDatetime | None = None
    asked_at: AwareDatetime
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """What stands still or runs now, and for how long."""
        lines: list[str] = []
        what = [say_some(self.names)] if self.names else []
        what += [f"all of {join_words(self.whole)}"] if self.whole else []
        if what:
            lines.append(f"{'Paused' if self.paused else 'Going on'}: {'; '.join(what)}.")
        else:
            lines.append("Nothing was running." if self.paused else "Nothing was paused.")
        if self.until is not None:
            lines.append(f"They go on {speak_instant(self.until, self.asked_at)}.")
        if self.silent:
            lines.append(f"{join_words(self.silent)} does not answer and was left alone.")
        return " ".join(lines)


class Limited(Noun):
    """The limits in bytes per second by program, and those by time of day that hold in their place just now."""

    limits: dict[Ours, int]
    by_schedule: dict[Ours, int]
    until: AwareDatetime | None = None
    asked_at: AwareDatetime
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """What each may fetch, and until when."""
        said = {name: say_limit(limit) for name, limit in self.limits.items()}
        if len(set(said.values())) == 1:
            each = " each" if len(said) > 1 and any(self.limits.values()) else ""
            text = f"{join_words(list(said))}: {next(iter(said.values()))}{each}."
        else:
            text = " ".join(f"{name}: {limit}." for name, limit in said.items())
        if self.until is not None:
            text += f" As before again {speak_instant(self.until, self.asked_at)}."
        for name, limit in self.by_schedule.items():
            text += f" Just now its limit by time of day holds for {name}: {say_limit(limit)}."
        if self.silent:
            text += f" {join_words(self.silent)} does not answer and was left alone."
        return text


class Scheduled(Noun):
    """The limits by time of day, by program; `without` are programs that keep none for us."""

    schedules: dict[Ours, Schedule]
    without: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        """From when to when each is limited."""
        lines = [f"{name}: {say_schedule(each)}." for name, each in self.schedules.items()]
        if self.without:
            lines.append(
                f"{join_words(self.without)} has a schedule of its own in its settings; it is as it was."
            )
        return " ".join(lines)


class Added(Noun):
    """What was added; `already` says that it was there, `remark` what is to be known of it."""

    download: Download
    already: bool = False
    remark: Ours = ""

    def __str__(self) -> str:
        """That it is there, and how it stands."""
        one = self.download
        head = "was there already" if self.already else f"is with {one.client} now"
        how = "its details are being looked up" if one.reason == "no details yet" else _say_state(one)
        return " ".join([f"{say_title(one)} {head}: {how}.", self.remark]).strip()


class Gone(Noun):
    """What was deleted, with its files or without."""

    name: Untrusted
    client: Ours
    with_files: bool

    def __str__(self) -> str:
        """That it is gone, and what is left of it."""
        files = "with what it had fetched" if self.with_files else "its files are still there"
        return f"{shorten(self.name)} is gone from {self.client}, {files}."


def say_schedule(schedule: Schedule) -> str:
    """A limit by time of day: "at most 1 MB/s from 18:00 to 23:00 on weekdays"."""
    if not schedule.enabled:
        return "no limit by time of day"
    days = _DAYS.get(schedule.days, "on one day of the week")
    start, end = (f"{each // 60:02}:{each % 60:02}" for each in (schedule.start, schedule.end))
    return f"{say_limit(schedule.limit)} from {start} to {end} {days}"


def show(download: Download) -> DownloadShown:
    """A download with its explanation."""
    return DownloadShown(download=download, explanation=explain(download), proposal=propose(download))


def _row(one: Download) -> str:
    return f"• {say_title(one)}: {_say_state(one)}"


def _say_state(one: Download) -> str:
    match one.state:
        case "downloading":
            left = f", {say_left(one.eta_seconds)} left" if one.eta_seconds is not None else ""
            return f"{say_percent(one.progress)} at {say_speed(one.bytes_per_second)}{left}"
        case "stalled" | "failed":
            why = {
                "no seeders": "nobody has it to give",
                "no details yet": "nobody has told what is in it yet",
                "tracker": "its tracker does not work",
                "disk full": "the disk is full",
                "files gone": "its files are gone",
                "missing articles": "parts of it are missing",
                "password": "it wants a password",
                "unpack": "it could not be unpacked",
            }.get(one.reason or "", "")
            far = f" at {say_percent(one.progress)}" if one.progress < 1 else ""
            return f"{_HEADS[one.state]}{far}{f', {why}' if why else ''}"
        case "paused" | "waiting" | "checking":
            return f"{_HEADS[one.state]} at {say_percent(one.progress)}"
        case _:
            return _HEADS[one.state]
