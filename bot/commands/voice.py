"""`homeops voice download` and `homeops voice status`."""

import asyncio
import os

from bot.commands.finish import FAILED
from bot.settings import load_settings
from bot.voice.ears import Ears
from bot.voice.fetching import fetch_model, size_of
from bot.voice.places import find_model


async def show_voice() -> int:
    """Say whether voice notes can be heard; returns 1 if they should be and can't."""
    settings = load_settings()
    ears = Ears(settings.voice, settings.data / "voice")
    standing = ears.standing()
    print(standing)  # noqa: T201
    if not standing.ok:
        print(f"  {standing.remedy}")  # noqa: T201
    return 0 if standing.ok else FAILED


async def download_voice() -> int:
    """Fetch the model that hears voice notes, unless there is one."""
    settings = load_settings()
    voice, models = settings.voice, settings.data / "voice"
    if (found := find_model(voice, models)) is not None:
        print(f"The model is there already, in {found}.")  # noqa: T201
        return 0
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    size = size_of(voice.model)
    about = "" if size is None else f" ({size} MB)"
    print(f"Fetching the model “{voice.model}”{about} from huggingface.co …")  # noqa: T201
    folder = await asyncio.to_thread(fetch_model, voice, models)
    print(f"Voice notes can be heard from now on, by a running HomeOps too. The model is in {folder}.")  # noqa: T201
    return 0
