"""`homeops setup` as a program: from nothing to a welcome on Telegram, left and gone on with, and what it writes."""

import asyncio
import re
import stat
import tomllib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from bot.channels.telegram.fake import FakeTelegram
from bot.setup.joining import draw_code
from bot.setup.lan import HOME, PIHOLE, PLEX, Kind, look_around
from bot.setup.written import Progress, SettingsFile
from tests.bot.setup.far_ends import DISCORD_TOKEN, HOME_TOKEN, PIHOLE_PASSWORD, PLEX_TOKEN, network
from tests.bot.web.program import PROGRAM, environment
from tools.farend import served

SECONDS = 60.0


class Sitter:
    """Somebody at the terminal of a running setup."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.text = ""

    async def sees(self, words: str) -> str:
        """Wait until `words` were shown; returns all that was shown so far."""
        assert self._child.stdout is not None
        async with asyncio.timeout(SECONDS):
            while words not in self.text:
                part = await self._child.stdout.read(4096)
                assert part, self.text
                self.text += part.decode()
        return self.text

    async def answers(self, question: str, answer: str) -> None:
        """Wait for a question and answer it."""
        await self.sees(question)
        self.text = self.text.partition(question)[2]
        assert self._child.stdin is not None
        self._child.stdin.write(f"{answer}\n".encode())
        await self._child.stdin.drain()

    async def leaves(self) -> str:
        """Close the terminal; returns the last words."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        return await self.sees("again to go on.")

    async def ended(self) -> int:
        async with asyncio.timeout(SECONDS):
            return await self._child.wait()


@asynccontextmanager
async def setup(folder: Path, **more: str) -> AsyncGenerator[Sitter]:
    data = folder / "data"
    given = environment(data) | {"HOMEOPS_CONFIG": str(folder / "homeops.toml"), **more}
    (folder / "settings.toml").unlink(missing_ok=True)
    child = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "setup",
        env=given,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Sitter(child)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def test_four_steps_to_the_first_message_and_the_rest_later(tmp_path: Path) -> None:
    """Name, token, tap, and the house has written; then the terminal is closed, and it goes on where it was left."""
    async with FakeTelegram() as telegram, served(network()) as url:
        where = {"HOMEOPS_TELEGRAM__BASE_URL": telegram.base_url, "HOMEOPS_DISCORD__BASE_URL": url}
        anna = telegram.world.add_person("Anna")
        chat = telegram.world.private(anna)
        # Tests stay on this machine: it is as if the network had been looked at.
        Progress(tmp_path / "data" / "setup.json").note("network", f"Plex {url}, Pi-hole {url}")
        async with setup(tmp_path, **where) as sitter:
            await sitter.answers("What are you called", "Anna")
            await sitter.answers("The token of your Telegram bot: ", "123:wrong")
            await sitter.sees("Telegram does not know that token")
            await sitter.answers("The token of your Telegram bot: ", telegram.token)
            shown = await sitter.sees("?start=")
            shown = await sitter.sees("is connected")
            found = re.search(r"https://t\.me/homeops_bot\?start=(\S+)", shown)
            assert found is not None
            assert "█" in shown
            telegram.acts.start(anna, found[1])
            await telegram.world.until(lambda: chat.texts(by=telegram.world.bot.id) != [])
            assert chat.texts(by=telegram.world.bot.id)[0].startswith(
                "Welcome, Anna! You are the owner here."
            )
            await sitter.sees("You are in.")
            assert "What you answered is kept" in await sitter.leaves()
            assert await sitter.ended() == 1

        async with setup(tmp_path, **where) as sitter:
            await sitter.answers("Address of Home Assistant", url)
            await sitter.answers("The token of Home Assistant: ", "eyJ.bad")
            await sitter.sees("Home Assistant does not take that token")
            await sitter.answers("The token of Home Assistant: ", HOME_TOKEN)
            await sitter.answers("The password of its web page: ", "wrong")
            await sitter.sees("Pi-hole does not take that password")
            await sitter.answers("The password of its web page: ", PIHOLE_PASSWORD)
            await sitter.answers("The token of Plex: ", PLEX_TOKEN)
            await sitter.answers("The token of your Discord bot: ", DISCORD_TOKEN)
            shown = await sitter.sees("Message Content Intent")
            assert "client_id=1100&scope=bot+applications.commands" in shown
            await sitter.answers("At most how many US dollars", "plenty")
            await sitter.answers("At most how many US dollars", "0,25")
            await sitter.answers("Start HomeOps now?", "n")
            assert await sitter.ended() == 0

        async with setup(tmp_path, **where) as sitter:
            await sitter.answers("Start HomeOps now?", "n")
            assert await sitter.ended() == 0

    look_at_what_was_written(tmp_path, url, telegram.token)


