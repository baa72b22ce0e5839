"""Small words that sentences for people are made of."""

from collections.abc import Sequence

from memory.messages import Inbound

SAID, PERHAPS_SAID = "You said: “{heard}”", "I think you said: “{heard}”"
LONGEST_ECHO = 300


def spoken_list(words: Sequence[str], joined: str) -> str:
    """Words in a sentence: "Anna, Ben and Mia"."""
    return f" {joined} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def under_echo(inbound: Inbound, text: str) -> str:
    """An answer under what was heard, so that a person sees what it answers; as it is where the message was written."""
    if inbound.spoken is None:
        return text
    heard = (
        inbound.text if len(inbound.text) <= LONGEST_ECHO else f"{inbound.text[: LONGEST_ECHO - 1].rstrip()}…"
    )
    echo = (PERHAPS_SAID if inbound.spoken.unsure else SAID).format(heard=heard)
    return f"{echo}\n\n{text}" if text else echo


def shorten(text: str) -> str:
    """The beginning of what somebody wrote, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
