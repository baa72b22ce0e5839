"""Music: searching for it, having it sent by other people, what somebody likes."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Caller, Done, Irreversible, Json, Name, Risk, Verb
from tools.media.music.answers import Found, Heard, MusicDownloads, Ordered, Taste, say_candidate, shorten
from tools.media.music.choosing import choose
from tools.media.music.kept import Offers
from tools.media.music.lastfm import Lastfm
from tools.media.music.models import Fetched, Stage, name_folder
from tools.media.music.settings import Quality
from tools.media.music.shelving import Shelf
from tools.media.music.slskd import Folder, Slskd

PHRASES = Path(__file__).parent / "phrases"
Words = Annotated[str, Field(min_length=1, max_length=120)]
Handle = Annotated[
    str,
    BeforeValidator(lambda told: str(told) if isinstance(told, int) else told),
    Field(min_length=1, max_length=40),
]
_FOLLOW_TIMES = 12
_FOLLOW_SECONDS = 0.25
_MOST_HEARD = 6


class Music:
    """Music that others share."""

    def __init__(
        self, slskd: Slskd, quality: Mapping[str, Quality], offers: Offers, shelf: Shelf | None
    ) -> None:
        self._slskd = slskd
        self._quality = quality
        self._shelf = shelf
        self._keep = offers

    async def find_music(
        self, artist: Words, caller: Caller, title: Words | None = None, quality: Quality | None = None
    ) -> Found:
        """Search Soulseek for music to download: the best offers, with their quality.

        Args:
            artist: Who plays it.
            caller: Who asks.
            title: An album or a track.
            quality: "lossless", "high" (256 kbit/s or more) or "any"; what the person usually wants if left out.
        """
        wanted = quality or self._quality.get(caller.person.id, "lossless")
        asked = f"{artist} {title}" if title else artist
        found = choose(await self._slskd.search(asked), wanted)
        await self._keep.remember(found)
        return Found(asked=shorten(asked), wanted=wanted, candidates=tuple(each[0] for each in found))

    async def download_music(self, candidate: Handle) -> Done:
        """Download music that was found, from the user who offers it; always asks first.

        Args:
            candidate: The handle of an offer, or its number in the last list, such as "1".
        """
        offer, files = await self._keep.find(candidate)
        await self._slskd.fetch(offer.user, files)
        wanted = {each.filename for each in files}
        seen: set[str] = set()
        for _ in range(_FOLLOW_TIMES):
            seen = wanted & await self._names(offer.user)
            if seen == wanted:
                break
            await asyncio.sleep(_FOLLOW_SECONDS)
        if not seen:
            raise Unavailable(
                "slskd took the order, but nothing of it is on its way; look there, or try another."
            )
        answer = Ordered(folder=offer.folder, user=offer.user, files=len(seen))
        return Done(answer, Irreversible("It was asked of a stranger already; stop it in slskd if need be."))

    async def list_music_downloads(self) -> MusicDownloads:
        """List the music that is being downloaded from others, and what has come."""
        return MusicDownloads(folders=tuple(await self.fetched()))

    async def fetched(self) -> Sequence[Fetched]:
        """What is or was fetched, folder by folder."""
        sources = await self._slskd.transfers()
        found = [
            _fetched(source.username, each) for source in sources for each in source.directories if each.files
        ]
        return [
            each.model_copy(update={"stage": "in the library"})
            if each.stage == "done" and self._shelf is not None and self._shelf.has(name_folder(each.folder))
            else each
            for each in found
        ]

    async def resolve(self, args: Args) -> Args:
        """The handle of the offer that is meant."""
        return {**args, "candidate": (await self._keep.find(str(args["candidate"])))[0].handle}

    async def observe(self, args: Args) -> Json:
        """How many files of the offer are on their way."""
        offer, files = await self._keep.find(str(args["candidate"]))
        return len({each.filename for each in files} & await self._names(offer.user))

    async def say_download(self, args: Args) -> str:
        """The card of `download_music`."""
        offer, _ = await self._keep.find(str(args["candidate"]))
        return f"Download {say_candidate(offer)}, from the Soulseek user {shorten(offer.user)}."

    async def _names(self, user: str) -> set[str]:
        sources = await self._slskd.transfers()
        return {
            file.filename
            for source in sources
            if source.username == user
            for folder in source.directories
            for file in folder.files
        }


class Tastes:
    """What people listen to."""

    def __init__(self, lastfm: Lastfm, accounts: Mapping[str, str]) -> None:
        self._lastfm = lastfm
        self._accounts = accounts

    async def name_listeners(self) -> list[Name]:
        """Whose taste is known."""
        return [Name(each, way) for each in self._accounts for way in (each, f"{each}'s")]

    async def show_taste(self, caller: Caller, person: Words | None = None) -> Taste:
        """Show what music a person likes: their top artists of three months and what they played last (Last.fm).

        Args:
            caller: Who asks.
            person: Their name or id; whoever asks if left out.
        """
        wanted = (person or caller.person.id).strip().casefold()
        account = next((each for name, each in self._accounts.items() if name.casefold() == wanted), None)
        if account is None:
            raise Mistake("I know no Last.fm account of theirs; the owner can add it in the settings.")
        artists, recent = await asyncio.gather(
            self._lastfm.top_artists(account, _MOST_HEARD), self._lastfm.recent(account, _MOST_HEARD)
        )
        return Taste(
            person=wanted.capitalize(),
            artists=tuple(Heard(name=each.name, plays=each.playcount) for each in artists),
            recent=tuple(Heard(name=f"{each.name} by {each.artist}") for each in recent),
        )


def music_verbs(music: Music) -> tuple[Verb, ...]:
    """What can be done with slskd."""
    return (
        Verb(music.find_music, keywords="soulseek slskd album song track flac mp3 lossless get search"),
        Verb(
            music.download_music,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=music.say_download,
            observe=music.observe,
            happened=lambda _, seen: isinstance(seen, int) and seen > 0,
            resolve=music.resolve,
            keywords="soulseek slskd album get take number offer",
        ),
        Verb(music.list_music_downloads, keywords="soulseek slskd album arrived progress"),
    )


def taste_verbs(tastes: Tastes) -> tuple[Verb, ...]:
    """What can be known from Last.fm."""
    return (
        Verb(
            tastes.show_taste, role=Role.TEEN, keywords="lastfm last.fm listen artists favourite played likes"
        ),
    )


def _fetched(user: str, folder: Folder) -> Fetched:
    files = folder.files
    good = sum(each.state == "Completed, Succeeded" for each in files)
    bad = sum(each.state.startswith("Completed") for each in files) - good
    size, got = sum(each.size for each in files), sum(each.bytesTransferred for each in files)
    stage: Stage = "waiting"
    if good == len(files):
        stage = "done"
    elif good + bad == len(files):
        stage = "failed"
    elif good or bad or any(each.state.startswith(("InProgress", "Initializing")) for each in files):
        stage = "downloading"
    progress = 1.0 if stage == "done" else got / size if size else 0.0
    return Fetched(
        user=user,
        folder=folder.directory,
        stage=stage,
        files=len(files),
        progress=min(progress, 1),
        failed=bad,
    )
