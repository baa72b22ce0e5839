"""Which container an integration runs in: so that "restart Plex" means the right one, whatever it is called in Docker."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from tools.directory import Endpoint
from tools.network.docker_models import Container, fold, sharers

_ROLES: Mapping[str, tuple[str, ...]] = {
    "qbittorrent": ("torrents", "torrent client", "downloads", "downloader", "download client"),
    "transmission": ("torrents", "torrent client", "downloads", "downloader", "download client"),
    "deluge": ("torrents", "torrent client", "downloads", "downloader", "download client"),
    "sabnzbd": ("usenet", "downloads", "downloader", "download client"),
    "nzbget": ("usenet", "downloads", "downloader", "download client"),
    "slskd": ("soulseek", "music downloads"),
    "jellyseerr": ("film requests", "media requests"),
    "overseerr": ("film requests", "media requests"),
    "pihole": ("ad blocker",),
    "postgres": ("database",),
    "mariadb": ("database",),
}
"""What a program does at home, as people call it."""


def containers_of(
    endpoint: Endpoint, everything: Sequence[Container], docker_host: str
) -> Sequence[Container]:
    """The containers that an integration may run in: by its address, or else by what it is called.

    A port that leads into a shared network (as of downloads behind a VPN) leads to each that shares it; then the name decides.
    """
    called = [each for each in everything if fold(endpoint.integration) in _names(each)]
    by_address = _at(endpoint, everything, docker_host)
    inside = [each for one in by_address for each in (one, *sharers(one, everything))]
    return [each for each in called if each in inside] or (by_address if len(inside) == 1 else []) or called


def integrations_of(
    one: Container, everything: Sequence[Container], endpoints: Sequence[Endpoint], docker_host: str
) -> list[str]:
    """The integrations that run in a container, as people call them."""
    found = [each.integration for each in endpoints if one in containers_of(each, everything, docker_host)]
    return list(dict.fromkeys(found))


def roles_of(one: Container) -> Sequence[str]:
    """What a container does, as people call it, where that is known of its image."""
    return _ROLES.get(fold(one.program), ())


def host_of(url: str) -> str:
    """The machine that a Docker's address names; nothing for a socket."""
    return (urlsplit(url).hostname or "") if "://" in url and not url.startswith(("unix:", "npipe:")) else ""


def _at(endpoint: Endpoint, everything: Sequence[Container], docker_host: str) -> list[Container]:
    """The containers at an address: its host is a container's own name or address, or Docker's host with a published port."""
    host = endpoint.host.casefold()
    own = [
        each
        for each in everything
        if host in (each.name.casefold(), each.service.casefold(), *each.addresses)
    ]
    if own or not host:
        return own
    if docker_host and host != docker_host.casefold():
        return []
    port = endpoint.port
    return [each for each in everything if port is not None and port in each.ports]


def _names(one: Container) -> frozenset[str]:
    return frozenset(fold(each) for each in (one.name, one.service, one.program) if each)
