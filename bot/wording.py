"""Small words that sentences for people are made of."""

from collections.abc import Sequence


def spoken_list(words: Sequence[str], joined: str) -> str:
    """Words in a sentence: "Anna, Ben and Mia"."""
    return f" {joined} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
