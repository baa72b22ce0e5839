"""Which title is meant by some words, and which copy of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memory.errors import Mistake
from tools.contract import Call, Json, Unclear
from tools.media.libraries import Libraries, Owned
from tools.media.library.server import LibraryServer
from tools.media.titles import is_same_title, plain_title, say_kind

MOST_CHOICES = 5
_KEY = re.compile(r"^([^/]+)/([\w-]{1,64})$")
_YEAR = re.compile(
    r"^(?P<name>.+?)[\s,]*(?:\((?P<in>(?:19|20)\d\d)\)|(?:from |of )?(?P<bare>(?:19|20)\d\d))$"
)
_EPISODE = re.compile(
    r"[\s,]*(?:s(?:eason)?\s*(?P<season>\d{1,2})[\s,]*(?:and\s+)?e(?:pisode|p)?\s*(?P<episode>\d{1,3}))$",
    re.IGNORECASE,
)
_KIND = re.compile(r"^(?:the\s+)?(?:film|movie|series|show|tv show|album)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some words ask for."""

    name: str
    year: int | None = None
    season: int | None = None
    episode: int | None = None


def read_words(said: str) -> Wanted:
    """A title as people say it: "Dune (1984)", "the film Dune", "Severance season 2 episode 3"."""
    name, season, episode = said.strip().strip("\"'“”"), None, None
    if match := _EPISODE.search(name):
        name, season, episode = name[: match.start()], int(match["season"]), int(match["episode"])
    year = None
    # "1917" and "Blade Runner 2049" are names, so a bare year counts only where nothing has the whole name.
    if (match := _YEAR.match(name)) and match["in"]:
        name, year = match["name"], int(match["in"])
    return Wanted(_KIND.sub("", name).strip() or name, year, season, episode)


def key_of(owned: Owned) -> str:
    """A copy as an argument names it."""
    return f"{owned.server}/{owned.id}"


class Titles:
    """The titles of all servers by what people call them."""

    def __init__(self, servers: Mapping[str, LibraryServer], libraries: Libraries) -> None:
        self._servers = servers
        self._libraries = libraries

    def server(self, owned: Owned) -> LibraryServer:
        """The server of a copy."""
        return self._servers[owned.server]

    async def by_key(self, said: str) -> Owned | None:
        """The copy of an argument such as "Plex/1001", or None if that is no key."""
        match = _KEY.match(said)
        server = None if match is None else self._servers.get(match[1])
        return None if server is None or match is None else await server.item(match[2])

    async def search(self, said: str) -> list[Owned]:
        """What is there under some words: films and series before episodes, the exact name before others."""
        wanted = read_words(said)
        found = await self._libraries.find(wanted.name)
        if not found and (match := _YEAR.match(wanted.name)) and match["bare"]:
            wanted = Wanted(match["name"], int(match["bare"]), wanted.season, wanted.episode)
            found = await self._libraries.find(wanted.name)
        found = [each for each in found if wanted.year in (None, each.title.year)]
        whole = [each for each in found if each.title.kind in ("film", "series")]
        exact = [each for each in whole or found if plain_title(each.title.title) == plain_title(wanted.name)]
        return exact or whole or found

    async def meant(self, verb: str, said: str, args: Mapping[str, Json]) -> list[Owned]:
        """All copies of the one title that is meant; an episode where one was named.

        Args:
            verb: What the buttons of a question call.
            said: The words, or a copy's key.
            args: Its other arguments.

        Raises:
            Mistake: There is nothing of this name.
            Unclear: Several may be meant.
        """
        known = await self.by_key(said)
        if known is not None:
            return [known]
        groups = group_copies(await self.search(said))
        if not groups:
            raise Mistake(f"I find nothing called {said!r} in the libraries; you can ask for it to be got.")
        if len(groups) > 1:
            which = read_words(said)
            options = [
                (_say_choice(each[0]), Call(verb, {**args, "title": _say_again(each[0], which)}))
                for each in groups[:MOST_CHOICES]
            ]
            raise Unclear(f"Which one: {' or '.join(label for label, _ in options)}?", options)
        return await self._episodes(groups[0], read_words(said))

    async def _episodes(self, copies: Sequence[Owned], wanted: Wanted) -> list[Owned]:
        if wanted.season is None or wanted.episode is None:
            return list(copies)
        found: list[Owned] = []
        for each in copies:
            if each.title.kind == "series":
                one = await self.server(each).episode(each.id, wanted.season, wanted.episode)
                found += [one] if one is not None else []
        if not found:
            name = copies[0].title.title
            raise Mistake(
                f"Season {wanted.season} episode {wanted.episode} of {name} is not in the libraries."
            )
        return found


def group_copies(found: Sequence[Owned]) -> list[list[Owned]]:
    """The same titles together, in the order in which they were found."""
    groups: list[list[Owned]] = []
    for each in found:
        group = next((group for group in groups if is_same_title(group[0].title, each.title)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


def _say_choice(owned: Owned) -> str:
    kind = "" if owned.title.kind == "film" else f" · {say_kind(owned.title.kind)}"
    return f"{owned.title}{kind}"


def _say_again(owned: Owned, wanted: Wanted) -> str:
    """What a button calls: the copy's key, with the episode that was named."""
    if wanted.season is None or owned.title.kind != "series":
        return key_of(owned)
    return f"{owned.title.title} ({owned.title.year}) s{wanted.season}e{wanted.episode}"
