"""What can be set about the watch over the resolvers, under `[network.failover]` of homeops.toml."""

from ipaddress import ip_address
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, IPvAnyAddress, model_validator

from tools.network.resolving import ResolverAddress


def _check_url(url: str) -> str:
    """An address that can be reached while names can't be looked up."""
    if url.startswith("/"):
        return url
    parts = urlsplit(url)
    try:
        ip_address(parts.hostname or "")
    except ValueError as error:
        raise ValueError(
            f"{url!r} names a host; write its IP address, such as http://192.168.1.1/…, "
            "because names can't be looked up while DNS is down"
        ) from error
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{url!r} must begin with http:// or https://")
    return url


Url = Annotated[str, AfterValidator(_check_url)]
"""http(s):// with an IP address, or the path of a pretend server."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Resolver(_Settings):
    """One resolver of the house: `name` is how people call it, such as "Pi-hole one"."""

    name: str = Field(min_length=1, max_length=60)
    address: ResolverAddress
    aliases: tuple[str, ...] = ()


class HttpHook(_Settings):
    """Switches by a request to the router: `{address}` in url and body becomes the resolver's address."""

    kind: Literal["http"]
    url: Url
    method: Literal["GET", "POST", "PUT", "PATCH"] = "POST"
    body: str = '{"dns": "{address}"}'
    content_type: str = "application/json"
    token: str | None = None
    """Reference of a secret that is sent as a bearer token."""
    success: tuple[int, ...] = (200, 201, 202, 204)
    look_url: Url | None = None
    """What answers with the address that is set now, so that a switch can be looked at afterwards."""


class CommandHook(_Settings):
    """Switches by a program, without a shell: `{address}` in an argument becomes the resolver's address."""

    kind: Literal["command"]
    program: str
    arguments: tuple[str, ...] = ("{address}",)
    seconds: float = Field(default=10, gt=0, le=30)


class PiholeDhcpHook(_Settings):
    """Switches by the DNS option of the DHCP server of a Pi-hole (version 6), which must itself be well."""

    kind: Literal["pihole_dhcp"]
    url: Url
    password: str | None = None
    """Reference of its password."""


Hook = Annotated[HttpHook | CommandHook | PiholeDhcpHook, Field(discriminator="kind")]


class FailoverSettings(_Settings):
    """Nothing of it is connected where no resolver is named."""

    resolvers: tuple[Resolver, ...] = ()
    """The resolvers, the one that should usually serve first."""
    local_name: str = "pi.hole"
    """A name that each resolver knows by itself."""
    outside_name: str = "example.com"
    """A name of the internet that has an address for sure."""
    outside_answers: tuple[IPvAnyAddress, ...] = ()
    """Its addresses, if they never change: any other answer is then a lie."""
    probe_seconds: float = Field(default=0.5, ge=0.05, le=2)
    """How long an answer may take."""
    fresh_seconds: float = Field(default=15, ge=1, le=600)
    """How often a name below `outside_name` is asked that nobody asked before, which no cache can answer."""
    well_seconds: float = Field(default=30, gt=0, le=3600)
    """How long an ill resolver must be well before it may serve again; longer if it keeps falling ill."""
    hook: Hook | None = None
    """How HomeOps switches; without it, it tells people what to do."""
    allowed_programs: tuple[str, ...] = ()
    """Full paths of the programs that a hook may run."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [each.name.casefold() for each in self.resolvers]
        if len(set(names)) < len(names):
            raise ValueError("two resolvers have the same name; give each its own")
        if isinstance(self.hook, CommandHook):
            program = self.hook.program
            if program not in self.allowed_programs:
                raise ValueError(f"{program!r} is not among allowed_programs; add it there if it may run")
            if not (PurePosixPath(program).is_absolute() or PureWindowsPath(program).is_absolute()):
                raise ValueError(f"{program!r} must be a full path")
        return self
