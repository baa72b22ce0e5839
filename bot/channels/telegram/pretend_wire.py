"""What comes over the wire of the pretend Telegram: parameters and files of a call, and the errors that it answers with."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, TypeAdapter

Object = dict[str, JsonValue]
OBJECT = TypeAdapter[Object](Object)
OBJECTS = TypeAdapter[list[Object]](list[Object])
ROWS = TypeAdapter[list[list[Object]]](list[list[Object]])
STRINGS = TypeAdapter[list[str]](list[str])


class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """An answer with `ok: false`.

    `code` is the HTTP status and the `error_code`; `parameters` is Telegram's ResponseParameters, such as `retry_after`.
    """

    def __init__(self, code: int, description: str, parameters: Object | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Object:
        """The answer's body."""
        body: Object = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(why: str) -> Refused:
    """A 400, worded as Telegram words it."""
    return Refused(400, f"Bad Request: {why}")


def too_many(seconds: int) -> Refused:
    """A 429: come back in so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the bot: `method` in lower case, as Telegram itself reads it."""

    method: str
    given: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict[str, Upload])

    def text(self, name: str, usual: str = "") -> str:
        """A parameter as text."""
        return self.given.get(name, usual)

    def number(self, name: str, usual: int = 0) -> int:
        """A parameter as a whole number; what is none counts as not given, as with Telegram."""
        try:
            return int(self.given.get(name, usual))
        except ValueError:
            return usual

    def flag(self, name: str) -> bool:
        """A parameter as yes or no."""
        return self.given.get(name, "").strip().lower() in {"true", "yes", "1"}

    def object(self, name: str) -> Object | None:
        """A parameter that is a JSON object; None if it isn't given.

        Raises:
            Refused: It isn't an object.
        """
        raw = self.given.get(name)
        if not raw:
            return None
        try:
            return OBJECT.validate_json(raw)
        except ValueError as error:
            raise _unreadable(name) from error

    def objects(self, name: str) -> list[Object]:
        """A parameter that is a JSON array of objects, empty if it isn't given.

        Raises:
            Refused: It is something else.
        """
        try:
            return OBJECTS.validate_json(self.given.get(name) or "[]")
        except ValueError as error:
            raise _unreadable(name) from error

    def strings(self, name: str) -> list[str] | None:
        """A parameter that is a JSON array of strings; None if it isn't given or is none."""
        try:
            return STRINGS.validate_json(self.given.get(name, ""))
        except ValueError:
            return None


def _unreadable(name: str) -> Refused:
    return bad_request(f"can't parse {name.replace('_', ' ')} JSON object")


def as_given(value: JsonValue) -> str:
    """A value of a JSON body as a form would carry it."""
    return value if isinstance(value, str) else json.dumps(value)


def number_in(value: JsonValue, usual: int = 0) -> int:
    """A whole number inside an object."""
    return value if isinstance(value, int) else usual


def text_in(value: JsonValue) -> str:
    """Text inside an object, empty if there is none."""
    return value if isinstance(value, str) else ""


Method = Callable[[Asked], Awaitable[JsonValue]]
"""Answers one kind of call."""
