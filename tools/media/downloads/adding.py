"""Adding downloads by their links, and deleting them."""

from collections.abc import Mapping

from memory.errors import Mistake, Unavailable
from tools.contract import Args, Call, Caller, Done, Irreversible, Json
from tools.media.downloads.answers import Added, Gone
from tools.media.downloads.arguments import One
from tools.media.downloads.models import UNFINISHED, Client, Download, split
from tools.media.downloads.programs import Programs, Standing
from tools.media.downloads.qbittorrent import Qbittorrent
from tools.media.downloads.titles import clean_title, read_quality
from tools.media.downloads.torrents import find_hash, mend_link, name_link, read_kind
from tools.media.downloads.words import say_title, shorten

TAKE_BACK = "media_take_back_download"


class Adding:
    """Adds and deletes."""

    def __init__(self, programs: Programs, quality: Mapping[str, str]) -> None:
        self._programs = programs
        self._quality = quality

    async def add_download(self, link: One, caller: Caller) -> Done:
        """Download something by its link.

        Args:
            link: A magnet link, or the http(s) address of a .torrent or .nzb file, whole as it was given.
            caller: Who asks, and where.
        """
        client = self._fitting(link)
        before = await self._programs.read()
        if client.name in before.silent:
            raise before.silent[client.name]
        own = {each.id for each in before.downloads}
        remark = self._remark(name_link(link), caller)
        expected = find_hash(link)
        if expected is not None and (there := before.find(f"{client.name}/{expected}")) is not None:
            return Done(
                Added(download=there, already=True), Irreversible("It was there already."), {"there": True}
            )
        key = await client.add(link.strip())
        new = f"{client.name}/{key}" if key is not None else None
        after = await self._programs.follow(lambda now: bool(_new(now, own, client.name, new)))
        found = _new(after, own, client.name, new)
        self._programs.forget_names()
        if not found:
            raise Unavailable(
                f"{client.name} took the link, but nothing new has appeared; ask for the downloads in a minute."
            )
        inverse: Call | Irreversible = Irreversible(
            "Something else was added at the same time; delete it by name."
        )
        if len(found) == 1:
            inverse = Call(TAKE_BACK, {"download": found[0].id})
        left: Json = {"there": True} if expected is not None else None
        return Done(Added(download=found[0], remark=remark), inverse, left)

    async def delete_download(self, download: One, with_files: bool = False) -> Done:  # noqa: FBT001, FBT002 - an argument of the verb
        """Delete a download from its list for good; always asks first.

        Args:
            download: Its name or id.
            with_files: True to delete from the disk what it has fetched, too.
        """
        gone = await self._delete(download, with_files=with_files)
        return Done(gone, Irreversible("A deleted download can't be brought back; it can be added again."))

    async def take_back_download(self, download: One) -> Done:
        """Delete what was just added, with its files unless it is finished; used to undo.

        Args:
            download: Its id.
        """
        found = (await self._programs.read()).find(download)
        with_files = found is None or found.state in UNFINISHED or found.state == "failed"
        gone = await self._delete(download, with_files=with_files)
        return Done(gone, Irreversible("It can be added again by its link."))

    async def _delete(self, download: str, *, with_files: bool) -> Gone:
        found = (await self._programs.read()).find(download)
        if found is None:
            raise Mistake("That download is gone already; there is nothing to delete.")
        client = self._programs.client(download)
        await client.delete(split(download)[1], with_files=with_files)
        after = await self._programs.follow(lambda now: now.find(download) is None)
        self._programs.forget_names()
        if client.name in after.silent:
            raise after.silent[client.name]
        if after.find(download) is not None:
            raise Unavailable(
                f"{client.name} took the order, but {say_title(found)} is still there; look there."
            )
        return Gone(name=clean_title(found.name), client=client.name, with_files=with_files)

    def _fitting(self, link: str) -> Client:
        """The program that takes such a link.

        Raises:
            Mistake: The link is of no use, or there is no program for it.
        """
        kind = read_kind(link)
        for each in self._programs.clients:
            if isinstance(each, Qbittorrent) is (kind == "torrent"):
                return each
        wanted = "qBittorrent" if kind == "torrent" else "SABnzbd"
        raise Mistake(
            f"That link is for {wanted}, which is not set up here; the owner can add it in the settings."
        )

    def _remark(self, name: str, caller: Caller) -> str:
        """What is to be said of its quality, where this person usually wants another."""
        wanted, stated = self._quality.get(caller.person.id), read_quality(name)
        if wanted is None or stated is None or wanted == stated:
            return ""
        return f"Note that it is in {stated}; you usually want {wanted}."

    async def observe_link(self, args: Args) -> Json:
        """Whether the torrent of a link is there; nothing of other links, which do not say what they are."""
        link = str(args["link"])
        key = find_hash(link)
        if key is None:
            return None
        standing = await self._programs.read()
        return {"there": standing.find(f"{self._fitting(link).name}/{key}") is not None}

    async def observe_one(self, args: Args) -> Json:
        """Whether a download is there."""
        standing = await self._programs.read()
        download = str(args["download"])
        if (silent := standing.silent.get(split(download)[0])) is not None:
            raise silent
        return {"there": standing.find(download) is not None}

    async def resolve_link(self, args: Args) -> Args:
        """The link, found to be one that can be downloaded."""
        link = mend_link(str(args["link"]))
        self._fitting(link)
        return {**args, "link": link}

    async def say_add(self, args: Args) -> str:
        """The card of `add_download`."""
        link = str(args["link"])
        return f"Download “{shorten(name_link(link))}” with {self._fitting(link).name}."

    async def say_delete(self, args: Args) -> str:
        """The card of `delete_download`."""
        files = "and all that it has fetched" if args.get("with_files") is True else "its files stay"
        return f"Delete {await self._say(args)}, {files}."

    async def say_take_back(self, args: Args) -> str:
        """The card of `take_back_download`."""
        return f"Take {await self._say(args)} away again."

    async def _say(self, args: Args) -> str:
        found: Download | None = (await self._programs.read()).find(str(args["download"]))
        return "a download that is gone" if found is None else f"{say_title(found)} ({found.client})"


def _new(now: Standing, before: set[str], client: str, expected: str | None) -> list[Download]:
    own = [each for each in now.downloads if each.client == client and each.id not in before]
    return [each for each in own if expected is None or each.id == expected]


def is_there(args: Args, seen: Json) -> bool | None:
    """Whether what was to be added is there."""
    del args
    return seen.get("there") is True if isinstance(seen, dict) else None


def is_gone(args: Args, seen: Json) -> bool | None:
    """Whether what was to be deleted is gone."""
    del args
    return seen.get("there") is False if isinstance(seen, dict) else None
