"""The bot as a process of its own on the pretend Telegram, and what it has written down, read from outside."""

import asyncio
import json
import multiprocessing
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.app import open_house
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.render import render
from bot.platforms import connect_platforms
from bot.settings import load_settings
from tests.bot.driver import HEAVY

_FORKS = multiprocessing.get_context("forkserver")
LOADED = [*HEAVY, "tests.bot.channels.telegram.process", "telegram", "bot.channels.telegram.wire"]


class Running:
    """A bot that answers on Telegram until it is killed."""

    def __init__(self, settings: str, *, failpoint: str = "") -> None:
        _FORKS.set_forkserver_preload(LOADED)
        self._process: BaseProcess = _FORKS.Process(target=_run, args=(settings, failpoint))
        self._process.start()

    async def ended(self, seconds: float = 60) -> int:
        """Its exit code (negative: the signal)."""
        await asyncio.to_thread(self._process.join, seconds)
        assert self._process.exitcode is not None, "the bot hangs"
        return self._process.exitcode

    async def kill(self) -> int:
        """The power goes."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGKILL)
        return await self.ended()


def _run(settings: str, failpoint: str) -> None:
    if failpoint:
        os.environ["HOMEOPS_FAILPOINT"] = failpoint
    asyncio.run(_answer(settings))


async def _answer(settings: str) -> None:
    loaded = load_settings(None, {"HOMEOPS_CONFIG": settings})
    async with open_house(loaded, connect=connect_platforms):
        await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of ours as it stands in the outbox: how Telegram shows its `text`, and which events it `answers`."""

    key: str
    chat: int
    text: str
    state: str
    attempts: int
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Books:
    """What the bot has written down: what came in by its state, and what goes out."""

    inbox: dict[str, str]
    letters: Sequence[Letter]

    @property
    def is_settled(self) -> bool:
        """Whether everything that came in is answered, and everything that goes out is sent."""
        open_letters = [each for each in self.letters if each.state in {"new", "sending"}]
        return not open_letters and not [each for each in self.inbox.values() if each in {"new", "working"}]


def read_books(data: Path) -> Books:
    """Look into the database as it stands, also while the bot runs."""
    with sqlite3.connect(f"file:{data / 'homeops.db'}?mode=ro", uri=True, timeout=10) as database:
        came = database.execute("SELECT event_id, state FROM inbox WHERE source = 'telegram'").fetchall()
        goes = database.execute(
            "SELECT key, conversation, body, state, attempts FROM outbox WHERE conversation LIKE 'telegram:%' ORDER BY n"
        ).fetchall()
    database.close()
    letters = [_letter(*row) for row in goes]
    return Books(dict(came), [each for each in letters if each is not None])


def _letter(key: str, conversation: str, body: str, state: str, attempts: int) -> Letter | None:
    told = json.loads(body)
    if told.get("edits") or state == "joined":
        return None
    text = render(told["text"]).text
    answers = [each for each in (told["reply_to"], *told.get("also_answers", ())) if each]
    return Letter(key, int(conversation.split(":")[1]), text, state, attempts, answers)


async def settled(telegram: FakeTelegram, data: Path, count: int, seconds: float = 120) -> Books:
    """Wait until `count` messages came in and all is answered."""
    async with asyncio.timeout(seconds):
        while True:
            books = read_books(data)
            if len(books.inbox) == count and books.is_settled and not telegram.world.updates.waiting:
                return books
            await asyncio.sleep(0.1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went: events that nobody answered, letters that nobody saw, letters that were seen twice."""

    unanswered: Sequence[str]
    unseen: Sequence[str]
    doubled: Sequence[Letter]
    answered_twice: Sequence[str]


def judge(telegram: FakeTelegram, books: Books) -> Verdict:
    """Compare what the chats show with what is written down."""
    answers = Counter(event for each in books.letters for event in each.answers)
    unseen: list[str] = []
    doubled: list[Letter] = []
    for chat in telegram.world.chats.values():
        shown = Counter(chat.texts(by=telegram.world.bot.id))
        for letter in (each for each in books.letters if each.chat == chat.id):
            shown[letter.text] -= 1
            if shown[letter.text] < 0:
                unseen.append(letter.key)
        extra = +shown
        for letter in (each for each in books.letters if each.chat == chat.id):
            again = min(extra[letter.text], letter.attempts - 1)  # each try can have shown it once more
            extra[letter.text] -= again
            doubled += [letter] * again
        unseen += [f"in no book: {text!r}" for text in (+extra)]
    return Verdict(
        [event for event in books.inbox if not answers[event]],
        unseen,
        doubled,
        [event for event, count in answers.items() if count > 1],
    )
