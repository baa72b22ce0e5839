"""What may be blocked or allowed: well-known services by name, and single domains."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from memory.errors import Mistake
from tools.contract import Name

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_ENDINGS = frozenset(
    {"co.uk", "org.uk", "ac.uk", "gov.uk", "com.au", "co.nz", "co.jp", "com.br", "co.za", "co.in"}
)
"""Endings under which everybody has domains: blocking one would take half a country away."""


class Service(BaseModel):
    """A service: how it is called, and the domains it lives on."""

    name: str
    also: tuple[str, ...] = ()
    domains: tuple[str, ...]


@cache
def services() -> Mapping[str, Service]:
    """All that are known by name."""
    import yaml

    text = (Path(__file__).parent / "services.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, Service]).validate_python(yaml.safe_load(text))


def service_names() -> list[Name]:
    """The services as people call them."""
    return [Name(key, way) for key, each in services().items() for way in (each.name, *each.also)]


def find_target(said: str) -> str:
    """A service's id or a domain, from what somebody said: "TikTok", "https://www.example.com/page".

    Raises:
        Mistake: It is neither.
    """
    plain = said.strip().casefold().strip("\"'“”.,!?")
    for id, each in services().items():  # noqa: A001
        if plain in {id, each.name.casefold(), *(way.casefold() for way in each.also)}:
            return id
    return clean_domain(plain)


def clean_domain(said: str) -> str:
    """A domain as Pi-hole knows it.

    Raises:
        Mistake: It is none, or far too much.
    """
    host = re.sub(r"^[a-z]+://", "", said.strip().casefold()).partition("/")[0].partition(":")[0].strip(".")
    host = host.removeprefix("*.")
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        host = ""
    if _HOST.fullmatch(host) is None:
        raise Mistake(f"I know no service “{said}”; name a website such as “example.com”.")
    if host in _ENDINGS:
        raise Mistake(f"“{host}” is the ending of countless websites; name one of them.")
    return host


def target_name(target: str) -> str:
    """How a service or a domain is called."""
    return services()[target].name if target in services() else target


def target_domains(target: str) -> Sequence[str]:
    """The domains of a service, or the domain itself."""
    return services()[target].domains if target in services() else (target,)


def pattern(domain: str) -> str:
    """A domain with everything below it, in Pi-hole's way."""
    escaped = domain.replace(".", r"\.")
    return rf"(\.|^){escaped}$"


def pattern_domain(text: str) -> str | None:
    """The domain of such a pattern; None where it is another one."""
    if not (text.startswith(r"(\.|^)") and text.endswith("$")):
        return None
    host = text.removeprefix(r"(\.|^)").removesuffix("$").replace(r"\.", ".")
    return host if _HOST.fullmatch(host) else None


def is_below(domain: str, base: str) -> bool:
    """Whether a domain is the base or lies below it."""
    return domain == base or domain.endswith(f".{base}")
