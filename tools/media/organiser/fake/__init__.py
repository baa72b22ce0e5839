"""The pretend disk of media/organiser, as the house file's `[media.organiser]` tells it; paths begin with /media/organiser.

`POST /media/organiser/<method>` takes the arguments of `Disk` as an object and answers `{"result": …}`, or
`{"mistake": "sentence"}` with 409.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class OrganiserFile(BaseModel):
    """A file on the pretend disk.

    Attributes:
        root: The name of its root, such as "films".
        path: Relative to the root, with "/" between its parts.
        gb: Its size in GB (1000^3 bytes).
        days: How long ago it was written.
        content: Files with the same word here hold the same; a file of its own if left out.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    root: str = "films"
    path: str
    gb: float = 4.0
    days: float = 100
    content: str = ""


class OrganiserHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    files: tuple[OrganiserFile, ...] = ()


def organiser_routes(house: OrganiserHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend disk."""
    from tools.media.organiser.fake.disk import disk_routes

    del zone
    return disk_routes(house, far)
