"""How a pretend media server stands: what was seen by whom, and what plays. Sessions go on with the house's clock."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, JsonValue

from tools.farend import FarEnd
from tools.media.library.fake.entries import Entry, make_entries
from tools.media.library.fake.house import PretendServer
from tools.media.titles import plain_title

DOMAIN = "media.library"
LEAST_SECONDS = 60
"""Less than this of a title is not remembered."""
_EPISODE = re.compile(r"^(.*) S(\d+) E(\d+)$")


class Seen(BaseModel):
    """How far an account is with something."""

    watched: bool = False
    seconds: int = 0
    count: int = 0
    at: AwareDatetime | None = None


class Session(BaseModel):
    """What plays on a player: it stood at `seconds` at the instant `at`."""

    number: int
    item: int
    account: str
    seconds: float
    at: AwareDatetime
    paused: bool = False
    converting: bool = False


class ServerState(BaseModel):
    """All that changes. `watched` are (account, title, when), the oldest first."""

    opened: AwareDatetime
    seen: dict[str, dict[int, Seen]] = {}
    sessions: dict[str, Session] = {}
    watched: list[tuple[str, int, AwareDatetime]] = []
    started: int = 0


class PretendShelf:
    """A pretend server's titles and state, on which both dialects stand."""

    def __init__(self, house: PretendServer, far: FarEnd) -> None:
        self.house = house
        self.far = far
        kept = far.remembered(f"{DOMAIN}.{house.name}")
        opened = far.now()
        self.state = ServerState(opened=opened) if kept is None else ServerState.model_validate(kept)
        made = make_entries(house, self.state.opened)
        self.entries = {each.number: each for each in made}
        self.by_guid = {each.guid: each for each in made}
        self.newest = sorted(made, key=lambda each: each.added, reverse=True)
        self._episodes: dict[int, list[Entry]] = {}
        self._named: dict[tuple[str, str], list[Entry]] = {}
        for each in made:
            self._named.setdefault((each.kind, plain_title(each.title)), []).append(each)
            if each.kind == "episode" and each.series is not None:
                self._episodes.setdefault(each.series, []).append(each)
        self.players = {each.name: each for each in house.players}
        if kept is None:
            self._begin()
        far.remember(f"{DOMAIN}.{house.name}", lambda: self.state.model_dump(mode="json"))

    def _begin(self) -> None:
        opened = self.state.opened
        for told in self.house.films:
            entry = next(each for each in self.named(told.title) if each.year == told.year)
            for account in told.watched:
                self._saw(account, entry, opened - timedelta(days=told.added / 2))
            for account, minutes in told.begun.items():
                self._place(account, entry, minutes, opened - timedelta(hours=20))
        for series in self.house.series:
            episodes = self.episodes(self.named(series.title, "series")[0])
            for account, count in series.watched.items():
                for n, each in enumerate(episodes[:count]):
                    self._saw(account, each, opened - timedelta(days=1 + 2 * (count - n)))
            for account, minutes in series.begun.items():
                following = episodes[series.watched.get(account, 0)]
                self._place(account, following, minutes, opened - timedelta(hours=15))
        for playing in self.house.playing:
            account = self.players[playing.player].account
            self.start(playing.player, self._called(playing.title), account, playing.minute * 60)
            session = self.state.sessions[playing.player]
            session.paused, session.converting = playing.paused, playing.converting

    def _called(self, title: str) -> Entry:
        match = _EPISODE.match(title)
        if match is None:
            return self.named(title)[0]
        series = self.named(match[1], "series")[0]
        season, index = int(match[2]), int(match[3])
        return next(each for each in self.episodes(series) if (each.season, each.index) == (season, index))

    def named(self, title: str, kind: str = "film") -> list[Entry]:
        """The titles of this name."""
        return self._named.get((kind, plain_title(title)), [])

    def search(self, words: str, kinds: Collection[str]) -> list[Entry]:
        """The titles in which each of these words begins a word, the shortest first."""
        wanted = plain_title(words).split()
        found = [
            each
            for (kind, plain), entries in self._named.items()
            if kind in kinds and all(any(a.startswith(w) for a in plain.split()) for w in wanted)
            for each in entries
        ]
        return sorted(found, key=lambda each: (len(each.title), each.number)) if wanted else []

    def episodes(self, entry: Entry) -> list[Entry]:
        """The episodes of a series or season."""
        if entry.kind == "season":
            return [each for each in self._episodes[entry.series or 0] if each.season == entry.season]
        return self._episodes.get(entry.number, [])

    def seasons(self, entry: Entry) -> list[Entry]:
        """The seasons of a series."""
        return [
            each for each in self.entries.values() if each.parent == entry.number and each.kind == "season"
        ]

    def seen(self, account: str, entry: Entry) -> Seen:
        """How far an account is with a film or episode."""
        return self.state.seen.get(account, {}).get(entry.number, Seen())

    def _put(self, account: str, entry: Entry, seen: Seen) -> None:
        self.state.seen.setdefault(account, {})[entry.number] = seen

    def _saw(self, account: str, entry: Entry, at: datetime) -> None:
        before = self.seen(account, entry)
        self._put(account, entry, Seen(watched=True, count=before.count + 1, at=at))
        self.state.watched.append((account, entry.number, at))

    def _place(self, account: str, entry: Entry, minutes: int, at: datetime) -> None:
        self._put(account, entry, Seen(seconds=minutes * 60, at=at))

    def mark(self, account: str, entry: Entry, *, watched: bool) -> None:
        """Mark a title, and all that belongs to it."""
        for each in self.episodes(entry) if entry.kind in ("series", "season") else [entry]:
            before = self.seen(account, each)
            count = max(1, before.count) if watched else 0
            self._put(
                account, each, Seen(watched=watched, count=count, at=self.far.now() if watched else None)
            )
        self.far.wrote("media", "mark", {"account": account, "title": entry.title, "watched": watched})

    def place(self, account: str, entry: Entry, seconds: int, *, watched: bool | None = None) -> None:
        """Keep how far an account is with something."""
        before = self.seen(account, entry)
        done = before.watched if watched is None else watched
        self._put(
            account,
            entry,
            Seen(watched=done, count=int(done), seconds=seconds, at=before.at or self.far.now()),
        )
        self.far.wrote("media", "place", {"account": account, "title": entry.title, "seconds": seconds})

    def position(self, session: Session) -> float:
        """Where a session is by now, in seconds."""
        passed = 0.0 if session.paused else (self.far.now() - session.at).total_seconds()
        return max(0.0, session.seconds + passed)

    def sessions(self) -> dict[str, Session]:
        """What plays, by player; what came to its end is over, and was watched."""
        for player, session in list(self.state.sessions.items()):
            entry = self.entries[session.item]
            if self.position(session) >= entry.seconds:
                del self.state.sessions[player]
                self._saw(session.account, entry, self.far.now())
        return self.state.sessions

    def start(self, player: str, entry: Entry, account: str, seconds: float) -> None:
        """Start something, in place of what plays there."""
        self._leave(player)
        self.state.started += 1
        self.state.sessions[player] = Session(
            number=self.state.started, item=entry.number, account=account, seconds=seconds, at=self.far.now()
        )

    def stop(self, player: str) -> None:
        """End what plays on a player."""
        self._leave(player)

    def _leave(self, player: str) -> None:
        session = self.state.sessions.pop(player, None)
        if session is not None and self.position(session) >= LEAST_SECONDS:
            entry = self.entries[session.item]
            before = self.seen(session.account, entry)
            seen = before.model_copy(update={"seconds": int(self.position(session)), "at": self.far.now()})
            self._put(session.account, entry, seen)

    def move(self, player: str, seconds: float | None = None, *, paused: bool | None = None) -> None:
        """Seek, pause or go on."""
        session = self.sessions()[player]
        session.seconds = self.position(session) if seconds is None else seconds
        session.at = self.far.now()
        session.paused = session.paused if paused is None else paused

    def deck(self, account: str) -> list[Entry]:
        """What an account goes on with, the latest first."""
        begun = [
            (seen.at or self.state.opened, self.entries[number])
            for number, seen in self.state.seen.get(account, {}).items()
            if seen.seconds and number in self.entries
        ]
        for episodes in self._episodes.values():
            seen = [self.seen(account, each) for each in episodes]
            following = [each for each, mark in zip(episodes, seen, strict=True) if not mark.watched]
            if (
                any(mark.watched for mark in seen)
                and following
                and not self.seen(account, following[0]).seconds
            ):
                at = max(mark.at or self.state.opened for mark in seen if mark.watched)
                begun.append((at, following[0]))
        return [entry for _, entry in sorted(begun, key=lambda each: each[0], reverse=True)]

    def describe(self) -> JsonValue:
        """What people can see and change."""
        sessions = self.sessions()
        playing: dict[str, JsonValue] = {
            player: [session.item, session.account, session.paused]
            for player, session in sorted(sessions.items())
        }
        now_playing = {(each.account, each.item) for each in sessions.values()}
        seen: dict[str, JsonValue] = {}
        for account, marks in sorted(self.state.seen.items()):
            for number, mark in sorted(marks.items()):
                minutes = 0 if (account, number) in now_playing else round(mark.seconds / 60)
                if mark.watched or minutes:
                    seen[f"{account} {number}"] = [mark.watched, minutes]
        return {"playing": playing, "seen": seen}
