"""Who did it, and why."""

from tests.bot.house import House, Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer


async def test_why_tells_who_asked_in_which_words_and_who_allowed_it(house: House) -> None:
    await house.says("end spotify", by="Leo", conversation="leo")
    await house.says("yes")
    told = (await house.says("why did you do that?", by="Leo", conversation="leo")).reply
    assert told.startswith("You asked for it at 12:00 (“end spotify”).\nAnna said yes.\nSpotify")


async def test_who_did_finds_it_among_other_things(house: House) -> None:
    await house.says("start gaming mode", by="Ben", conversation="ben")
    await house.says("clean up the junk")
    told = (await house.says("who started gaming mode?")).reply
    assert told.startswith("Ben asked for it")
    assert (await house.says("who cleaned up the junk?")).reply.startswith("You asked for it")


async def test_nobody_is_blamed_for_what_nobody_asked_for(house: House) -> None:
    await house.says("start gaming mode")
    for words in ("who opened the garden gate?", "who cleaned up the junk?"):
        told = (await house.says(words)).reply
        assert "Anna" not in told


async def test_nobody_is_told_of_themselves_by_name(house: House) -> None:
    await house.says("clean up the junk")
    assert (await house.says("why did you do that?")).reply.startswith("You asked for it at 12:00")
    assert (await house.says("who cleaned up the junk?", by="Ben", conversation="ben")).reply.startswith(
        "Anna asked for it at 12:00"
    )
    assert (await house.says("what did you change lately?")).reply.startswith("12:00 you: Moved")
    assert (await house.says("what did you change lately?", by="Ben", conversation="ben")).reply.startswith(
        "12:00 Anna: Moved"
    )


async def test_what_somebody_had_remembered_is_told_to_nobody_else(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("recall_remember_fact", {"text": "I am allergic to nuts."}), Say("Noted.")])
    async with place.open(model) as house:
        done = await house.says("remember that I am allergic to nuts", by="Ben", conversation="ben")
        assert [call.outcome for call in done.calls] == ["done"]
        await model.stop()
        assert "nuts" in (await house.says("why did you do that?", by="Ben", conversation="ben")).reply
        for words in ("what did you change lately?", "why did you do that?"):
            assert "nuts" not in (await house.says(words, by="Leo", conversation="leo")).reply
