"""How what was heard goes on its way: echoed, kept, confirmed where it is unsure."""

import asyncio
import signal
from base64 import b64encode

from sqlalchemy import text

from bot.house import Arrived
from bot.report import Report
from memory import inbox
from memory.db import Store
from memory.messages import Attachment, Inbound, Spoken
from tests.bot.driver import Bot
from tests.bot.house import NOON, House, Place, settings_of
from tests.bot.voice.notes import model, note, sample

LIGHT = "light.kitchen_ceiling"
OFF = "turn off the kitchen ceiling light"


def heard(text: str, number: int = 1, *, unsure: bool) -> Inbound:
    """A message whose recording was listened to already."""
    return Inbound("ask", f"heard-{number}", "ask:anna", "anna", text, NOON, spoken=Spoken(unsure=unsure))


async def say(house: House, inbound: Inbound) -> Report:
    return await house.local.parts.intake.answer_to(inbound)


async def test_what_was_heard_surely_is_done_and_stands_above_the_answer(home: House) -> None:
    report = await say(home, heard(OFF, unsure=False))
    assert report.reply == f"You said: “{OFF}”\n\nThe kitchen ceiling light is off."
    assert home.shows(LIGHT) == "off"


async def test_a_change_that_was_heard_unsurely_waits_for_a_yes(home: House) -> None:
    report = await say(home, heard(OFF, unsure=True))
    assert report.reply.startswith(f"I think you said: “{OFF}”\n\nIs this what you mean?")
    assert report.approval is not None
    assert home.shows(LIGHT) == "on"
    await home.says("yes")
    assert home.shows(LIGHT) == "off"


async def test_a_look_that_was_heard_unsurely_is_answered_at_once(home: House) -> None:
    report = await say(home, heard("is the kitchen ceiling light on", unsure=True))
    assert report.approval is None
    assert "kitchen ceiling light" in report.reply.partition("\n\n")[2]


async def test_what_cannot_be_put_back_is_asked_however_surely_it_was_heard(home: House) -> None:
    report = await say(home, heard("unlock the front door", unsure=False))
    assert report.approval is not None
    assert home.shows("lock.front_door") == "locked"


async def test_a_yes_that_was_heard_surely_decides(home: House) -> None:
    await home.says("unlock the front door")
    await say(home, heard("Yes.", unsure=False))
    assert home.shows("lock.front_door") == "unlocked"


async def test_a_long_speech_is_echoed_in_short(home: House) -> None:
    report = await say(home, heard(f"{OFF} " + "and thank you very much " * 40, unsure=False))
    echo = report.reply.partition("\n\n")[0]
    assert len(echo) < 330
    assert echo.endswith("…”")


async def test_after_a_kill_what_was_heard_is_not_heard_again(place: Place) -> None:
    recording = note(sample("01.ogg"))
    store = await Store.open(None, place.data)
    async with store.fenced() as session:  # what a process leaves that died right after it had listened
        await inbox.accept(session, recording)
        await inbox.claim(session, recording.source, recording.event_id, epoch=store.epoch)
        said = heard("is the kitchen ceiling light on", unsure=False)
        kept = Inbound(
            *(
                recording.source,
                recording.event_id,
                recording.conversation,
                recording.sender,
                said.text,
                NOON,
            ),
            attachments=(Attachment("voice.ogg", "audio/ogg", b""),),
            spoken=said.spoken,
        )
        await inbox.keep_heard(session, kept)
    await store.close()
    async with place.open(home=place.home_settings()) as house:  # without any model
        async with house.local.desk.attach("ask:anna") as attached:
            events = [await attached.next_event()]
            while not isinstance(last := events[-1], Arrived):
                events.append(await attached.next_event())
        assert last.message.text.startswith(f"You said: “{said.text}”\n\nThe kitchen ceiling light is on")


async def test_the_recording_is_gone_once_it_was_heard(place: Place) -> None:
    recording = sample("10.ogg")
    async with place.open(voice={"path": str(model())}) as house:
        await say(house, note(recording))
        kept = await _inbox(house)
    assert "at home" in kept
    assert b64encode(recording[:30]).decode() not in kept


async def test_others_are_answered_while_somebody_is_listened_to(place: Place) -> None:
    async with place.open(home=place.home_settings(), voice={"path": str(model())}) as house:
        listening = asyncio.create_task(say(house, note(sample("07.ogg"), conversation="mia")))
        await house.says("is the kitchen ceiling light on", conversation="anna")
        assert not listening.done()
        assert (await listening).reply.startswith("You said: “")
        assert house.shows("light.reading_lamp") == "on"


async def test_a_bot_that_is_killed_after_it_listened_answers_without_listening_again(place: Place) -> None:
    store = await Store.open(None, place.data)
    async with store.fenced() as session:
        await inbox.accept(session, note(sample("10.ogg")))
    await store.close()
    path = settings_of(place.data, place.pc_url, {"voice": {"path": str(model())}})
    first = await Bot(path, [""], failpoint="voice.kept").ended()
    assert first.code == -signal.SIGKILL
    path = settings_of(place.data, place.pc_url, {"voice": {"path": str(place.data / "gone")}})
    second = await Bot(path, [""]).ended()
    answers = [each for each in (*first.texts, *second.texts) if each.startswith("You said: “")]
    assert len(answers) == 1
    assert "Anna: owner" in answers[0]


async def _inbox(house: House) -> str:
    async with house.local.parts.store.reading() as session:
        rows = (await session.execute(text("select body from inbox"))).all()
    return "".join(str(row[0]) for row in rows)
