"""`homeops run --house …` as somebody starts it, with Telegram set up by the environment."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx2

from bot.channels.telegram.fake import FakeTelegram
from bot.settings import Settings
from bot.simulated import simulated_data
from tests.bot.channels.telegram.housed import Telephone, as_answer
from tools.house import BUILT_IN_HOUSE
from tools.simulation import find_simulation

SECONDS = 90.0


def house_file(folder: Path, account: int) -> Path:
    """The invented household, where Anna has that account on Telegram."""
    file = folder / "larks.toml"
    text = BUILT_IN_HOUSE.read_text()
    mine = f'name = "Anna"\naccounts = {{telegram = "{account}"}}\n'
    file.write_text(text.replace('name = "Anna"\n', mine, 1))
    return file


def logs_in(folder: Path) -> str:
    return "".join(each.read_text() for each in folder.rglob("*.log"))


async def end_simulation(data: Path, file: Path) -> None:
    folder = simulated_data(Settings(data=data), file)
    async with httpx2.AsyncClient(trust_env=False) as http:
        running = await find_simulation(http, folder / "simulation.port")
        if running is not None:
            await http.post(f"{running.url}/stop")


async def test_the_program_answers_on_telegram_and_says_that_it_is_connected(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    anna = telegram.world.add_person("Anna")
    phone = Telephone(telegram, anna, telegram.world.private(anna))
    file, token = house_file(tmp_path, anna.id), tmp_path / "telegram.token"
    token.write_text(telegram.token)
    settings = {
        "HOMEOPS_DATA": str(tmp_path / "data"),
        "HOMEOPS_TELEGRAM__TOKEN": f"file:{token}",
        "HOMEOPS_TELEGRAM__BASE_URL": telegram.base_url,
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        "--house",
        str(file),
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            answer = await phone.say("turn off the hall lamp")
            while "lamp" not in answer.text:  # the house may speak first, of what waits in it for an adult
                answer = as_answer(await phone.next())
            program.send_signal(signal.SIGTERM)
            out, log = await program.communicate()
    finally:
        if program.returncode is None:
            program.kill()
            await program.communicate()
        await end_simulation(tmp_path / "data", file)
    assert answer.text == "The hall lamp is off."
    assert "✓ Telegram is connected as @homeops_bot." in out.decode()
    assert program.returncode == 0
    assert telegram.token not in out.decode() + log.decode()
    assert telegram.token not in logs_in(tmp_path)
