"""The labelled sets: what people say, and which calls that should become.

`calls` are all that the line asks for; each list of `or` would be right too. `after` is said before in the same
conversation. Arguments left out have the verb's own defaults. "program:NAME" stands for a handle of any process of
that program, "receipt:N" for the N-th clean-up of the conversation. A time is right within ten minutes, or with
`loose` if it overlaps. Of a line of kind "must_not_act" only what changes the house counts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

SETS = Path(__file__).parent / "sets"
Half = Literal["tune", "report", "second"]
_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
NOWS: Mapping[tuple[str, Half], datetime] = {
    ("pc", "report"): _MONDAY.replace(hour=10, minute=40),
    ("home", "tune"): _MONDAY.replace(hour=18, minute=40),
    ("home", "report"): _MONDAY.replace(hour=18, minute=40),
    ("home", "second"): _MONDAY.replace(hour=18, minute=40),
}
"""What time it is in the house where a half is said, if not the usual one."""
LATER: Mapping[str, tuple[str, ...]] = {"pc": ("home_", "network_", "media_"), "home": ("network_", "media_")}
"""Verbs that came after a set was written: its lines that must not act may ask for these."""
HALVES: tuple[Half, ...] = ("tune", "report")


class Wanted(BaseModel):
    """A call that is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: str
    args: dict[str, JsonValue] = {}


class Line(BaseModel):
    """One labelled line."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    text: str = Field(min_length=1)
    calls: tuple[Wanted, ...] = ()
    kind: Literal["must_not_act"] | None = None
    after: tuple[str, ...] = ()
    instead: tuple[tuple[Wanted, ...], ...] = Field(default=(), alias="or")
    loose: bool = False

    @property
    def alternatives(self) -> tuple[tuple[Wanted, ...], ...]:
        """Every list of calls that is right."""
        return (self.calls, *self.instead)


_LINE = TypeAdapter(Line)


def read_set(domain: str, half: Half) -> Sequence[Line]:
    """All lines of one half."""
    text = (SETS / f"{domain}.{half}.jsonl").read_text("utf-8")
    return [_LINE.validate_json(line) for line in text.splitlines() if line.strip()]
