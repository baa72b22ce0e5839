"""What a household may set about voice notes."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class VoiceSettings(BaseModel):
    """The `[voice]` table.

    Attributes:
        model: Which Whisper model: a size such as "tiny", "base" or "small"; ".en" ones know English only.
        path: A folder with a model in CTranslate2 form, used in place of the one that `homeops voice download` fetches.
        language: ISO 639-1 code of what is spoken; by default that of the person's locale. "auto" guesses, which
            is often wrong for short notes.
        max_seconds: Longest recording that is listened to.
        max_bytes: Largest recording that is fetched.
        threads: Processor cores for listening.
        device: "auto" takes a graphics card that can be used, else the processor.
        rest_seconds: The model leaves memory after so long without a voice note.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(default="base", pattern=r"^[a-z0-9.-]{2,40}$")
    path: Path | None = None
    language: str = Field(default="", pattern=r"^(|auto|[a-z]{2})$")
    max_seconds: int = Field(default=120, ge=5, le=900)
    max_bytes: int = Field(default=4_000_000, ge=10_000, le=20_000_000)
    threads: int = Field(default=2, ge=1, le=64)
    device: Literal["auto", "cpu", "cuda"] = "auto"
    rest_seconds: float = Field(default=600, ge=0)
