"""A program plays several people, presses buttons and lets time pass: one JSON object a line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.ask import read_question
from bot.report import Report
from bot.web.remote import call_on
from memory.errors import Mistake
from tests.bot.house import House
from tests.bot.web.program import run_program
from tests.bot.web.scripted import served
from tools.house import BUILT_IN_HOUSE

SCRIPT: list[dict[str, str]] = [
    {"text": "end spotify", "as": "Leo"},
    {"press": "yes, do it", "as": "Ben"},
    {"press": "Yes, do it"},
    {"advance": "PT1M", "as": "Leo"},
    {"text": "clean up the junk", "as": "Leo"},
    {"advance": "PT11M", "as": "Leo"},
    {"press": "Yes, do it"},
    {"press": "Dance"},
    {"advance": "P3D"},
    {"text": "how long has the pc been on?"},
]


async def test_a_script_of_several_people_buttons_and_time(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(BUILT_IN_HOUSE.read_text("utf-8"), "utf-8")
    lines = "\n".join(json.dumps(line) for line in SCRIPT)
    command = ("ask", "--json", "--house", str(house), "--now", "2026-03-01T21:00")
    ran = await run_program(tmp_path / "data", *command, stdin=lines.encode())
    asked, yes, late, told, junk, waited, old, dance, days, up = (
        Report.model_validate_json(line) for line in ran.out.splitlines()
    )
    assert asked.reply.startswith("That takes an adult, so I asked Anna and Ben:\nEnd Spotify")
    assert yes.pushed[0].startswith("Leo asks:\nEnd Spotify")
    assert yes.reply.startswith("Leo was told: Spotify")
    assert late.reply == "That was already decided by Ben."
    assert told.pushed[0].startswith("Ben said yes.\nSpotify")
    assert [call.outcome for call in junk.calls] == ["awaiting"]
    assert waited.pushed[0].startswith("Nobody answered in time, so nothing was done: Move")
    assert old.reply.startswith("That question is too old now")
    assert dance.reply == "There is no button “Dance” here."
    assert days.reply == ""
    assert "5 days 4 hours" in up.reply
    assert ran.code == 1, "a line could not be answered"


async def test_time_does_not_pass_at_will_in_a_real_house(house: House) -> None:
    with pytest.raises(Mistake, match="simulated one with --house"):
        await house.local.advance(timedelta(hours=1))


async def test_buttons_and_time_go_over_the_socket_too(tmp_path: Path) -> None:
    async with served(tmp_path) as house, call_on(tmp_path) as remote:
        assert remote is not None
        assert (await remote.ask("Yes", person="Anna", press=True)).reply == "heard Yes"
        assert house.said == [("[Yes]", None)]
        passed = await remote.advance(timedelta(hours=8), person="Leo", conversation="kitchen")
        assert passed.pushed == ["Leo kitchen 8:00:00"]


@pytest.mark.parametrize(
    "line",
    [
        '{"press": 3}',
        '{"advance": "soon"}',
        '{"press": "Yes", "text": "no"}',
        '{"advance": "PT1H", "press": "x"}',
        '{"text": "open the garage", "az": "Leo"}',
        '{"text": 5}',
        "{}",
    ],
)
def test_a_line_that_is_neither_words_nor_right_is_refused(line: str) -> None:
    with pytest.raises(Mistake, match="That line is wrong"):
        read_question(line, None)


def test_what_only_looks_like_an_object_is_said_as_it_stands() -> None:
    assert read_question("{hello", "Leo").text == "{hello"
    question = read_question('{"advance": "PT8H"}', "Leo")
    assert (question.advance, question.person) == (timedelta(hours=8), "Leo")
