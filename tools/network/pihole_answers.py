"""The envelopes in which a Pi-hole's answers come."""

from pydantic import BaseModel

from tools.network.pihole_models import (
    Client,
    DomainList,
    Found,
    Gateway,
    Group,
    Message,
    Query,
    Rule,
    SeenDevice,
    TopClient,
    TopDomain,
)


class RulesTold(BaseModel):
    """As its name says."""

    domains: list[Rule]


class GroupsTold(BaseModel):
    """As its name says."""

    groups: list[Group]


class ClientsTold(BaseModel):
    """As its name says."""

    clients: list[Client]


class ListsTold(BaseModel):
    """As its name says."""

    lists: list[DomainList]


class DevicesTold(BaseModel):
    """As its name says."""

    devices: list[SeenDevice]


class GatewaysTold(BaseModel):
    """As its name says."""

    gateway: list[Gateway]


class QueriesTold(BaseModel):
    """As its name says."""

    queries: list[Query]


class MessagesTold(BaseModel):
    """As its name says."""

    messages: list[Message]


class TopClientsTold(BaseModel):
    """As its name says."""

    clients: list[TopClient]


class TopDomainsTold(BaseModel):
    """As its name says."""

    domains: list[TopDomain]


class BlockedTold(BaseModel):
    """As its name says."""

    blocked: list[str | None]


class FoundTold(BaseModel):
    """As its name says."""

    search: Found


class _Local(BaseModel):
    version: str | None = None


class _Component(BaseModel):
    local: _Local = _Local()


class _Components(BaseModel):
    core: _Component = _Component()
    ftl: _Component = _Component()


class VersionTold(BaseModel):
    """As its name says."""

    version: _Components


class _Failed(BaseModel):
    item: str = ""
    error: str = ""


class _Processed(BaseModel):
    errors: list[_Failed] = []


class AddedTold(BaseModel):
    """As its name says."""

    processed: _Processed = _Processed()
