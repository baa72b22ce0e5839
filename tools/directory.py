"""Which server belongs to which integration: how domains that do not know each other find each other's far ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that HomeOps talks to: the integration's name as people say it ("Plex"), its domain and its address."""

    integration: str
    domain: str
    url: str

    @property
    def host(self) -> str:
        """The name or address of its host, without the port."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int | None:
        """Its port; None where the address leaves it out."""
        return urlsplit(self.url).port


class Directory:
    """The endpoints of all domains; empty until every domain is connected."""

    def __init__(self) -> None:
        self._endpoints: list[Endpoint] = []

    def enter(self, endpoint: Endpoint) -> None:
        """Make a server known."""
        self._endpoints.append(endpoint)

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        """Every server that is known, in the order of the domains."""
        return tuple(self._endpoints)
