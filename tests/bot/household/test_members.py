"""People come by a code and leave by a card; no model has a part in either."""

import re
from datetime import timedelta

import pytest

from bot.report import Report
from bot.welcome import STRANGER
from memory.messages import Inbound
from tests.bot.house import PEOPLE, House, Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Json

INVITE = "invite Grandma as a guest until Sunday, kitchen and living room"


async def invited(house: House) -> str:
    """The code for Grandma."""
    card = await house.says(INVITE)
    assert card.approval is not None
    done = await house.says("yes")
    assert done.reply == "Grandma is invited as guest. The code comes in a message of its own."
    (told,) = done.pushed
    found = re.search(r"The code for Grandma: (\S+)\n", told)
    assert found is not None
    return found[1]


async def telegram(house: House, text: str, event_id: str, sender: str = "77") -> Report:
    """What somebody writes by Telegram."""
    now = house.local.clock.now()
    return await house.local.parts.intake.answer_to(
        Inbound("telegram", event_id, f"telegram:{sender}", sender, text, now)
    )


async def test_the_card_shows_role_rooms_and_end(house: House) -> None:
    card = await house.says(INVITE)
    assert card.reply == (
        "Invite Grandma as guest, until Sunday 29 November, 23:59. "
        "They may act in the kitchen and the living room."
    )
    await house.says("no")
    assert "Grandma" not in (await house.says("who lives here?")).reply


@pytest.mark.parametrize("words", ["join {}", "/start {}", "JOIN {}."])
async def test_a_code_lets_one_account_in_once_and_the_owner_is_told(house: House, words: str) -> None:
    code = await invited(house)
    welcome = await telegram(house, words.format(code), "1")
    assert welcome.reply.startswith("Welcome, Grandma! You are a guest here until Sunday 29 November, 23:59.")
    assert (await telegram(house, words.format(code), "2", sender="78")).reply.startswith("That code is not")
    told = (await house.says("who lives here?")).pushed
    assert told == ["Grandma has joined as a guest until Sunday 29 November, 23:59, by Telegram."]
    grandma = house.local.people.who("telegram", "77")
    assert grandma is not None
    assert grandma.rooms == ("Kitchen", "Living room")
    assert house.local.people.who("telegram", "78") is None


async def test_a_visit_ends_by_a_card(place: Place) -> None:
    gran: Json = {"name": "Gran", "role": "guest", "accounts": {"telegram": "77"}}
    async with place.open(people=[*PEOPLE, gran]) as house:
        assert house.local.people.who("telegram", "77") is not None
        card = await house.says("end the visit of Gran")
        assert card.reply == "End Gran's visit now; they can do nothing here any more."
        assert (await house.says("yes")).reply == "Gran's visit has ended."
        assert house.local.people.who("telegram", "77") is None
        assert (await telegram(house, "status", "1")).reply == STRANGER


async def test_a_code_is_too_old_after_two_days(house: House) -> None:
    code = await invited(house)
    house.local.clock.advance(timedelta(days=2))
    assert (await telegram(house, f"join {code}", "1")).reply.startswith("That code is not good")


async def test_a_stranger_is_told_one_line_once_and_reaches_nothing(
    place: Place, model: OpenAIServer
) -> None:
    async with place.open(model) as house:
        for event in ("1", "2"):
            assert (await telegram(house, "start gaming mode", event)).reply == STRANGER
        status = await house.local.status()
        assert status.undelivered == 1, "one line, whatever else is written"
        assert model.requests == []
        assert house.written() == []


async def test_who_guesses_codes_is_not_let_in_any_more(house: House) -> None:
    code = await invited(house)
    for number in range(10):
        await telegram(house, "join AAAAA-AAAAA", f"guess {number}")
    assert (await telegram(house, f"join {code}", "right")).reply.startswith("That code is not good")


async def test_who_guesses_codes_keeps_nobody_else_out(house: House) -> None:
    code = await invited(house)
    for number in range(12):
        await telegram(house, "join AAAAA-AAAAA", f"guess {number}", sender="666")
    assert (await telegram(house, f"join {code}", "right")).reply.startswith("Welcome, Grandma!")


async def test_one_may_write_from_several_accounts(house: House) -> None:
    await house.says("connect my phone")
    (told,) = (await house.says("yes")).pushed
    code = told.partition(": ")[2].partition("\n")[0]
    assert (await telegram(house, f"join {code}", "1")).reply.startswith("Welcome, Anna!")
    assert house.local.people.who("telegram", "77") == house.local.people.owner


@pytest.mark.parametrize(
    ("person", "words", "told"),
    [
        ("Ben", "invite Bob as an adult", "only with a role below your own"),
        ("Ben", "remove Anna from the household", "the only owner"),
        ("Anna", "make Anna a child", "the only owner"),
        ("Anna", "end the visit of Leo", "is no guest but a child"),
        ("Anna", "invite Bob", "Until when does Bob stay"),
    ],
)
async def test_what_must_not_be_is_said_before_anybody_is_asked(
    house: House, person: str, words: str, told: str
) -> None:
    report = await house.says(words, by=person)
    assert told in report.reply
    assert report.approval is None


async def test_only_the_owner_changes_roles(house: House) -> None:
    report = await house.says("make Leo a teen", by="Ben", conversation="ben")
    assert report.approval is None
    await house.says("make Leo a teen")
    assert (await house.says("yes")).reply == "Leo is a teen now."
    assert (await house.says("who lives here?")).reply.count("teen") == 2


async def test_no_model_is_offered_or_may_call_what_changes_who_may_what(
    place: Place, model: OpenAIServer
) -> None:
    model.script([CallVerb("household_change_role", {"name": "Leo", "role": "owner"}), Say("I may not.")])
    async with place.open(model) as house:
        report = await house.says("please do something about Leo")
        assert not {verb for verb in model.requests[0].verbs if "role" in verb or "invite" in verb}
        assert [call.outcome for call in report.calls] == ["refused"]
        assert report.approval is None


async def test_a_persons_own_words_for_it_go_past_the_model(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        card = await house.says("make Leo a teen")
        assert card.reply == "Make Leo a teen instead of a child."
        assert (await house.says("yes")).reply == "Leo is a teen now."
    assert model.requests == []


async def test_rules_of_the_house_hold_where_verbs_are_offered_and_where_they_run(
    place: Place, model: OpenAIServer
) -> None:
    rules: Json = {
        "deny": [{"person": "Ben", "verb": "pc_clean_*"}, {"channel": "ask", "verb": "pc_end_process"}]
    }
    model.script([CallVerb("pc_clean_up"), Say("I may not."), CallVerb("pc_clean_up"), Say("Clean.")])
    async with place.open(model, rules=rules, people=PEOPLE) as house:
        refused = await house.says("clean up", by="Ben", conversation="ben")
        assert [call.outcome for call in refused.calls] == ["refused"]
        assert {"pc_clean_up", "pc_end_process"}.isdisjoint(model.requests[0].verbs)
        allowed = await house.says("clean up")
        assert [call.outcome for call in allowed.calls] == ["done"]
        assert "pc_clean_up" in model.requests[2].verbs


async def test_a_guest_may_put_back_only_what_a_guest_may_do(place: Place) -> None:
    async with place.open(people=[*PEOPLE, {"name": "Gran", "role": "guest"}]) as house:
        await house.says("clean up the junk")
        report = await house.says("undo", by="Gran")
        assert [call.outcome for call in report.calls] == ["refused"]
        assert house.written() == ["to_trash"]
