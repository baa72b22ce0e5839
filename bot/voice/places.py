"""Where a model lies on this machine."""

import os
from pathlib import Path

from bot.voice.settings import VoiceSettings

NEEDED = ("model.bin", "config.json", "tokenizer.json")
WORDS = ("vocabulary.json", "vocabulary.txt")


def find_model(settings: VoiceSettings, models: Path) -> Path | None:
    """The folder of the model to use, or None where there is none yet.

    Args:
        settings: Names the model, or the very folder.
        models: Where downloaded models are kept.
    """
    places = (
        [settings.path]
        if settings.path is not None
        else [models / settings.model, *_elsewhere(settings.model)]
    )
    return next((place for place in places if is_whole(place)), None)


def is_whole(folder: Path) -> bool:
    """Whether a folder holds all that a model needs."""
    return all((folder / name).is_file() for name in NEEDED) and any(
        (folder / name).is_file() for name in WORDS
    )


def _elsewhere(model: str) -> list[Path]:
    """What another program of this user has fetched from the Hugging Face hub already."""
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    hub = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    snapshots = hub / f"models--Systran--faster-whisper-{model}" / "snapshots"
    return sorted(snapshots.iterdir()) if snapshots.is_dir() else []
