"""What can be set about the folders of films and series on disk, under `[media.organiser]` of homeops.toml."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

RootKind = Literal["films", "series", "music"]


class OrganiserRoot(BaseModel):
    """A folder that may be looked at and, where tidying is switched on, tidied; nothing outside of it ever is."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    path: str
    """Its full path, such as "/srv/media/films"."""
    kind: RootKind
    """What lies in it; of music only duplicates are looked for."""

    @field_validator("path")
    @classmethod
    def _is_a_folder_of_its_own(cls, value: str) -> str:
        windows = PureWindowsPath(value)
        parts = windows.parts if windows.drive else PurePosixPath(value).parts
        absolute = windows.is_absolute() if windows.drive else PurePosixPath(value).is_absolute()
        if not absolute or len(parts) < 2 or ".." in parts:
            raise ValueError("is no folder of its own; write a full path such as /srv/media/films")
        return value.rstrip("/\\")


class OrganiserSettings(BaseModel):
    """Nothing of it is connected where there are no roots."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    roots: tuple[OrganiserRoot, ...] = ()
    switched_on: bool = False
    """Whether a plan may be carried out; otherwise it is only told."""
    unwatched_months: int = Field(default=12, ge=1, le=240)
    """How long something lies unwatched before it is listed."""
    large_gb: float = Field(default=20, gt=0, le=10_000)
    """From how many GB (1000^3 bytes) on it is listed."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        paths = [each.path.replace("\\", "/").casefold() + "/" for each in self.roots]
        for place, path in enumerate(paths):
            if any(path.startswith(other) for other in (*paths[:place], *paths[place + 1 :])):
                raise ValueError("one of the roots lies in another; name each folder once")
        return self

    def names(self) -> dict[str, OrganiserRoot]:
        """The roots by what they are called in a plan: "films", and where there are several "films 2"."""
        named: dict[str, OrganiserRoot] = {}
        for root in self.roots:
            count = sum(each.kind == root.kind for each in named.values())
            named[root.kind if not count else f"{root.kind} {count + 1}"] = root
        return named
