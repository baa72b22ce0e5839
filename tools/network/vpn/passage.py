"""Who goes through the VPN, and whether those do that must: read off the networks of their containers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError
from tools.network.docker_models import Container, Noun, fold, is_shared_by, sharers
from tools.trust import Untrusted

if TYPE_CHECKING:
    from tools.network.docker_known import Known
    from tools.network.vpn.settings import VpnSettings


class Passage(Noun):
    """One thing that must go through the VPN.

    `through` is None where that can't be seen; `key` names what is seen there for good, so that it is told once; `runs` is
    None where it can't be seen.
    """

    called: Untrusted
    through: bool | None
    runs: bool | None
    evidence: Untrusted
    key: str = ""


class Passages:
    """What must go through the VPN and what does."""

    def __init__(self, known: "Known | None", settings: "VpnSettings") -> None:
        self._known = known
        self._settings = settings

    async def who(self) -> list[str]:
        """Who is online only through the VPN, as people call them; what is set where Docker does not tell."""
        everything = await self._containers()
        gluetun = self._gluetun(everything)
        if gluetun is None or self._known is None:
            return list(self._settings.must_use)
        found = [self._known.call(each, everything) for each in sharers(gluetun, everything)]
        # What is set to go through it depends on it too, even if its container can't be found.
        return [
            *found,
            *(each for each in self._settings.must_use if not self._is_among(each, found, everything)),
        ]

    async def look(self) -> list[Passage]:
        """Each thing that must go through the VPN, with what shows whether it does."""
        everything = await self._containers()
        return [passage for each in self._settings.must_use for passage in self._look_at(each, everything)]

    async def _containers(self) -> list[Container]:
        if self._known is None:
            return []
        try:
            return await self._known.all()
        except HomeOpsError:
            return []

    def _gluetun(self, everything: Sequence[Container]) -> Container | None:
        wanted = fold(self._settings.container)
        named = [each for each in everything if fold(each.name) == wanted]
        return next(iter(named or [each for each in everything if fold(each.program) == "gluetun"]), None)

    def _is_among(self, said: str, found: Sequence[str], everything: Sequence[Container]) -> bool:
        assert self._known is not None
        meant = [self._known.call(each, everything) for each in self._known.find_quietly(said, everything)]
        return bool(set(meant or [said]) & set(found))

    def _look_at(self, said: str, everything: Sequence[Container]) -> list[Passage]:
        if not everything:
            return [Passage(called=said, through=None, runs=None, evidence="Docker does not tell")]
        assert self._known is not None
        gluetun = self._gluetun(everything)
        found = self._known.find_quietly(said, everything)
        if not found:
            return [Passage(called=said, through=None, runs=None, evidence="there is no container of it")]
        return [self._judge(each, gluetun, everything) for each in found]

    def _judge(self, one: Container, gluetun: Container | None, everything: Sequence[Container]) -> Passage:
        assert self._known is not None
        called, key = self._known.call(one, everything), f"{one.name}:{one.id[:12]}"
        if gluetun is not None and is_shared_by(gluetun, one):
            return Passage(
                called=called,
                through=True,
                runs=one.runs,
                evidence=f"has no network but {gluetun.name}'s",
                key=key,
            )
        if one.shares is not None:
            whose = next((each.name for each in everything if is_shared_by(each, one)), None)
            evidence = f"shares {whose}'s network" if whose else "hangs on a container that is gone"
            # Without the container that held its network it reaches nothing at all.
            return Passage(called=called, through=whose is None, runs=one.runs, evidence=evidence, key=key)
        networks = ", ".join(one.networks) or "its own"
        return Passage(
            called=called,
            through=False,
            runs=one.runs,
            evidence=f"has a network of its own ({networks})",
            key=key,
        )
