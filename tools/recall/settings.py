"""What can be set about long-term memory: nothing yet."""

from pydantic import BaseModel, ConfigDict


class RecallSettings(BaseModel):
    """The section `[recall]` of homeops.toml."""

    model_config = ConfigDict(extra="forbid")
