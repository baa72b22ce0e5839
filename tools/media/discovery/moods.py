"""What people are in the mood for, as TMDB's genres (films and series count theirs apart)."""

from typing import Literal

from tools.media.discovery.models import Entry

Mood = Literal[
    "funny", "scary", "exciting", "romantic", "family", "moving", "mystery", "crime", "science fiction", "fantasy",
    "animated", "documentary", "history", "war", "western", "musical",
]  # fmt: skip

GENRES: dict[Mood, frozenset[int]] = {
    "funny": frozenset({35}),
    "scary": frozenset({27}),
    "exciting": frozenset({28, 12, 53, 10759}),
    "romantic": frozenset({10749}),
    "family": frozenset({10751, 10762}),
    "moving": frozenset({18}),
    "mystery": frozenset({9648}),
    "crime": frozenset({80}),
    "science fiction": frozenset({878, 10765}),
    "fantasy": frozenset({14, 10765}),
    "animated": frozenset({16}),
    "documentary": frozenset({99}),
    "history": frozenset({36}),
    "war": frozenset({10752, 10768}),
    "western": frozenset({37}),
    "musical": frozenset({10402}),
}
_FOR_CHILDREN = GENRES["family"]
_NOT_FOR_CHILDREN = GENRES["scary"] | GENRES["crime"] | frozenset({53})


def suits(entry: Entry, mood: Mood | None, *, for_child: bool) -> bool:
    """Whether a title is of that mood, and for a child one of those made for families."""
    genres = set(entry.genres)
    if for_child and (not genres & _FOR_CHILDREN or genres & _NOT_FOR_CHILDREN):
        return False
    return mood is None or bool(genres & GENRES[mood])
