"""How long and how large a recording may be, asked before it is fetched and again before it is decoded."""

from bot.voice.settings import VoiceSettings
from memory.messages import Attachment

TOO_LONG = (
    "That voice note is {length} long; I listen to {limit} at most. Say the part that matters, or write it."
)
TOO_LARGE = "That recording is too large for me ({size:.1f} MB; I take {limit:.1f} MB). Send a shorter one, or write it."

_SOUNDS = ("audio/", "application/ogg")


def is_sound(attachment: Attachment) -> bool:
    """Whether a file says that it is a recording."""
    return attachment.media_type.startswith(_SOUNDS)


def too_much(settings: VoiceSettings, *, size: int | None = None, seconds: float | None = None) -> str | None:
    """The sentence that says why a recording is not taken, or None where it is.

    Args:
        settings: What the household allows.
        size: Its bytes, where they are known.
        seconds: Its length, where it is known.
    """
    if seconds is not None and seconds > settings.max_seconds:
        return TOO_LONG.format(length=say_length(seconds), limit=say_length(settings.max_seconds))
    if size is not None and size > settings.max_bytes:
        return TOO_LARGE.format(size=size / 1e6, limit=settings.max_bytes / 1e6)
    return None


def not_fetched(sentence: str) -> Attachment:
    """A recording that a channel left where it was, and the sentence that says why."""
    return Attachment("voice note", "audio/ogg", b"", sentence)


def say_length(seconds: float) -> str:
    """A length of time such as "2 minutes" or "1 minute 5 seconds"."""
    minutes, rest = divmod(round(seconds), 60)
    parts = [(minutes, "minute"), (rest, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"
