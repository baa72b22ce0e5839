"""What can be set about Gluetun, behind which downloads hide, under `[network.vpn]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class VpnSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
