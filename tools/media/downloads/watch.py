"""Tells of downloads that have failed, once each, with what could be done."""

from memory.people import Role
from tools.events import Events, Noticed
from tools.media.downloads.models import Download
from tools.media.downloads.programs import Programs
from tools.media.downloads.reasons import explain, propose
from tools.media.downloads.words import say_title

DELETE = "media_delete_download"
_MOST_AT_ONCE = 3


class Watch:
    """Looks for downloads that failed since it last looked; what had failed before HomeOps ran is old news."""

    def __init__(self, programs: Programs, events: Events) -> None:
        self._programs = programs
        self._events = events
        self._known: dict[str, set[str]] = {}

    async def look(self) -> None:
        """One round."""
        standing = await self._programs.read()
        for snapshot in standing.snapshots:
            failed = [each for each in snapshot.downloads if each.state == "failed"]
            known = self._known.get(snapshot.client)
            self._known[snapshot.client] = {each.id for each in failed}
            if known is None:
                continue
            new = [each for each in failed if each.id not in known]
            for each in new[:_MOST_AT_ONCE]:
                await self._tell(await self._programs.client(each.id).explain(each))

    async def _tell(self, download: Download) -> None:
        text = (
            f"{say_title(download)} ({download.client}) has failed. {explain(download)} {propose(download)}"
        )
        options = (("Delete it", DELETE, {"download": download.id, "with_files": True}),)
        await self._events.publish(
            Noticed(f"downloads:failed:{download.id}", text, options=options, least=Role.ADULT)
        )
