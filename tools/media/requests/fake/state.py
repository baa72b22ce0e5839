"""What a pretend Jellyseerr knows, and how it changes."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, JsonValue

from tools.farend import FarEnd
from tools.media.requests.fake import HouseTitle, RequestsHouse

UNKNOWN, PENDING, PROCESSING, PARTLY, AVAILABLE = 1, 2, 3, 4, 5
WAITS, APPROVED, DECLINED, COMPLETED = 1, 2, 3, 5
_STATES = {"not here": UNKNOWN, "on its way": PROCESSING, "partly here": PARTLY, "here": AVAILABLE}
_HERE = "media.requests"


class Stock(BaseModel):
    """How a title stands, in ordinary quality and in 4K; `seasons` are those of which something is known."""

    status: int = UNKNOWN
    status_4k: int = UNKNOWN
    seasons: dict[int, list[int]] = {}

    def get(self, *, in_4k: bool) -> int:
        """How it stands in a quality."""
        return self.status_4k if in_4k else self.status

    def put(self, status: int, *, in_4k: bool) -> None:
        """Have it stand so."""
        if in_4k:
            self.status_4k = status
        else:
            self.status = status


class Ask(BaseModel):
    """A request."""

    id: int
    kind: str
    tmdb: int
    in_4k: bool
    seasons: list[int]
    status: int
    user: int
    created: AwareDatetime
    approved_at: AwareDatetime | None = None

    @property
    def title(self) -> str:
        """Names its title."""
        return f"{self.kind}/{self.tmdb}"


class SeerrState(BaseModel):
    """All that is kept."""

    next_id: int = 1
    stock: dict[str, Stock] = {}
    asks: list[Ask] = []


class Seerr:
    """The pretend server behind its paths."""

    def __init__(self, house: RequestsHouse, far: FarEnd) -> None:
        self.house = house
        self.far = far
        self.titles: dict[str, HouseTitle] = {f"{each.kind}/{each.tmdb}": each for each in house.titles}
        kept = far.remembered(_HERE)
        self.state = SeerrState.model_validate(kept) if kept is not None else self._begin()
        far.remember(_HERE, lambda: self.state.model_dump(mode="json"))
        far.describe(_HERE, self.describe)

    def _begin(self) -> SeerrState:
        self.state = SeerrState()
        for key, title in self.titles.items():
            seasons = {
                each.number: [_STATES[each.state], _STATES[each.state_4k]]
                for each in title.seasons
                if (each.state, each.state_4k) != ("not here", "not here")
            }
            stock = Stock(status=_STATES[title.state], status_4k=_STATES[title.state_4k], seasons=seasons)
            self.state.stock[key] = stock
        users = [each.name for each in self.house.users]
        for each in self.house.asked:
            at = self.far.now() - timedelta(hours=each.hours_ago)
            ask = self._new(
                each.kind, each.tmdb, each.seasons, users.index(each.user) + 1, at, in_4k=each.in_4k
            )
            if each.approved:
                self._approve(ask, at)
        return self.state

    def advance(self) -> None:
        """What has had its time is here."""
        now = self.far.now()
        arrived = [each for each in self.state.asks if self.progress(each, now) == 1]
        for ask in arrived:
            self._arrive(ask)
        if arrived:
            self.far.save()

    def progress(self, ask: Ask, now: datetime) -> float | None:
        """How much of it is loaded, from 0 to 1; None while nothing is."""
        if ask.status != APPROVED or ask.approved_at is None:
            return None
        length = timedelta(minutes=self.titles[ask.title].minutes)
        return min(1.0, max(0.0, (now - ask.approved_at) / length)) if length else 1.0

    def ask_for(
        self, kind: str, tmdb: int, seasons: list[int], user: int, *, in_4k: bool, approve: bool
    ) -> Ask:
        """Make a request."""
        ask = self._new(kind, tmdb, seasons, user, self.far.now(), in_4k=in_4k)
        if approve:
            self._approve(ask, self.far.now())
        self._wrote("ask_for", ask)
        return ask

    def delete(self, ask: Ask) -> None:
        """Remove a request; what nobody asks for any more and isn't here is unknown again."""
        self.state.asks.remove(ask)
        self._settle(ask)
        self._wrote("delete_request", ask)

    def decide(self, ask: Ask, status: int) -> None:
        """Approve or decline a request, or have it wait again."""
        if status == APPROVED:
            self._approve(ask, self.far.now())
        else:
            ask.status, ask.approved_at = status, None
            self._settle(ask)
        self._wrote("decide_request", ask)

    def open_asks(self, title: str, *, in_4k: bool) -> list[Ask]:
        """The requests for a title in a quality that were not declined and are not complete."""
        same = [each for each in self.state.asks if (each.title, each.in_4k) == (title, in_4k)]
        return [each for each in same if each.status in (WAITS, APPROVED)]

    def describe(self) -> JsonValue:
        """What people see: who asked for what, and what is here."""
        self.advance()
        asks = sorted(
            f"{each.title} {each.seasons} {'4k' if each.in_4k else 'hd'} by {each.user}: {each.status}"
            for each in self.state.asks
        )
        stock: dict[str, JsonValue] = {
            key: each.model_dump(mode="json") for key, each in self.state.stock.items() if each != Stock()
        }
        return {"asked": [*asks], "stock": stock}

    def _new(self, kind: str, tmdb: int, seasons: list[int], user: int, at: datetime, *, in_4k: bool) -> Ask:
        ask = Ask(
            id=self.state.next_id,
            kind=kind,
            tmdb=tmdb,
            in_4k=in_4k,
            seasons=seasons,
            status=WAITS,
            user=user,
            created=at,
        )
        self.state.next_id += 1
        self.state.asks.append(ask)
        self._settle(ask)
        return ask

    def _approve(self, ask: Ask, at: datetime) -> None:
        ask.status, ask.approved_at = APPROVED, at
        self._settle(ask)

    def _arrive(self, ask: Ask) -> None:
        ask.status = COMPLETED
        stock = self.state.stock[ask.title]
        for number in ask.seasons:
            stock.seasons.setdefault(number, [UNKNOWN, UNKNOWN])[ask.in_4k] = AVAILABLE
        self._settle(ask)
        if ask.kind == "film":
            stock.put(AVAILABLE, in_4k=ask.in_4k)

    def _settle(self, ask: Ask) -> None:
        """How the title stands, from what is here and who asks for what."""
        stock, in_4k = self.state.stock[ask.title], ask.in_4k
        asks = self.open_asks(ask.title, in_4k=in_4k)
        for number in ask.seasons:
            states = stock.seasons.setdefault(number, [UNKNOWN, UNKNOWN])
            wanted = [each for each in asks if number in each.seasons and each.status == APPROVED]
            if states[in_4k] in (UNKNOWN, PROCESSING):
                states[in_4k] = PROCESSING if wanted else UNKNOWN
            if states == [UNKNOWN, UNKNOWN]:
                del stock.seasons[number]
        here = [each for each in stock.seasons.values() if each[in_4k] >= PARTLY]
        if ask.kind == "film" and stock.get(in_4k=in_4k) == AVAILABLE:
            return
        if here:
            numbers = {each.number for each in self.titles[ask.title].seasons}
            is_all = len(here) == len(numbers) and all(each[in_4k] == AVAILABLE for each in here)
            stock.put(AVAILABLE if is_all else PARTLY, in_4k=in_4k)
        elif any(each.status == APPROVED for each in asks):
            stock.put(PROCESSING, in_4k=in_4k)
        else:
            stock.put(PENDING if asks else UNKNOWN, in_4k=in_4k)

    def _wrote(self, verb: str, ask: Ask) -> None:
        seasons: list[JsonValue] = [*ask.seasons]
        args: dict[str, JsonValue] = {"title": ask.title, "seasons": seasons, "in_4k": ask.in_4k}
        self.far.wrote("media", verb, {**args, "status": ask.status, "user": ask.user})
