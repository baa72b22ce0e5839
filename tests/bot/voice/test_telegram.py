"""Voice notes all the way: recorded on a telephone, through the pretend Telegram, to the lamp and back."""

from bot.app import open_house
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_wire import Upload
from bot.platforms import connect_platforms
from bot.settings import load_settings
from tests.bot.channels.telegram.housed import meet_family, people_settings, telegram_settings
from tests.bot.house import NOON, House, Place, settings_of
from tests.bot.voice.notes import model, sample
from tools.contract import Json


async def test_a_voice_note_on_telegram_is_heard_and_a_long_one_is_not_even_fetched(place: Place) -> None:
    async with FakeTelegram() as telegram:
        family = meet_family(telegram)
        given: dict[str, Json] = {
            "people": people_settings(family),
            "home": place.home_settings(),
            "telegram": telegram_settings(telegram),
            "voice": {"path": str(model())},
        }
        settings = load_settings(None, {"HOMEOPS_CONFIG": settings_of(place.data, place.pc_url, given)})
        async with open_house(settings, now=NOON, connect=connect_platforms) as local:
            anna = family["Anna"]
            recording = Upload("voice.ogg", sample("07.ogg"), "audio/ogg")
            telegram.acts.send_file(anna.chat, anna.owner, "voice", recording, duration=4)
            answer = await anna.next()
            assert answer.text.startswith("You said: “Turn on the reading lamp")
            assert House(local, place.far).shows("light.reading_lamp") == "on"
            telegram.acts.send_file(anna.chat, anna.owner, "voice", recording, duration=600)
            assert (await anna.next()).text.startswith(
                "That voice note is 10 minutes long; I listen to 2 minutes"
            )
