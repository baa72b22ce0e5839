"""A house that is reached by the pretend Telegram, and its people with their telephones."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import open_house
from bot.channels.contract import Platform
from bot.channels.telegram import Telegram
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.pretend_people import Chat, Message, Person
from bot.platforms import Outfit
from bot.settings import load_settings
from tests.bot.channels.scenario import Answer
from tests.bot.channels.telegram.wired import DOMAINS, FAST
from tests.bot.house import NOON, PEOPLE, House, Place, settings_of
from tools.contract import Json

PATIENCE_SECONDS = 90.0


@dataclass
class Telephone:
    """One person's private chat with the bot, or a group that they write in."""

    telegram: FakeTelegram
    owner: Person
    chat: Chat
    read: int = field(default=0)

    def shown(self) -> list[Message]:
        """What the bot has said there and still stands there."""
        return [each for each in self.chat.shown() if each.sender == self.telegram.world.bot]

    async def next(self) -> Message:
        """Wait for the next thing that the bot says."""
        await self.telegram.world.until(lambda: len(self.shown()) > self.read, within=PATIENCE_SECONDS)
        self.read += 1
        return self.shown()[self.read - 1]

    async def say(self, text: str) -> Answer:
        """Say something and wait for the answer."""
        self.telegram.world.say(self.chat, self.owner, text)
        return as_answer(await self.next())

    async def press(self, label: str, by: Person | None = None) -> Answer:
        """Press a button of the newest message that has it, and wait for what comes of it."""
        self.telegram.acts.press(self.with_button(label), label, by or self.owner)
        return as_answer(await self.next())

    def with_button(self, label: str) -> Message:
        """The newest message with that button."""
        return next(each for each in reversed(self.shown()) if label in each.button_texts)


def as_answer(message: Message) -> Answer:
    return Answer(message.text, tuple(message.button_texts))


@dataclass
class Family:
    """People of the house by name, each with a telephone; `eve` is nobody of the house."""

    telegram: FakeTelegram
    telephones: dict[str, Telephone]

    def __getitem__(self, name: str) -> Telephone:
        return self.telephones[name]


def meet_family(telegram: FakeTelegram) -> Family:
    """Give everybody of the house, and Eve, an account and a telephone."""
    names = [*(str(each["name"]) for each in PEOPLE if isinstance(each, dict)), "Eve"]
    people = [telegram.world.add_person(name, f"{name.lower()}_lark") for name in names]
    return Family(
        telegram,
        {each.first_name: Telephone(telegram, each, telegram.world.private(each)) for each in people},
    )


def people_settings(family: Family) -> list[Json]:
    """The people of the house with their accounts."""
    told: list[Json] = []
    for each in PEOPLE:
        assert isinstance(each, dict)
        accounts: dict[str, Json] = {"telegram": str(family[str(each["name"])].owner.id)}
        told.append({**each, "accounts": accounts})
    return told


def telegram_settings(telegram: FakeTelegram) -> dict[str, Json]:
    """The section `[telegram]`."""
    return {"token": telegram.token, "base_url": telegram.address, "poll_seconds": 5}


def fast_telegram(outfit: Outfit) -> Sequence[Platform]:
    """Telegram without our own limits, so that a long conversation takes no minute."""
    return [
        Telegram(
            outfit.settings.telegram,
            outfit.store,
            outfit.clock,
            outfit.secrets,
            knows=lambda account: outfit.people.who("telegram", account) is not None,
            domains=DOMAINS,
            limiter=Limiter(overall=FAST, chat=FAST, group=FAST),
        )
    ]


@asynccontextmanager
async def open_with_telegram(place: Place, family: Family) -> AsyncGenerator[House]:
    """The house, reached by the pretend Telegram."""
    settings = settings_of(
        place.data,
        place.pc_url,
        {
            "people": people_settings(family),
            "home": place.home_settings(),
            "telegram": telegram_settings(family.telegram),
        },
    )
    loaded = load_settings(None, {"HOMEOPS_CONFIG": settings})
    async with open_house(loaded, now=NOON, connect=fast_telegram) as local:
        yield House(local, place.far)
