"""How everything does, as a tired parent reads it: what is not well first, short and true, with what to do."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.commands.standing import summarise
from bot.house import Standing, Status
from bot.household.models import StatusAnswer
from bot.standing import Inspector
from memory.errors import Unavailable
from tests.bot.house import House
from tools.contract import Check, Domain, Finding, Verb
from tools.farend import Behaviour


async def look() -> str:
    """Look."""
    return "looked"


GOOD = "language: en\nverbs:\n  look:\n    say:\n      - look around\n"


def inspect(house: House, domains: Sequence[Domain]) -> Inspector:
    parts = house.local.parts
    inspector = Inspector(
        store=parts.store,
        settings=house.local.settings,
        data=house.local.data,
        told="",
        owner="Anna",
        version="1",
    )
    inspector.connect(domains, parts.mind.chain, house.local.desk, parts.platforms)
    return inspector


def garden(file: Path, checks: Sequence[Check] = ()) -> Domain:
    return Domain(name="garden", summary="", verbs=(Verb(look),), phrases=(file,), checks=checks)


def broken(parts: Sequence[Standing]) -> list[Standing]:
    return [part for part in parts if not part.ok]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "  dig:\n    say: [dig]\n", ", line 6: garden has no verb 'dig'."),
        (GOOD.replace("look around", '"look (around"'), ", line 5: "),
        (GOOD + "   x: [\n", ", line "),
    ],
)
async def test_a_broken_phrases_file_is_told_with_its_line(
    house: House, tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "en.yaml"
    file.write_text(text)
    inspector = inspect(house, [garden(file)])

    (fault,) = broken((await inspector.status()).parts)

    assert f"{file}{told}" in fault.summary
    assert "Until then" in fault.remedy
    file.write_text(GOOD)
    assert broken((await inspector.status()).parts) == []


async def test_what_depends_on_something_broken_is_not_told_again(house: House, tmp_path: Path) -> None:
    file = tmp_path / "en.yaml"
    file.write_text(GOOD)

    async def fail() -> Finding:
        raise Unavailable("The shed can't be reached; look whether it stands.")

    checks = (Check("shed", fail), Check("roof", fail, depends_on=("shed",)), Check("gate", fail))

    found = broken((await inspect(house, [garden(file, checks)]).status()).parts)

    assert [part.name for part in found] == ["garden shed", "garden gate"]


async def test_a_pc_that_is_away_is_one_line(house: House) -> None:
    house.far.behaviours.append(Behaviour(path="/pc", how="error", times=99))

    lines = (await house.says("/status")).reply.splitlines()

    assert len([line for line in lines if line.startswith("✗")]) == 1


async def test_status_in_chat_reads_as_sentences(house: House) -> None:
    lines = (await house.says("/status")).reply.splitlines()

    assert lines[0] == "1 thing is not well:"
    assert lines[1] == (
        "✗ System disk is 87 % full (126 GB left)."
        ' Ask "what could be cleaned up?" or move something to another disk.'
    )
    assert "✓ The offline brain is ready." in lines
    assert "✓ den-pc answers." in lines
    assert "✓ Memory is 62 % used (12 GB free)." in lines
    assert "✓ No part of the PC is too hot; the warmest is graphics card at 71 °C." in lines
    assert len(lines) <= 12


def test_numbers_agree_with_their_words() -> None:
    good = [Standing(name="pc", ok=True, summary="den-pc answers.")]

    assert str(StatusAnswer(parts=good, undelivered=0, failures=[])).startswith("All is well.\n✓ den-pc")
    assert "1 message waits to be delivered." in str(StatusAnswer(parts=good, undelivered=1, failures=[]))
    status = Status(version="1", person="Anna", data="/d", database="", parts=good, waiting_messages=1)
    assert "1 message waits for an answer." in summarise(status)
    assert "2 messages wait to be delivered." in summarise(status.model_copy(update={"undelivered": 2}))


def test_the_doctor_puts_the_remedy_under_what_is_not_well() -> None:
    bad = Standing(name="pc disks", ok=False, summary="System disk is full.", remedy="Clean up.")
    good = Standing(name="pc", ok=True, summary="den-pc answers.", remedy="Nothing.")
    status = Status(version="1", person="Anna", data="/d", database="", parts=[good, bad])

    assert summarise(status, remedies=True).splitlines() == [
        "HomeOps 1",
        "Data: /d",
        "1 thing is not well:",
        "✗ System disk is full.",
        "  Clean up.",
        "✓ den-pc answers.",
    ]
