"""What Discord says when it does not take a message, sorted by what helps (PROTOCOLS §3)."""

from bot.channels.contract import Gone, NotSent

ANSWER_IS_OVER = 50027
"""Discord's code for the place of an answer that nobody may fill any more."""
SOON, LATER, MUCH_LATER = 5.0, 15.0, 60.0


def as_told(error: Exception) -> NotSent | Gone:
    """An error of discord.py, or of the network under it, as delivery understands it.

    What is raised otherwise is a fault of ours and is raised again.
    """
    import aiohttp
    from discord import DiscordServerError, HTTPException, RateLimited

    match error:
        case RateLimited():
            return NotSent("Discord wants us to slow down", error.retry_after)
        case DiscordServerError():
            return NotSent("Discord has a fault", LATER)
        case HTTPException():
            is_over = error.code == ANSWER_IS_OVER
            return Gone("that place is gone") if is_over else _refused(error.status, _seconds(error))
        case TimeoutError() | aiohttp.ClientError() | OSError():
            return NotSent("Discord does not answer", SOON)
        case _:
            raise error


def is_too_large(error: Exception) -> bool:
    """Whether the files are what Discord does not take."""
    from discord import HTTPException

    return isinstance(error, HTTPException) and (error.status == 413 or error.code == 40005)


def _refused(status: int, seconds: float) -> NotSent | Gone:
    """By status: 401 and 429 mend themselves or are mended by the owner; what is left is for good."""
    match status:
        case 401:
            return NotSent("Discord does not accept the token", MUCH_LATER)
        case 429:
            return NotSent("Discord wants us to slow down", seconds)
        case 200 | 408:
            return NotSent("Discord answers nonsense", LATER)
        case _:
            return Gone(f"Discord refuses it ({status})")


def _seconds(error: "object") -> float:
    from discord import HTTPException

    assert isinstance(error, HTTPException)
    told = error.response.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else MUCH_LATER
