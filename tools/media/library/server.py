"""What a media server can do, in the same words for Plex, Jellyfin and Emby."""

from collections.abc import Sequence
from typing import Protocol

from tools.media.libraries import Owned, Shelf
from tools.media.library.models import Deck, Mark, Player, Playing
from tools.media.titles import TitleKind


class LibraryServer(Shelf, Protocol):
    """A media server. Persons are told by their ids. Raises the three errors of HomeOps; every call ends within 10 s."""

    @property
    def vendor(self) -> str:
        """Whose software it is: "Plex", "Jellyfin" or "Emby"."""
        ...

    def knows(self, person: str) -> bool:
        """Whether this person's own marks can be read and changed there."""
        ...

    async def version(self) -> str:
        """The server's version."""
        ...

    async def playing(self) -> list[Playing]:
        """What plays or is paused now."""
        ...

    async def players(self) -> list[Player]:
        """The players that are there now."""
        ...

    async def on_deck(self, person: str | None, limit: int) -> list[Deck]:
        """What a person goes on with, the latest first; the server's owner if left out."""
        ...

    async def recent(self, kind: TitleKind | None, limit: int) -> list[Owned]:
        """What was added last, the latest first."""
        ...

    async def item(self, item: str) -> Owned:
        """One title by its id."""
        ...

    async def episode(self, series: str, season: int, number: int) -> Owned | None:
        """An episode of a series, if it is there."""
        ...

    async def next_episode(self, series: str, person: str | None) -> Owned | None:
        """The episode of a series that a person would watch next."""
        ...

    async def marks(self, item: str, person: str | None) -> list[Mark]:
        """How far a person is with a film or episode, or with each episode of a series or season."""
        ...

    async def mark(self, item: str, person: str | None, *, watched: bool) -> None:
        """Mark a title, and all that belongs to it, as watched or not."""
        ...

    async def put_marks(self, marks: Sequence[Mark], person: str | None) -> None:
        """Set films and episodes to exactly these marks."""
        ...

    async def play(self, player: Player, what: Owned, position_seconds: int, person: str | None) -> None:
        """Start something on a player, in place of what plays there; as a person, where the server can do that."""
        ...

    async def pause(self, playing: Playing) -> None:
        """Pause."""
        ...

    async def resume(self, playing: Playing) -> None:
        """Go on after a pause."""
        ...

    async def seek(self, playing: Playing, position_seconds: int) -> None:
        """Go to a position, counted from the start."""
        ...

    async def stop(self, playing: Playing) -> None:
        """End what plays."""
        ...
