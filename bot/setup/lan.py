"""What already stands in the home's network: Home Assistant, Plex and Pi-hole, by what they announce and by usual names."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx2

log = logging.getLogger(__name__)

BROWSE_SECONDS = 2.0
PROBE_SECONDS = 2.0

Browse = Callable[[Sequence[str]], Awaitable[Mapping[str, Sequence[str]]]]
"""Which "host:port" announce each of some kinds of service."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something to look for: how it announces itself, where it usually is, and how it is told from anything else.

    `path` is asked for, and `mark` stands in the answer, whatever its status.
    """

    name: str
    service: str
    usual: tuple[str, ...]
    path: str
    mark: str


HOME = Kind(
    "Home Assistant",
    "_home-assistant._tcp.local.",
    ("homeassistant.local:8123", "homeassistant:8123", "127.0.0.1:8123"),
    "/manifest.json",
    "Home Assistant",
)
PLEX = Kind(
    "Plex",
    "_plexmediasvr._tcp.local.",
    ("plex.local:32400", "plex:32400", "nas.local:32400", "127.0.0.1:32400"),
    "/identity",
    "machineIdentifier",
)
PIHOLE = Kind(
    "Pi-hole",
    "_pihole._tcp.local.",
    ("pi.hole", "pihole.local", "pihole", "127.0.0.1:8080"),
    "/api/auth",
    '"session"',
)
KINDS = (HOME, PLEX, PIHOLE)


async def browse(services: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Listen for a moment to what announces itself by multicast DNS; nothing where the network does not let us."""
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

    seen: set[tuple[str, str]] = set()

    def note(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        del zeroconf
        if state_change is not ServiceStateChange.Removed:
            seen.add((service_type, name))

    found: dict[str, list[str]] = {}
    try:
        async with AsyncZeroconf() as wire:
            browser = AsyncServiceBrowser(wire.zeroconf, list(services), handlers=[note])
            await asyncio.sleep(BROWSE_SECONDS)
            await browser.async_cancel()
            for service, name in sorted(seen):
                info = AsyncServiceInfo(service, name)
                if await info.async_request(wire.zeroconf, 1000):
                    hosts = [each for each in info.parsed_addresses() if ":" not in each]
                    found.setdefault(service, []).extend(f"{host}:{info.port}" for host in hosts)
    except OSError as error:
        log.info("nothing was heard on the network: %s", error)
    return found


async def look_around(
    http: httpx2.AsyncClient, kinds: Sequence[Kind] = KINDS, listen: Browse = browse
) -> dict[str, str]:
    """The addresses of what was found, by the kind's name; takes some seconds at most."""
    announced = await listen([kind.service for kind in kinds])
    found = await asyncio.gather(*(_find(http, kind, announced.get(kind.service, ())) for kind in kinds))
    return {kind.name: address for kind, address in zip(kinds, found, strict=True) if address}


async def _find(http: httpx2.AsyncClient, kind: Kind, announced: Sequence[str]) -> str:
    addresses = [f"http://{place}" for place in dict.fromkeys((*announced, *kind.usual))]
    answers = await asyncio.gather(*(_is_there(http, address, kind) for address in addresses))
    return next((address for address, is_there in zip(addresses, answers, strict=True) if is_there), "")


async def _is_there(http: httpx2.AsyncClient, address: str, kind: Kind) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            answer = await http.get(address + kind.path)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError):
        return False
    return kind.mark in answer.text
