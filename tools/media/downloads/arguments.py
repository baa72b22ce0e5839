"""Arguments that verbs about downloads take, and how names in them become ids."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from memory.errors import Mistake
from tools.contract import CALLER, Args, Call, Json, Unclear
from tools.media.downloads.models import QUEUE, Download, split
from tools.media.downloads.programs import Programs, Standing
from tools.media.downloads.titles import find_named
from tools.media.downloads.words import say_title, shorten

_EVERYTHING = frozenset({"all", "everything", "all of them", "all downloads", "the downloads", "downloads"})
_MOST_CHOICES = 5
_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
_TEXTS = TypeAdapter(list[str])
_JSON = TypeAdapter[Json](Json)
Unit = Literal["kB/s", "MB/s", "Mbit/s"]
BYTES: dict[Unit, int] = {"kB/s": 1000, "MB/s": 1_000_000, "Mbit/s": 125_000}


def _as_list(value: object) -> object:
    if isinstance(value, str):
        return None if value.strip().casefold() in _EVERYTHING else [value]
    return value


def _as_clock(value: object) -> object:
    """A time of day, also out of a whole instant."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]", value):
        return datetime.fromisoformat(value).time()
    return value


Some = Annotated[
    Sequence[Annotated[str, Field(min_length=1, max_length=300)]] | None,
    BeforeValidator(_as_list),
    Field(max_length=500),
]
"""Downloads by id or name; None for all."""
One = Annotated[str, Field(min_length=1, max_length=300)]
Minutes = Annotated[int, Field(ge=1, le=10_080)]
TimeOfDay = Annotated[time, BeforeValidator(_as_clock)]


def texts(args: Args, key: str) -> list[str] | None:
    """An argument that lists texts, if it is there."""
    value = args.get(key)
    return None if value is None else _TEXTS.validate_python(value)


def end_at(now: datetime, minutes: int | None, until: datetime | None) -> datetime | None:
    """When something ends that was asked for some minutes or until a time.

    Raises:
        Mistake: That time is over, or more than a week away.
    """
    if minutes is not None:
        return now + timedelta(minutes=minutes)
    if until is None:
        return None
    if until <= now:
        raise Mistake("That time has passed already; say one that is still to come.")
    if until > now + timedelta(days=8):
        raise Mistake("That is more than a week away; say a time within the week.")
    return until


def find_one(standing: Standing, said: str, again: Callable[[Download], Call]) -> Download:
    """The download that is meant.

    Raises:
        Mistake: There is none of that name.
        Unclear: Several may be meant.
    """
    found = find_named(standing.downloads, said)
    if not found and standing.silent:
        raise next(iter(standing.silent.values()))
    if not found:
        raise Mistake(f"Nothing called “{shorten(said)}” is among the downloads; ask for the list.")
    if len(found) > 1:
        options = [(f"{say_title(each)} ({each.client})", again(each)) for each in found[:_MOST_CHOICES]]
        raise Unclear(f"Which of the {len(found)} downloads like that?", options)
    return found[0]


def resolving_one(programs: Programs, verb: str) -> Callable[[Args], Awaitable[Args]]:
    """What turns `download` into the id that is meant."""

    async def resolve(args: Args) -> Args:
        standing = await programs.read()
        told = _told(args)
        found = find_one(
            standing, str(args["download"]), lambda one: Call(verb, {**told, "download": one.id})
        )
        return {**args, "download": found.id}

    return resolve


def resolving_some(programs: Programs, verb: str) -> Callable[[Args], Awaitable[Args]]:
    """What turns each of `downloads` into the id that is meant; all of them stay all."""

    async def resolve(args: Args) -> Args:
        said = texts(args, "downloads")
        if said is None:
            return args
        standing = await programs.read()
        told = _told(args)
        ids: list[str] = []
        for each in said:
            if whole := _whole(programs, each):
                ids.append(whole)
                continue
            if _is_id(
                programs, each
            ):  # of one that is gone by now, too: an end that waited must not fail for it
                ids.append(each)
                continue
            others = [one for one in said if one != each]
            found = find_one(
                standing, each, lambda one, rest=others: Call(verb, {**told, "downloads": [*rest, one.id]})
            )
            ids.append(found.id)
        return {**args, "downloads": list(dict.fromkeys(ids))}

    return resolve


def _whole(programs: Programs, said: str) -> str | None:
    """The id of all that a program has, if that is named: "SABnzbd"."""
    name, key = split(said)
    same = [each.name for each in programs.clients if each.name.casefold() == name.casefold().strip()]
    return f"{same[0]}/{QUEUE}" if same and key in ("", QUEUE) else None


def _is_id(programs: Programs, said: str) -> bool:
    name, key = split(said)
    return bool(_KEY.fullmatch(key)) and any(each.name == name for each in programs.clients)


def _told(args: Args) -> dict[str, Json]:
    """The arguments as plain data."""
    plain = TypeAdapter(dict[str, object]).dump_python(
        {key: value for key, value in args.items() if key != CALLER and value is not None}, mode="json"
    )
    return {key: _JSON.validate_python(value) for key, value in plain.items()}
