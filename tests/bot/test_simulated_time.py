"""The real house lives in real time."""

from pathlib import Path

import pytest

from tests.bot.web.program import run_program


@pytest.mark.parametrize("command", ["chat", "ask", "run"])
async def test_the_real_house_is_never_given_a_simulated_clock(tmp_path: Path, command: str) -> None:
    ran = await run_program(tmp_path / "data", command, "--now", "2026-03-01T21:00", stdin=b"hello\n")
    told = (ran.err + ran.out).splitlines()
    assert told == ["--now sets the time of a simulated household; add --house FILE, or leave it out."]
    assert ran.code == 1
    assert not (tmp_path / "data" / "homeops.db").exists()
