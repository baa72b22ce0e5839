"""An independent check: README's conversation held with somebody else's stand-in for Telegram, `tg-auto-test`.

It wants Python 3.12 by its metadata and runs on 3.11 all the same; install it by hand and name its folder:
`pip install --target DIR --no-deps --ignore-requires-python tg-auto-test telethon pyaes rsa pyasn1`, then
`PYTHONPATH=DIR pytest -m real tests/bot/channels/telegram/test_independent.py`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.app import open_house
from bot.channels.contract import Platform, Receive
from bot.channels.telegram import Telegram
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.line import Line
from bot.platforms import Outfit
from bot.settings import load_settings
from memory import outbox
from tests.bot.channels.scenario import Answer, look_afterwards, play
from tests.bot.channels.telegram.wired import DOMAINS, FAST
from tests.bot.house import NOON, House, Place, settings_of
from tools.contract import Json

pytestmark = pytest.mark.real
ALICE = 9001
CLIENT = "tg_auto_test.test_utils.serverless_telegram_client"


class Unplugged(Telegram):
    """The channel without its own loop: news is brought by the other library."""

    async def run(self, receive: Receive) -> None:
        del receive
        await asyncio.Event().wait()


@dataclass
class Phone:
    """A talk with the other library's client."""

    client: Any
    shown: list[Any]

    async def say(self, text: str) -> Answer:
        await self.client._process_text_message(text)
        return self._read()

    async def press(self, label: str) -> Answer:
        with_it: Any = next(each for each in reversed(self.shown) if label in _labels(each))
        data = next(str(each.data.decode()) for each in _buttons(with_it) if each.text == label)
        self.client._outbox.clear()
        await self.client._process_callback_query(with_it.id, data)
        return self._read()

    def _read(self) -> Answer:
        message = self.client._pop_response()  # what is new, without what was edited
        self.shown.append(message)
        return Answer(str(message.text), tuple(_labels(message)))


def _buttons(message: Any) -> list[Any]:
    rows: list[list[Any]] = message.buttons or []
    return [button for row in rows for button in row]


def _labels(message: Any) -> list[str]:
    return [str(button.text) for button in _buttons(message)]


async def test_readmes_conversation_works_on_somebody_elses_telegram(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_of = pytest.importorskip(CLIENT).ServerlessTelegramClient
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    houses: list[House] = []

    async def bring(update: Update, _context: object) -> None:
        house, bot = houses[0], client._application.bot
        heard = Gate(await bot.get_me()).admit(update, house.local.clock.now())
        assert heard is not None
        inbound = replace(heard.inbound, at=house.local.clock.now())  # its messages are of a fixed day
        await house.local.parts.intake.answer_to(inbound)
        async with asyncio.timeout(30):
            while True:
                async with house.local.parts.store.reading() as session:
                    if not await outbox.pending_count(session, inbound.conversation):
                        return
                await asyncio.sleep(0.01)

    def build(
        builder: "ApplicationBuilder[Any, Any, Any, Any, Any, Any]",
    ) -> "Application[Any, Any, Any, Any, Any, Any]":
        made = builder.build()
        made.add_handler(TypeHandler(Update, bring))
        return made

    client: Any = client_of(build, user_id=ALICE)

    async def lend(_line: Line) -> Any:
        return client._application.bot

    monkeypatch.setattr(Line, "bot", lend)

    def connect(outfit: Outfit) -> Sequence[Platform]:
        limiter = Limiter(overall=FAST, chat=FAST, group=FAST)
        return [
            Unplugged(
                outfit.settings.telegram,
                outfit.store,
                outfit.clock,
                outfit.secrets,
                knows=lambda account: account == str(ALICE),
                domains=DOMAINS,
                limiter=limiter,
            )
        ]

    people: list[Json] = [{"name": "Anna", "role": "owner", "accounts": {"telegram": str(ALICE)}}]
    told: dict[str, Json] = {"people": people, "home": place.home_settings(), "telegram": {"token": "1:a"}}
    settings = load_settings(None, {"HOMEOPS_CONFIG": settings_of(place.data, place.pc_url, told)})
    async with open_house(settings, now=NOON, connect=connect) as local:
        houses.append(House(local, place.far))
        await client.connect()
        await play(Phone(client, []))
        look_afterwards(houses[0])
        await client.disconnect()
