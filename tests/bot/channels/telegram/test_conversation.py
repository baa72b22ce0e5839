"""README's conversation on Telegram."""

from bot.channels.telegram.fake import FakeTelegram
from tests.bot.channels.scenario import look_afterwards, play
from tests.bot.channels.telegram.housed import meet_family, open_with_telegram
from tests.bot.house import Place


async def test_readmes_conversation_works_on_telegram(place: Place, telegram: FakeTelegram) -> None:
    family = meet_family(telegram)
    async with open_with_telegram(place, family) as house:
        await play(family["Anna"])
        look_afterwards(house)
    cards = [each for each in family["Anna"].shown() if "unlock" in each.text.casefold()]
    assert all("Yes, do it" not in each.button_texts for each in cards), (
        "a card that is answered has no buttons"
    )
