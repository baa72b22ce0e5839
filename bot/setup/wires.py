"""What is asked of the far ends before a token is written down: whose it is, and whether it can do what it must."""

from dataclasses import dataclass
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from memory.errors import Mistake, Unavailable

SECONDS = 8.0
READS_MESSAGES = (1 << 18) | (1 << 19)
"""Flags of a Discord application that may read what is written in a server's channels."""
MAY = (1 << 6) | (1 << 10) | (1 << 11) | (1 << 15) | (1 << 16) | (1 << 38) | (1 << 46)
"""What the bot wants in a server: to react, see, write, attach files, read back, write in threads, send voice messages."""


Read = TypeVar("Read", bound=BaseModel)


class _Me(BaseModel):
    username: str


class _GetMe(BaseModel):
    result: _Me


class _Application(BaseModel):
    id: str
    name: str
    flags: int = 0


@dataclass(frozen=True, slots=True)
class DiscordBot:
    """A bot on Discord; `can_read` says whether it may read channels in which nobody mentions it."""

    name: str
    invite: str
    portal: str
    can_read: bool


async def telegram_name(http: httpx2.AsyncClient, base_url: str, token: str) -> str:
    """The username of the bot whose token that is.

    Raises:
        Mistake: Telegram knows no such token.
        Unavailable: Telegram does not answer.
    """
    answer = await _get(http, f"{base_url}/bot{token}/getMe", {}, "Telegram")
    if answer.status_code in (401, 404):
        raise Mistake("Telegram does not know that token; copy the whole line that @BotFather wrote.")
    return _read(_GetMe, answer, "Telegram").result.username


async def discord_bot(http: httpx2.AsyncClient, base_url: str, token: str) -> DiscordBot:
    """The bot whose token that is.

    Raises:
        Mistake: Discord knows no such token.
        Unavailable: Discord does not answer.
    """
    answer = await _get(http, f"{base_url}/applications/@me", {"Authorization": f"Bot {token}"}, "Discord")
    if answer.status_code == 401:
        raise Mistake("Discord does not know that token; copy it from the page “Bot” of your application.")
    app = _read(_Application, answer, "Discord")
    return DiscordBot(
        name=app.name,
        invite=f"https://discord.com/oauth2/authorize?client_id={app.id}&scope=bot+applications.commands&permissions={MAY}",
        portal=f"https://discord.com/developers/applications/{app.id}/bot",
        can_read=bool(app.flags & READS_MESSAGES),
    )


async def check_home(http: httpx2.AsyncClient, address: str, token: str) -> None:
    """Whether Home Assistant takes that token.

    Raises:
        Mistake: It does not.
        Unavailable: Nothing that is Home Assistant answers there.
    """
    answer = await _get(http, f"{address}/api/", {"Authorization": f"Bearer {token}"}, "Home Assistant")
    if answer.status_code == 401:
        raise Mistake("Home Assistant does not take that token; make a new one and copy all of it.")
    if not answer.is_success:
        raise Unavailable(f"What answers at {address} is not Home Assistant; check the address.")


async def check_plex(http: httpx2.AsyncClient, address: str, token: str) -> None:
    """Whether Plex takes that token.

    Raises:
        Mistake: It does not.
        Unavailable: Nothing that is Plex answers there.
    """
    answer = await _get(http, f"{address}/library/sections", {"X-Plex-Token": token}, "Plex")
    if answer.status_code in (401, 403):
        raise Mistake("Plex does not take that token; copy all of it.")
    if not answer.is_success or "MediaContainer" not in answer.text:
        raise Unavailable(f"What answers at {address} is not Plex; check the address.")


async def _get(http: httpx2.AsyncClient, url: str, headers: dict[str, str], who: str) -> httpx2.Response:
    """Ask; neither the address, which may hold a token, nor the library's words for a fault are told."""
    try:
        return await http.get(url, headers=headers, timeout=SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise Unavailable(f"{who} does not answer; look whether the network works, and try again.") from None


def _read(model: type[Read], answer: httpx2.Response, who: str) -> Read:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise Unavailable(f"{who} answered something that makes no sense; try again later.") from None
