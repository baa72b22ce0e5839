"""What can be set about the home, under `[home]` of homeops.toml."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class HomeSettings(BaseModel):
    """Home Assistant, through which HomeOps sees and moves the home."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str | None = None
    """Address of Home Assistant, such as http://homeassistant.local:8123; no home is connected if left out."""
    token: str = ""
    """Reference to a long-lived access token, such as "keyring:home-assistant" or "env:HOME_ASSISTANT_TOKEN"."""
    simulation: str | None = None
    """Address of the simulated house; it stands in for `url`."""
    alarm_code: str = ""
    """Reference to the code of the alarm, if it wants one."""
    coolest: float = Field(default=10, ge=-20, le=40)
    """Degrees, as Home Assistant counts them, below which heating is not set without asking."""
    warmest: float = Field(default=26, ge=-20, le=100)
    """Degrees above which heating is not set without asking."""
    free_scripts: tuple[str, ...] = ()
    """Scripts that run without asking, as Home Assistant's ids ("script.good_night"); every other one is asked about."""
    follow_seconds: float = Field(default=3, gt=0, le=30)
    """How long a device may take to show that it follows, before it is told that it did not."""
    voice: str | None = None
    """The voice for announcements, by Home Assistant's id ("tts.piper"); the first that it has if left out."""
    whole_house: str | None = None
    """Id of the sensor that counts the energy of the whole house, if Home Assistant's energy page does not say."""

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("is no address; write one such as http://homeassistant.local:8123")
        return value

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        if self.url is not None and not self.token and self.simulation is None:
            raise ValueError("token is missing; make one in Home Assistant under your profile, Security")
        return self

    @property
    def address(self) -> str | None:
        """Where Home Assistant answers, the pretend one of a simulated house before the real one."""
        if self.simulation is not None:
            return f"{self.simulation.rstrip('/')}/home"
        return self.url.rstrip("/") if self.url is not None else None
