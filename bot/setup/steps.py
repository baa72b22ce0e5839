"""The questions of a setup, in order; each looks first whether it was answered already."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import httpx2

from bot.directory import user_name
from bot.secrets import Secrets
from bot.settings import Settings
from bot.setup.asking import Asker
from bot.setup.found import SERVERS, Server
from bot.setup.joining import bring_owner_in
from bot.setup.lan import HOME, look_around
from bot.setup.wires import check_home, discord_bot, telegram_name
from bot.setup.written import Progress, SettingsFile
from memory.errors import Misconfigured, Mistake, Unavailable

BOTFATHER = (
    "In Telegram, open https://t.me/BotFather, send /newbot and answer its two questions. It writes a token."
)
NEXT = "You are in. Your house answers there whenever HomeOps runs.\nA few more questions; Enter passes one over."
HOW_HOME = "Make a token for me at {address}/profile/security, under “Long-lived access tokens”."
HOW_DISCORD = (
    "For Discord: https://discord.com/developers/applications → New Application → Bot → Reset Token."
)
PASSED = "passed over"

LookAround = Callable[[httpx2.AsyncClient], Awaitable[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Setup:
    """A setup by whoever `asker` asks; `load` reads the settings as they stand by now."""

    asker: Asker
    file: SettingsFile
    progress: Progress
    http: httpx2.AsyncClient
    load: Callable[[], Settings]
    look: LookAround = look_around

    async def run(self) -> None:
        """Ask what is not answered yet.

        Raises:
            Left: Whoever was asked has gone.
            HomeOpsError: Something can't be written or opened.
        """
        self._ask_name()
        bot = await self._ask_telegram()
        if bot and self.progress.read().get("owner") != "in":
            if not await bring_owner_in(self.load(), bot, self.asker.tell):
                raise Mistake(
                    "Nobody tapped the link within an hour; run `homeops setup` again for a new one."
                )
            self.progress.note("owner", "in")
            self.asker.tell(NEXT)
        found = await self._look_around()
        await self._ask_home(found.get(HOME.name, ""))
        for server in SERVERS:
            if server.name in found:
                await self._ask_server(server, found[server.name])
        await self._ask_discord()
        self._ask_cap()
        self.asker.tell(f"All is written to {self.file.path}.")

    def _ask_name(self) -> None:
        if not self.load().people:
            self.file.add_person(self.asker.ask("What are you called", user_name()), "owner")

    async def _ask_telegram(self) -> str:
        """The username of the bot on Telegram; "" if there shall be none."""
        settings = self.load().telegram
        if settings.token:
            try:
                token = await Secrets()(settings.token)
                return await telegram_name(self.http, settings.base_url, token)
            except (Mistake, Misconfigured) as error:
                self.asker.tell(error.sentence)
        self.asker.tell(BOTFATHER)
        token, bot = await self._ask_token(
            "The token of your Telegram bot",
            lambda token: telegram_name(self.http, settings.base_url, token),
        )
        if token:
            self.file.set("telegram", {"token": self.file.keep_secret("telegram-token", token)})
            self.asker.tell(f"That is @{bot}.")
        return bot

    async def _ask_token(self, question: str, check: Callable[[str], Awaitable[str]]) -> tuple[str, str]:
        """A token that the far end took, and what it said; empty where nobody gave one."""
        while token := self.asker.ask_secret(question):
            try:
                return token, await check(token)
            except (Mistake, Unavailable) as error:
                self.asker.tell(error.sentence)
        return "", ""

    async def _look_around(self) -> dict[str, str]:
        """What stands in the network, by its name; looked for once."""
        noted = self.progress.read().get("network")
        if noted is not None:
            return dict(each.rsplit(" ", 1) for each in noted.split(", ") if " http" in each)
        self.asker.tell("I look around in your network …")
        found = await self.look(self.http)
        self.progress.note("network", ", ".join(f"{name} {at}" for name, at in found.items()) or "nothing")
        return found

    async def _ask_server(self, server: Server, address: str) -> None:
        """The key of a server that was found."""
        if self._is_answered(server.key, is_set=False):
            return
        self.asker.tell(server.how.format(address=address))

        async def check(key: str) -> str:
            await server.check(self.http, address, key)
            return "taken"

        key, _ = await self._ask_token(server.question, check)
        if key:
            secret = self.file.keep_secret(f"{server.key}-key", key)
            self.file.set(server.section, server.settings(address, secret))
        self.progress.note(server.key, "set" if key else PASSED)

    async def _ask_home(self, found: str) -> None:
        if self._is_answered("home", is_set="home" in self.load().model_fields_set):
            return
        token = ""
        if address := self.asker.ask("Address of Home Assistant", found).rstrip("/"):
            self.asker.tell(HOW_HOME.format(address=address))
            token = await self._ask_home_token(address)
        if token:
            self.file.set("home", {"url": address, "token": self.file.keep_secret("home-token", token)})
        self.progress.note("home", "set" if token else PASSED)

    async def _ask_home_token(self, address: str) -> str:

        async def check(token: str) -> str:
            await check_home(self.http, address, token)
            return "taken"

        return (await self._ask_token("The token of Home Assistant", check))[0]

    async def _ask_discord(self) -> None:
        settings = self.load().discord
        if self._is_answered("discord", is_set=settings.is_used):
            return
        self.asker.tell(HOW_DISCORD)

        async def check(token: str) -> str:
            bot = await discord_bot(self.http, settings.base_url, token)
            self.asker.tell(f"That is {bot.name}. Bring it into your server:\n{bot.invite}")
            if not bot.can_read:
                self.asker.tell(
                    f"It answers who mentions it. To read whole channels, switch on “Message Content Intent” at {bot.portal}"
                )
            return bot.name

        token, _ = await self._ask_token("The token of your Discord bot", check)
        if token:
            self.file.set("discord", {"token": self.file.keep_secret("discord-token", token)})
        self.progress.note("discord", "set" if token else PASSED)

    def _ask_cap(self) -> None:
        if self._is_answered("cost", is_set=False):
            return
        usual = self.load().brain.daily_cap_usd
        while True:
            given = self.asker.ask("At most how many US dollars a day may models cost", f"{usual}")
            try:
                cap = Decimal(given.replace(",", ".").removeprefix("$"))
            except InvalidOperation:
                cap = Decimal("nan")
            if cap.is_finite() and cap >= 0:
                break
            self.asker.tell("Write a number such as 0.50; 0 lets no model be asked that costs anything.")
        self.file.set("brain", {"daily_cap_usd": f"{cap:f}"})
        self.progress.note("cost", f"{cap:f}")

    def _is_answered(self, question: str, *, is_set: bool) -> bool:
        return is_set or question in self.progress.read()
