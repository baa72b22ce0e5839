"""`homeops memory`, as a program."""

from pathlib import Path

from tests.bot.web.program import run_program

NUTS = "Anna is allergic to nuts"


async def test_what_was_told_is_listed_and_its_index_can_be_made_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    said = f"remember that {NUTS}\nRemember that\n".encode()  # the offline brain asks first
    told = await run_program(data, "ask", stdin=said)
    assert f"I'll remember that: “{NUTS}”." in told.out, told.err

    rebuilt = await run_program(data, "memory", "rebuild")
    assert rebuilt.code == 0, rebuilt.err
    asked = await run_program(data, "ask", "what should I know before cooking for Anna?")
    assert asked.out.startswith(f"{NUTS} (today)"), asked.err
    assert (await run_program(data, "memory", "list")).out.startswith(f"{NUTS} (today)")
