"""How a busy minute went: what people wrote and saw, compared with what the bot has written down."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from bot.channels.discord.parts import parts_of as discord_parts
from bot.channels.telegram.parts import parts_of as telegram_parts
from memory.bodies import unpack
from memory.messages import Choice, Kind, Outbound
from tests.bench.load_crowd import Crowd, Shown

OPEN = "SELECT (SELECT count(*) FROM inbox WHERE state IN ('new', 'working')) + (SELECT count(*) FROM outbox WHERE state IN ('new', 'sending'))"
HEARD = "SELECT event_id, body FROM inbox WHERE conversation = ? ORDER BY n"
SENT = "SELECT key, kind, body FROM outbox WHERE conversation = ? AND state = 'sent' ORDER BY n"


@dataclass
class Verdict:
    """Counts of what was wrong, by place in `wrong`, and `waits`: seconds from each message to the answer on the person's screen.

    `turns` is how many messages were handled to their ends, `shown` how many messages the bot sent, `together` how many
    of the answered messages share their answer with others.
    """

    said: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    turns: int = 0
    changes: int = 0
    shown: int = 0
    together: int = 0
    wrong: list[str] = field(default_factory=list[str])
    waits: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    last: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.out_of_order) and self.turns == self.said


class Books:
    """What the bot has written down in `data`, read while it runs."""

    def __init__(self, data: Path) -> None:
        self._file = f"file:{data / 'homeops.db'}?mode=ro"

    def rows(self, query: str, *given: str) -> list[tuple[str, ...]]:
        """What a query finds."""
        connection = sqlite3.connect(self._file, uri=True, timeout=10)
        try:
            return connection.execute(query, given).fetchall()
        finally:
            connection.close()

    def count(self, query: str) -> int:
        """The number that a query finds."""
        return int(self.rows(query)[0][0])


def judge(crowd: Crowd, books: Books) -> Verdict:
    """Compare, place by place."""
    verdict = Verdict(
        turns=books.count("SELECT count(*) FROM turn WHERE state IN ('done', 'waiting')"),
        changes=books.count("SELECT count(*) FROM effect WHERE state = 'done'"),
    )
    for place, shown in crowd.shown().items():
        _judge_place(verdict, place, crowd.said[place], shown, books)
    return verdict


def _judge_place(
    verdict: Verdict, place: str, said: Sequence[Shown], shown: Sequence[Shown], books: Books
) -> None:
    heard = books.rows(HEARD, place)
    sent = [_outbound(place, *row) for row in books.rows(SENT, place)]
    parts = [_texts(each) for each in sent]
    wanted, seen = [text for each in parts for text in each], [each.text for each in shown]
    answered = [event for each in sent for event in answers_of(each)]
    events = [event for event, _ in heard]
    verdict.said += len(said)
    verdict.shown += len(shown)
    verdict.lost += max(0, len(said) - len(heard)) + _more(events, answered) + _more(wanted, seen)
    verdict.doubled += max(0, len(heard) - len(said)) + _more(answered, events) + _more(seen, wanted)
    differences = [
        *_difference("heard", [each.text for each in said], [json.loads(body)["text"] for _, body in heard]),
        *_difference("answered", events, answered),
        *_difference("shown", wanted, seen),
    ]
    if differences:
        verdict.out_of_order += 1
        verdict.wrong += [f"{place} {each}" for each in differences]
        return
    times, at = {event: each.at for event, each in zip(events, said, strict=True)}, 0
    waits = verdict.waits.setdefault(_kind(place), [])
    for message, texts in zip(sent, parts, strict=True):
        at += len(texts)
        answers = answers_of(message)
        waits += [shown[at - 1].at - times[event] for event in answers]
        verdict.together += len(answers) if len(answers) > 1 else 0
        verdict.last = max(verdict.last, shown[at - 1].at)


def answers_of(message: Outbound) -> list[str]:
    """The events that a message answers."""
    return [event for event in (message.reply_to, *message.also_answers) if event is not None]


def _kind(place: str) -> str:
    platform, _, number = place.partition(":")
    return f"{platform}_group" if number.startswith("-") else platform


def _difference(what: str, wanted: Sequence[str], got: Sequence[str]) -> list[str]:
    """Where two lists part, in a line."""
    for number, (one, other) in enumerate(zip_longest(wanted, got)):
        if one != other:
            return [f"{what}, number {number}: {other!r} in place of {one!r}"]
    return []


def _more(many: Sequence[str], few: Sequence[str]) -> int:
    """How many of `many` are not among `few`."""
    return (Counter(many) - Counter(few)).total()


def _texts(message: Outbound) -> list[str]:
    """How its parts look on the platform."""
    if message.conversation.startswith("telegram:"):
        return [each.rich.text for each in telegram_parts(message)]
    return [each.text for each in discord_parts(message)]


def _outbound(place: str, key: str, kind: str, body: str) -> Outbound:
    told = json.loads(body)
    return Outbound(
        key=key,
        conversation=place,
        text=told["text"],
        kind=Kind(kind),
        choices=tuple(Choice(**each) for each in told["choices"]),
        attachments=unpack(told["attachments"]),
        reply_to=told["reply_to"],
        also_answers=tuple(told.get("also_answers", ())),
    )
