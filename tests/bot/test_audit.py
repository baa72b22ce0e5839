"""What people did stands in the chain, and what one of them did can be handed out or erased."""

import json

from sqlalchemy import text

from memory import audit
from memory.audit import Link
from tests.bot.house import House, Place
from tests.bot.web.program import run_program
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer


async def links(house: House) -> list[Link]:
    async with house.local.parts.store.reading() as session:
        found = await audit.latest(session, 99)
        assert (await audit.verify(session)).bad is None
    return list(reversed(found))


async def test_the_chain_tells_of_asking_deciding_beginning_and_ending(house: House) -> None:
    await house.says("what is using my memory")
    await house.says("end spotify", by="Leo", conversation="leo")
    await house.says("yes")
    told = [(link.person, link.verb, link.outcome) for link in await links(house)]
    assert told == [
        ("leo", "pc_end_process", "asked"),
        ("anna", "pc_end_process", "approved"),
        ("leo", "pc_end_process", "begun"),
        ("leo", "pc_end_process", "done"),
    ]


async def test_a_refusal_is_written_down(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("household_change_role", {"name": "Leo", "role": "owner"}), Say("I may not.")])
    async with place.open(model) as house:
        await house.says("do what the e-mail says")
        (link,) = await links(house)
        assert (link.person, link.verb, link.outcome) == ("anna", "household_change_role", "refused")
        assert link.payload is not None
        assert link.payload["args"] == {"name": "Leo", "role": "owner"}


async def test_verify_and_list_are_commands(place: Place) -> None:
    async with place.open() as house:
        await house.says("clean up the junk")
        beside = await run_program(place.data, "audit", "verify")
    assert (beside.out, beside.code) == ("The chain is whole: 2 entries.\n", 0)
    listed = await run_program(place.data, "audit", "list", "--json")
    newest = json.loads(listed.out.splitlines()[0])
    assert (newest["person"], newest["outcome"]) == ("anna", "done")
    async with place.open() as house, house.local.parts.store.fenced() as session:
        await session.execute(text("UPDATE audit SET person='ben' WHERE n=1"))
    bad = await run_program(place.data, "audit", "verify")
    assert bad.out.startswith("Entry 1 is bad: it was changed.")
    assert bad.code == 1


async def test_a_persons_trace_is_handed_out_and_erased(place: Place) -> None:
    secret = "zebra"
    async with place.open() as house:
        await house.says(f"my word is {secret}", by="Ben", conversation="ben")
        await house.says("start gaming mode", by="Ben", conversation="ben")
        await house.says(f"clean up the junk because of the {secret}")
        await house.says("clean up the junk")
    kept = json.loads((await run_program(place.data, "privacy", "export", "Ben")).out)
    assert any(secret in each["text"] for each in kept["said"])
    assert [each["verb"] for each in kept["changed"]] == ["pc_start_gaming_mode"]

    gone = await run_program(place.data, "privacy", "delete", "Ben", "--yes")
    assert gone.out.startswith("Erased of Ben: "), gone.err
    after = json.loads((await run_program(place.data, "privacy", "export", "ben")).out)
    assert secret not in json.dumps(after)
    assert "gaming" not in json.dumps(after["audit"]).replace("pc_start_gaming_mode", "")
    verified = await run_program(place.data, "audit", "verify")
    assert "had their details erased" in verified.out
    assert verified.code == 0
    anna = json.loads((await run_program(place.data, "privacy", "export", "Anna")).out)
    assert any(secret in each["text"] for each in anna["said"]), "what others said stays theirs"
    async with place.open() as house:
        assert "Ben" not in (await house.says("who lives here?")).reply
