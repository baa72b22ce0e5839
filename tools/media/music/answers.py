"""What verbs about music answer; `str()` is the chat answer."""

from tools.media.music.models import Candidate, Fetched, Noun, name_folder
from tools.media.music.settings import Quality
from tools.trust import Ours, Untrusted

_MOST_ROWS = 9
_LONGEST = 60
_WANTED: dict[Quality, str] = {"lossless": "lossless", "high": "in high quality", "any": "in any quality"}


class Found(Noun):
    """What others offer, best first."""

    asked: Ours
    wanted: Quality
    candidates: tuple[Candidate, ...]

    def __str__(self) -> str:
        """A line each, with number, quality, size and how soon it can come."""
        if not self.candidates:
            return f"Nobody offers {self.asked} just now. Try fewer words, or later."
        rows = [f"{n}. {say_candidate(each)}" for n, each in enumerate(self.candidates, 1)]
        fits = any(self.wanted in (each.quality, "any") for each in self.candidates)
        note = [] if fits else [f"None of it is {_WANTED[self.wanted]}."]
        return "\n".join([f"{self.asked}:", *rows, *note, "Say “download number 1” to get it."])


class MusicDownloads(Noun):
    """What is fetched from others, folder by folder."""

    folders: tuple[Fetched, ...]

    def __str__(self) -> str:
        """A line each."""
        if not self.folders:
            return "No music is being downloaded."
        order = ("failed", "downloading", "waiting", "done", "in the library")
        shown = sorted(self.folders, key=lambda each: order.index(each.stage))
        more = [f"… and {len(shown) - _MOST_ROWS} more"] if len(shown) > _MOST_ROWS else []
        return "\n".join([*(f"• {_say_fetched(each)}" for each in shown[:_MOST_ROWS]), *more])


class Ordered(Noun):
    """Music that is on its way, as it was observed."""

    folder: Untrusted
    user: Untrusted
    files: int

    def __str__(self) -> str:
        """That it is on its way."""
        what = f"{self.files} file{'' if self.files == 1 else 's'}"
        return f"{shorten(name_folder(self.folder))} is on its way: {what} from {shorten(self.user)}."


class Heard(Noun):
    """How often somebody was listened to, or what was played."""

    name: Untrusted
    plays: int | None = None


class Taste(Noun):
    """What a person listens to, by Last.fm."""

    person: Ours
    artists: tuple[Heard, ...]
    recent: tuple[Heard, ...]

    def __str__(self) -> str:
        """The artists of the last months, then what was played last."""
        if not self.artists and not self.recent:
            return f"Last.fm has heard nothing of {self.person} yet."
        named = [f"{each.name} ({each.plays} plays)" if each.plays else each.name for each in self.artists]
        lines = [f"{self.person} likes {', '.join(map(shorten, named))}."] if named else []
        lines += (
            [f"Last played: {'; '.join(shorten(each.name) for each in self.recent)}."] if self.recent else []
        )
        return "\n".join(lines)


def say_candidate(one: Candidate) -> str:
    """An offer in a line."""
    quality = (
        "lossless"
        if one.quality == "lossless"
        else f"{one.kilobits} kbit/s"
        if one.kilobits
        else "unknown quality"
    )
    soon = "can start at once" if one.free_now else f"{one.waiting} wait before us"
    tracks = f"{one.tracks} track{'' if one.tracks == 1 else 's'}"
    return f"{shorten(name_folder(one.folder))}: {tracks}, {quality}, {one.size_bytes / 1e6:.0f} MB, {soon}"


def shorten(text: str) -> str:
    """At most a line of a phone or so."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _say_fetched(one: Fetched) -> str:
    name = shorten(name_folder(one.folder))
    match one.stage:
        case "downloading":
            return f"{name}: {int(one.progress * 100)} %"
        case "failed":
            return f"{name}: {one.failed} of {one.files} files failed; search again and take another offer"
        case "waiting":
            return f"{name}: waits for its turn with {shorten(one.user)}"
        case _:
            return f"{name}: {one.stage}"
