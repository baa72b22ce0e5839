"""What is wrong with the settings, in one sentence with the place and the nearest known key."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

SHOWN = 24

Loc = Sequence[str | int]


def explain(error: ValidationError, model: type[BaseModel], where: Callable[[Loc], str]) -> str:
    """The first mistake of `error` as a sentence; `where` names the file and line, or the variable."""
    details = error.errors()[0]
    loc = details["loc"]
    key = ".".join(str(part) for part in loc)
    if details["type"] == "extra_forbidden":
        return f"{where(loc)}: there is no setting {key}{_nearest(model, loc)}"
    return f"{where(loc)}: the setting {key} {complain(details)}."


def complain(details: ErrorDetails) -> str:
    """What is wrong with one setting, as the end of a sentence."""
    message = details["msg"].removeprefix("Value error, ")
    if message.startswith("is "):
        return message
    given = details["input"]
    # A list or table may hold a key that somebody pasted; only plain values are shown, and not long ones.
    shown = repr(given) if isinstance(given, int | float | str) and len(str(given)) <= SHOWN else "as it is"
    return f"can't be {shown}: {message[:1].lower()}{message[1:]}"


def known_locale(text: str) -> str:
    """`text` as a locale is written: language and country.

    Raises:
        ValueError: There is no such locale; the message names the nearest.
    """
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(text.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(
            f"is no locale; the nearest is {_nearest_locale(text)}, written as language and country"
        ) from error


def _nearest_locale(text: str) -> str:
    from babel.core import Locale
    from babel.localedata import locale_identifiers
    from rapidfuzz import fuzz, process

    # "de_DE.UTF-8" is how Linux writes it, "German" how people do.
    language, _, country = re.split(r"[.@]", text)[0].replace("-", "_").partition("_")
    languages = TypeAdapter(dict[str, str]).validate_python(dict(Locale("en").languages))
    english = {name.casefold(): code for code, name in languages.items()}
    language = english.get(language.strip().casefold(), language.casefold())
    country = {"UK": "GB"}.get(country.upper(), country.upper())
    known = locale_identifiers()
    rivals = [one for one in known if one.partition("_")[0] == language] or known
    wanted = f"{language}_{country}" if country else language
    found = process.extractOne(wanted, sorted(rivals, key=len), scorer=fuzz.ratio, score_cutoff=1)
    return found[0] if found is not None else "en_GB"


def _nearest(model: type[BaseModel], loc: Loc) -> str:
    from rapidfuzz import process

    known = _fields(model, loc[:-1])
    found = process.extractOne(str(loc[-1]), known, score_cutoff=50)
    if found is not None:
        return f"; did you mean {found[0]}?"
    return f"; known here: {', '.join(sorted(known))}." if known else "; leave it out."


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    here: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            continue
        field = here.model_fields.get(part) if here is not None else None
        here = _model_in(field.annotation) if field is not None else None
    return list(here.model_fields) if here is not None else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None


def say_where(file: Path, text: str, environ: Mapping[str, str]) -> Callable[[Loc], str]:
    """A function that names where a key was written: an environment variable, or a line of the file."""

    def where(loc: Loc) -> str:
        names = [str(part) for part in loc if not isinstance(part, int)]
        variable = "HOMEOPS_" + "__".join(names).upper()
        for depth in range(len(names), 0, -1):
            candidate = "HOMEOPS_" + "__".join(names[:depth]).upper()
            if candidate in environ:
                return candidate
        line = _line_of(text, tuple(loc))
        return f"{file}, line {line}" if line else (variable if not text else str(file))

    return where


def _line_of(text: str, loc: tuple[str | int, ...]) -> int:
    """The line of the file on which `loc`, or the innermost part of it that is written down, stands; 0 if none."""
    lines = _lines(text)
    return next((lines[loc[:depth]] for depth in range(len(loc), 0, -1) if loc[:depth] in lines), 0)


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """On which line each key and each table of a TOML text begins; entries of `[[...]]` are counted from 0."""
    found: dict[tuple[str | int, ...], int] = {}
    entries: Counter[str] = Counter()
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[+)\s*([^\]]+?)\s*\]+", line):
            name = header[2].replace('"', "")
            table = tuple(name.split("."))
            if header[1] == "[[":
                found.setdefault(table, number)
                table = (*table, entries[name])
                entries[name] += 1
            found.setdefault(table, number)
        elif key := re.match(r'\s*"?([\w.-]+)"?\s*=', line):
            found.setdefault((*table, *key[1].split(".")), number)
    return found
