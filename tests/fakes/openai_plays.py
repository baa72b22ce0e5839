"""What the scripted OpenAI-compatible server can do when it is asked: one play an answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Say:
    """Answer with words. `pieces` is how they are streamed (by word if left out), one every `every_s` seconds."""

    text: str
    pieces: Sequence[str] | None = None
    every_s: float = 0.0
    tokens: tuple[int, int] | None = (100, 20)  # in, out; None: the server does not count
    finish: str = "stop"

    def streamed(self) -> Sequence[str]:
        if self.pieces is not None:
            return self.pieces
        words = self.text.split(" ")
        return [word if at == 0 else f" {word}" for at, word in enumerate(words)]


@dataclass(frozen=True)
class CallVerb:
    """Call one verb. `raw` sends these words in place of the arguments' JSON."""

    name: str
    args: Mapping[str, object] = field(default_factory=dict[str, object])
    raw: str | None = None

    def arguments(self) -> str:
        return json.dumps(dict(self.args)) if self.raw is None else self.raw


@dataclass(frozen=True)
class CallVerbs:
    """Call several verbs in one answer, perhaps with words before."""

    calls: Sequence[CallVerb]
    text: str = ""
    tokens: tuple[int, int] | None = (100, 20)


@dataclass(frozen=True)
class Hang:
    """Take the request and never answer; with `after_words`, stream these first and then fall silent."""

    after_words: str = ""


@dataclass(frozen=True)
class Status:
    """Answer with an HTTP error."""

    code: int
    error_code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Html:
    """Answer 200 with a page, as a captive portal or a proxy does."""


@dataclass(frozen=True)
class Truncated:
    """Answer with JSON that stops in the middle; a stream gets one such event."""


@dataclass(frozen=True)
class NoChoices:
    """Answer with well-formed JSON that says nothing."""


@dataclass(frozen=True)
class Cut:
    """Drop the connection: at once, or in a stream after these words."""

    after_words: str = ""
    clean: bool = False  # end the stream as if it were whole, but without a finish reason


def rate_limited(retry_after_s: int) -> Status:
    """429 with Retry-After."""
    return Status(429, "rate_limit_exceeded", {"Retry-After": str(retry_after_s)})


Play = Say | CallVerb | CallVerbs | Hang | Status | Html | Truncated | NoChoices | Cut
