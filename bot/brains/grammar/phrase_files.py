"""What stands in a `phrases/en.yaml`, as data: read and checked, nothing made of it yet (the format: see the package)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.brains.grammar.faults import fault_at
from memory.errors import Misconfigured


class Entry(BaseModel):
    """One way to say a verb: a sentence template, the arguments that it fixes, and which argument each slot is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sentence: str
    args: dict[str, str | int | float | bool] = Field(default_factory=dict[str, str | int | float | bool])
    slots: dict[str, str] = Field(default_factory=dict[str, str])
    sure: bool | None = None


class Phrases(BaseModel):
    """All that is said for one verb (see `Spoken`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    say: list[str | Entry] = Field(min_length=1)
    about: list[str | Entry] = Field(default_factory=list["str | Entry"])
    ask: str = ""
    opposite: str | None = None
    why: str | None = None
    then: str | None = None
    example: str = ""


class Slot(BaseModel):
    """What may stand in a slot; exactly one of the seven kinds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    names: str | None = None
    number: tuple[int, int] | None = None
    time: Literal["past", "future", "any", "length", "moment"] | None = None
    values: dict[str | int | float | bool, list[str]] | None = None
    text: Annotated[int, Field(ge=1, le=60)] | None = None
    verbatim: bool = False
    path: Literal[True] | None = None
    host: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> "Slot":
        kinds = (self.names, self.number, self.time, self.values, self.text, self.path, self.host)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a slot is one of names, number, time, values, text, path or host")
        if self.verbatim and self.text is None:
            raise ValueError("only text can be verbatim")
        return self


class PhraseFile(BaseModel):
    """A whole file: its verbs, and the rules and slots that their templates share."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    language: str
    verbs: dict[str, Phrases]
    rules: dict[str, str] = Field(default_factory=dict[str, str])
    slots: dict[str, Slot] = Field(default_factory=dict[str, Slot])
    words: list[str] = Field(default_factory=list[str])


def read_file(path: Path) -> tuple[str, PhraseFile]:
    """What a phrase file says, as text and as data.

    Raises:
        Misconfigured: It can't be read or is wrong; the sentence names file, line and remedy.
    """
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
        return text, parse_file(text)
    except OSError as error:
        raise Misconfigured(f"The phrases {path} can't be read: {error.strerror}.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        line = mark.line + 1 if mark else 1
        raise Misconfigured(f"{path}, line {line}: {error.problem}. Please correct the file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        text = path.read_text(encoding="utf-8")
        place = tuple(part for part in first["loc"])
        named = ".".join(str(part) for part in place)
        raise fault_at(path, text, place, f"{named}: {first['msg'].lower()}") from error


@lru_cache(maxsize=64)
def parse_file(text: str) -> PhraseFile:
    """The data that a file's text stands for; read once a process."""
    import yaml

    return PhraseFile.model_validate(yaml.load(text, Loader=_loader()))  # noqa: S506 - it is a safe loader


@lru_cache(maxsize=1)
def _loader() -> "type":
    import yaml

    fast: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return fast