def look_at_what_was_written(folder: Path, url: str, telegram_token: str) -> None:
    """The settings say all that was answered, and secrets are in files that nobody else can read."""
    written = tomllib.loads((folder / "homeops.toml").read_text())
    secrets = folder / "secrets"
    assert written["people"] == [{"name": "Anna", "role": "owner"}]
    assert written["telegram"] == {"token": f"file:{secrets}/telegram-token"}
    assert written["home"] == {"url": url, "token": f"file:{secrets}/home-token"}
    assert written["discord"] == {"token": f"file:{secrets}/discord-token"}
    piholes = [{"name": "Pi-hole", "url": url, "password": f"file:{secrets}/pihole-key"}]
    plex = {"name": "Plex", "kind": "plex", "url": url, "token": f"file:{secrets}/plex-key"}
    assert written["network"] == {"dns": {"piholes": piholes}}
    assert written["media"] == {"library": {"servers": [plex]}}
    assert written["brain"] == {"daily_cap_usd": "0.25"}
    assert (secrets / "telegram-token").read_text().strip() == telegram_token
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets.iterdir()} == {0o600}
    assert telegram_token not in (folder / "homeops.toml").read_text()


def at(kind: Kind, *places: str) -> Kind:
    return Kind(kind.name, kind.service, places, kind.path, kind.mark)


@pytest.mark.parametrize("announced", [True, False])
async def test_what_stands_in_the_network_is_found_by_name_or_by_its_own_word(*, announced: bool) -> None:
    async with served(network()) as url, httpx2.AsyncClient() as http:
        place = url.removeprefix("http://")
        usual = ("127.0.0.1:9",) if announced else ("127.0.0.1:9", place)
        kinds = [at(each, *usual) for each in (HOME, PLEX, PIHOLE)]

        async def listen(services: object) -> dict[str, list[str]]:
            del services
            return {each.service: [place] for each in kinds} if announced else {}

        assert await look_around(http, kinds, listen) == {"Home Assistant": url, "Plex": url, "Pi-hole": url}


async def test_nothing_is_found_where_something_else_answers_or_nobody() -> None:
    async with served(network()) as url, httpx2.AsyncClient() as http:
        other = Kind(
            "Plex",
            "_p._tcp.local.",
            (url.removeprefix("http://"), "127.0.0.1:9"),
            "/manifest.json",
            "machine",
        )

        async def silence(services: object) -> dict[str, list[str]]:
            del services
            return {}

        assert await look_around(http, [other], silence) == {}


def test_comments_and_other_settings_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "homeops.toml"
    path.write_text('# ours\n[house]\nname = "The Larks"  # of course\n\n[[people]]\nname = "Ben"\n')
    file = SettingsFile(path)
    file.set("telegram", {"token": "file:/x"})
    file.set("house", {"currency": "GBP"})
    file.add_person("Anna", "owner")
    text = path.read_text()
    assert text.startswith('# ours\n[house]\nname = "The Larks"  # of course\n')
    assert tomllib.loads(text) == {
        "house": {"name": "The Larks", "currency": "GBP"},
        "people": [{"name": "Ben"}, {"name": "Anna", "role": "owner"}],
        "telegram": {"token": "file:/x"},
    }


def test_progress_that_can_not_be_read_is_none(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "setup.json")
    assert progress.read() == {}
    progress.note("discord", "passed over")
    progress.note("cost", "0.25")
    assert progress.read() == {"discord": "passed over", "cost": "0.25"}
    (tmp_path / "setup.json").write_text("{")
    assert progress.read() == {}


def test_a_code_is_drawn_in_blocks_that_fit_a_terminal() -> None:
    lines = draw_code("https://t.me/homeops_bot?start=ABCDE-FGHJK").splitlines()
    assert 15 <= len(lines) <= 24
    assert max(map(len, lines)) <= 80
