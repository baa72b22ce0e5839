"""What a program says is answered once, however often it asks; what comes is never missed."""

import asyncio
import json

from tests.bot.house import Place
from tests.bot.web.callers import Answer, Served, Socket, api_at


async def next_message(socket: Socket) -> Answer:
    """The next event that is a message."""
    async with asyncio.timeout(10):
        while True:
            event: Answer = json.loads(await socket.recv())
            if event["type"] == "message":
                return event


async def test_a_message_is_answered_and_the_answer_can_be_fetched_again(api: Served) -> None:
    anna = await api.caller("anna-phone")

    answer = await anna.says("how is cpu")

    assert answer["text"].startswith("The processor is")
    assert answer["reply_to"] == anna.keys[0]
    assert answer["conversation"] == "main"
    assert answer["at"].endswith("Z") or "+" in answer["at"]
    page = await anna.letters()
    assert page["messages"] == [answer]
    assert page["next"] == answer["cursor"]


async def test_the_same_key_is_handled_once_and_answered_the_same(api: Served) -> None:
    anna = await api.caller("anna-phone")
    said = {"text": "clean up the junk"}

    answers = await asyncio.gather(*(anna.posts(said, "tidy-1") for _ in range(5)))
    later = await anna.posts(said, "tidy-1")

    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in (*answers, later)}) == 1
    assert api.house.written().count("to_trash") == 1
    assert len((await anna.letters())["messages"]) == 1


async def test_a_key_stands_for_one_message(api: Served) -> None:
    anna = await api.caller("anna-phone")
    await anna.posts({"text": "how is cpu"}, "one")

    again = await anna.posts({"text": "clean up the junk"}, "one")

    in_a_room = await anna.posts({"text": "how is cpu", "room": "kitchen"}, "one")

    for each in (again, in_a_room):
        assert each.status_code == 422
        assert "another message" in each.json()["detail"]
    assert api.house.written() == []


async def test_who_does_not_wait_gets_the_answer_later_under_the_same_key(api: Served) -> None:
    anna = await api.caller("anna-phone")

    taken = await anna.posts({"text": "how is cpu"}, "slow", wait=0)
    assert taken.status_code in {200, 202}
    answer = await anna.posts({"text": "how is cpu"}, "slow")

    assert answer.status_code == 200
    assert answer.json()["text"].startswith("The processor is")


async def test_pages_follow_each_other_without_a_gap(api: Served) -> None:
    anna = await api.caller("anna-phone")
    for name in ("a", "b", "c"):
        await anna.says("thanks", conversation=name)

    first = await anna.letters(limit=2)
    second = await anna.letters(after=first["next"], limit=2)

    assert [each["conversation"] for each in first["messages"]] == ["a", "b"]
    assert first["more"]
    assert [each["conversation"] for each in second["messages"]] == ["c"]
    assert not second["more"]


async def test_nobody_reads_what_another_client_was_told(api: Served) -> None:
    anna, ben = await api.caller("anna-phone"), await api.caller("ben-phone", "Ben")
    chart = await anna.says("chart the processor temperature today")

    assert (await ben.letters())["messages"] == []
    for path in (f"/v1/messages/{chart['cursor']}/files/0", "/v1/messages/999/files/0"):
        assert (await ben.get(path)).status_code == 404


async def test_a_press_by_id_and_a_label_mean_the_same(api: Served) -> None:
    anna = await api.caller("anna-phone")
    done = await anna.says("clean up the junk")
    undo = next(each for each in done["choices"] if each["label"] == "Undo")

    undone = await anna.says("", press=undo["id"])

    assert undone["text"].startswith("Put")
    assert api.house.written() == ["to_trash", "restore"]


async def test_events_come_as_they_happen_and_from_a_cursor_on(api: Served) -> None:
    anna = await api.caller("anna-phone")
    async with anna.listen() as socket:
        answer = await anna.says("how is cpu")
        assert await next_message(socket) == answer
    missed = await anna.says("what is using memory")
    async with anna.listen(after=answer["cursor"]) as socket:
        assert await next_message(socket) == missed
        latest = await anna.says("thanks")
        assert await next_message(socket) == latest


async def test_everybody_who_listens_as_a_client_hears_it_and_nobody_else(api: Served) -> None:
    anna, ben = await api.caller("anna-phone"), await api.caller("ben-phone", "Ben")
    async with anna.listen() as first, anna.listen() as second, ben.listen() as other:
        mine = await anna.says("how is cpu")
        his = await ben.says("thanks")
        assert await next_message(first) == mine
        assert await next_message(second) == mine
        assert await next_message(other) == his


async def test_the_mailbox_outlives_the_process(place: Place) -> None:
    async with api_at(place) as served:
        anna = await served.caller("anna-phone")
        answer = await anna.says("how is cpu")
    async with api_at(place) as served:
        anna.http = served.http
        assert (await anna.get("/v1/messages")).status_code == 401  # signed by a process that has ended
        await anna.renew()
        assert (await anna.letters())["messages"] == [answer]
        again = await anna.posts({"text": "how is cpu"}, anna.keys[0])
    assert again.json() == answer
