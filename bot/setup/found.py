"""Servers that were found in the home's network beside Home Assistant: one question each, for the key that they want."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx2

from bot.setup.lan import PIHOLE, PLEX
from bot.setup.wires import check_plex
from memory.errors import Misconfigured, Mistake
from tools.contract import Json
from tools.network.pihole import Pihole


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of server: what is asked for, how it is tried, and what is written down.

    Attributes:
        name: As `bot.setup.lan` calls it.
        key: Names the question among what was answered, and the file of its secret.
        how: Where a person finds what is asked for.
        question: What is asked.
        section: Of the settings file.
        check: Whether the server at an address takes what was given; raises Mistake or Unavailable where it does not.
        settings: What is written into the section, from address and secret reference.
    """

    name: str
    key: str
    how: str
    question: str
    section: str
    check: Callable[[httpx2.AsyncClient, str, str], Awaitable[None]]
    settings: Callable[[str, str], Mapping[str, Json]]


async def check_pihole(http: httpx2.AsyncClient, address: str, password: str) -> None:
    """Whether a Pi-hole takes that password.

    Raises:
        Mistake: It does not.
        Unavailable: It does not answer.
    """

    async def given() -> str:
        return password

    pihole = Pihole(http, "Pi-hole", address, given)
    try:
        await pihole.version()
    except Misconfigured:
        raise Mistake("Pi-hole does not take that password; it is the one of its web page.") from None
    finally:
        await pihole.close()


SERVERS = (
    Server(
        name=PIHOLE.name,
        key="pihole",
        how="Pi-hole stands at {address}. A second one can be named in homeops.toml later.",
        question="The password of its web page",
        section="network.dns",
        check=check_pihole,
        settings=lambda url, secret: {"piholes": [{"name": "Pi-hole", "url": url, "password": secret}]},
    ),
    Server(
        name=PLEX.name,
        key="plex",
        how="Plex stands at {address}. Its token: https://support.plex.tv/articles/204059436",
        question="The token of Plex",
        section="media.library",
        check=check_plex,
        settings=lambda url, secret: {
            "servers": [{"name": "Plex", "kind": "plex", "url": url, "token": secret}]
        },
    ),
)
