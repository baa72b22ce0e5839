"""Fetching a model from the Hugging Face hub, whole or not at all."""

import shutil
from pathlib import Path

from bot.voice.places import NEEDED, WORDS, is_whole
from bot.voice.settings import VoiceSettings
from memory.errors import Misconfigured, Unavailable

SIZES_MB = {"tiny": 75, "base": 145, "small": 484, "medium": 1530, "large-v3": 3090}
"""Megabytes that a model takes, by its name without the ".en" of those that know English only."""
UNREACHED = "huggingface.co can't be reached, so no model was fetched; try again, or set `path` in [voice] to a model."


def size_of(model: str) -> int | None:
    """How many megabytes a model takes, where that is known."""
    return SIZES_MB.get(model.removesuffix(".en"))


def fetch_model(settings: VoiceSettings, models: Path) -> Path:
    """Fetch the model that the settings name into `models`; returns its folder. Takes as long as the line needs.

    What came of an attempt that was broken off is gone on with.

    Raises:
        Misconfigured: There is no model of that name, or `models` can't be written.
        Unavailable: The hub can't be reached, or did not give all of it.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    if size_of(settings.model) is None:
        raise Misconfigured(
            f"There is no Whisper model “{settings.model}”; set `model` in [voice] to one of {', '.join(SIZES_MB)}."
        )
    whole, part = models / settings.model, models / f"{settings.model}.part"
    try:
        part.mkdir(parents=True, exist_ok=True)
        repository = f"Systran/faster-whisper-{settings.model}"
        snapshot_download(
            repository, local_dir=part, allow_patterns=[*NEEDED, *WORDS, "preprocessor_config.json"]
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, ConnectionError) as error:
        raise Unavailable(UNREACHED) from error
    except OSError as error:
        raise Misconfigured(f"{models} can't be written; make room or mend its rights.") from error
    if not is_whole(part):
        raise Unavailable("The model did not come whole; run `homeops voice download` again.")
    shutil.rmtree(whole, ignore_errors=True)
    part.rename(whole)
    return whole
