"""What the household sets for Discord."""

from pydantic import BaseModel, ConfigDict

REAL = "https://discord.com/api/v10"


class DiscordSettings(BaseModel):
    """The section `[discord]`; without a `token` Discord is not used.

    Attributes:
        token: The bot's token, as a secret reference ("file:…", "env:…").
        base_url: The REST API's address.
        channels: Ids of the channels in which every message is meant for us, not only those that mention us.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = ""
    base_url: str = REAL
    channels: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether the household set Discord up."""
        return bool(self.token)
