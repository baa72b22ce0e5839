"""What can be set about the folders of films and series on disk, under `[media.organiser]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class OrganiserSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
