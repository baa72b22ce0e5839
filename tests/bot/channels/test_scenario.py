"""README's conversation is the same over the API, and typed at a terminal (Telegram and Discord have it beside their own tests)."""

from dataclasses import dataclass, field
from itertools import count

from bot.house import Arrived
from memory.scopes import Scope
from tests.bot.channels.scenario import Answer, look_afterwards, play
from tests.bot.house import House, Place
from tests.bot.web.callers import Caller, api_of

_numbers = count()


@dataclass
class ApiTalk:
    """Anna's program: she speaks and presses by it in her own name."""

    caller: Caller
    choices: dict[str, str] = field(default_factory=dict[str, str])

    async def say(self, text: str, **pressed: str) -> Answer:
        told = await self.caller.says(text, **pressed)
        offered = {each["label"]: each["id"] for each in told["choices"]}
        self.choices |= offered
        return Answer(told["text"], tuple(offered))

    async def press(self, label: str) -> Answer:
        return await self.say("", press=self.choices[label])


@dataclass
class TypedTalk:
    """Anna at the terminal: what she reads are the messages of her seat, where numbers press buttons."""

    house: House
    latest: tuple[tuple[str, str], ...] = ()

    async def say(self, text: str) -> Answer:
        return await self._say(text, None)

    async def press(self, label: str) -> Answer:
        return await self._say(label, next(choice for said, choice in self.latest if said == label))

    async def _say(self, text: str, pressed: str | None) -> Answer:
        event_id = f"typed-{next(_numbers)}"
        async with self.house.local.sit("Anna") as seat:
            await seat.say(text, pressed=pressed, event_id=event_id)
            while True:
                event = await seat.next_event()
                if not isinstance(event, Arrived):
                    continue
                event.shown()
                if event.message.reply_to == event_id:
                    self.latest = (
                        tuple((each.label, each.id) for each in event.message.choices) or self.latest
                    )
                    return Answer(event.message.text, tuple(each.label for each in event.message.choices))


async def test_readmes_conversation_works_over_the_api(place: Place) -> None:
    async with place.open(home=place.home_settings(), api={"port": 0}) as house, api_of(house) as api:
        await play(
            ApiTalk(await api.caller("anna-phone", "Anna", Scope.MESSAGES, Scope.DANGER, Scope.APPROVE))
        )
        look_afterwards(house)


async def test_readmes_conversation_works_at_a_terminal(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        await play(TypedTalk(house))
        look_afterwards(house)
