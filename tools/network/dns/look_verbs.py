"""Looking at the Pi-holes: whether they block, what and whom most, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from memory.clock import Clock
from memory.errors import HomeOpsError
from tools.network.devices import Device
from tools.network.dns.answers import BlockingShown, Blocks, Counted, PiholeStands, TopsShown
from tools.network.dns.changing import RuleChanges
from tools.network.dns.planning import is_about
from tools.network.dns.services import target_domains, target_name
from tools.network.dns.verdicts import Explained, LastAsked, Verdict, judge
from tools.network.dns.wanted import Askers, Wanted, join_names
from tools.network.pihole import Pihole
from tools.network.pihole_models import Blocking, Query, Summary
from tools.network.piholes import Answers, Blocker, Piholes

Count = Annotated[int, Field(ge=1, le=20)]
_LOG = 2000
_DAY = timedelta(hours=24)


class Looking:
    """What the Pi-holes see."""

    def __init__(self, piholes: Piholes, wanted: Wanted, changes: RuleChanges, clock: Clock) -> None:
        self._piholes = piholes
        self._wanted = wanted
        self._changes = changes
        self._clock = clock

    async def show_blocking(self) -> BlockingShown:
        """Show whether the ad blockers (Pi-holes) run and block, until when a pause lasts, and how much was blocked today."""
        answers = await self._piholes.ask_any(_stand)
        stands = [self._tell(each.name, answers) for each in self._piholes.all]
        return BlockingShown(piholes=tuple(stands))

    async def top_clients(self, count: Count = 5, blocked: bool = False) -> TopsShown:  # noqa: FBT001, FBT002 - an argument of the verb
        """Show which devices ask the Pi-holes most, or are blocked most, in the last 24 hours.

        Args:
            count: How many, 1 to 20.
            blocked: True for those that were blocked most.
        """
        answers = (await self._piholes.ask(lambda each: each.top_clients(50, blocked=blocked))).any()
        names = {ip: each.name for each in await self._wanted.devices.recent() for ip in each.ips}
        tops: Counter[str] = Counter()
        for rows in answers.said.values():
            for each in rows:
                tops[names.get(each.ip) or each.name or each.ip] += each.count
        what = "Most blocked devices" if blocked else "Busiest devices"
        return _tops(what, tops, count, answers.failed)

    async def top_domains(
        self, count: Count = 5, kind: Literal["blocked", "allowed"] = "blocked", who: Askers | None = None
    ) -> TopsShown:
        """Show which websites are blocked most, or asked for most, in the last 24 hours, by all or by some devices.

        Args:
            count: How many, 1 to 20.
            kind: "blocked", or "allowed" for what was let through.
            who: Only what these devices or people asked for, by name.
        """
        blocked = kind == "blocked"
        what = "Blocked most" if blocked else "Asked for most"
        if who:
            devices = await self._wanted.find(who)
            asked, failed = await self._log(devices, "*")
            tops = Counter(each.domain for each in asked if each.is_blocked is blocked)
            return _tops(f"{what} by {join_names([each.name for each in devices])}", tops, count, failed)
        answers = (await self._piholes.ask(lambda each: each.top_domains(50, blocked=blocked))).any()
        tops = Counter[str]()
        for rows in answers.said.values():
            for each in rows:
                tops[each.domain] += each.count
        return _tops(what, tops, count, answers.failed)

    async def explain_block(self, domain: str, who: Askers | None = None) -> Explained:
        """Tell why a website or service is blocked or does not load: which list or rule, on which Pi-hole, or that it is not blocked.

        Args:
            domain: A domain such as "example.com", or a service such as "TikTok".
            who: For which devices or people, by name; for everyone if left out.
        """
        devices = await self._wanted.find(who) if who else []
        bases = target_domains(domain)
        base, answers = await self._worst(bases, devices)
        asked, _ = await self._log(devices, f"*{base}")
        asked = [
            each
            for each in asked
            if any(each.domain == one or each.domain.endswith(f".{one}") for one in bases)
        ]
        ends = [at for edit, at in await self._changes.ends() if is_about(edit, base)]
        verdicts = tuple(answers.said.values())
        return Explained(
            domain=target_name(domain),
            who=join_names([each.name for each in devices]) or "everyone",
            verdicts=verdicts,
            until=min(ends).astimezone(self._clock.zone) if ends else None,
            last=await self._last(asked),
            also_blocked=tuple(
                sorted({each.domain for each in asked if each.is_blocked and each.domain != base})[:5]
            ),
            silent=tuple(answers.failed),
        )

    async def _worst(self, bases: Sequence[str], devices: Sequence[Device]) -> tuple[str, Answers[Verdict]]:
        """Of several domains the first that is blocked somewhere, with what each Pi-hole says to it."""
        keys = [each.keys for each in devices]
        first: tuple[str, Answers[Verdict]] | None = None
        for base in bases[:4]:
            answers = (await self._piholes.ask(lambda pihole, base=base: judge(pihole, base, keys))).any()
            if any(each.blocks for each in answers.said.values()):
                return base, answers
            first = first or (base, answers)
        assert first is not None, "a service has domains"
        return first

    async def _log(self, devices: Sequence[Device], domain: str) -> tuple[list[Query], Sequence[str]]:
        """What was asked in the last 24 hours, the latest first."""
        since = self._clock.now() - _DAY
        ips = [ip for each in devices for ip in each.ips] or [None]

        async def ask(pihole: Pihole) -> list[Query]:
            return [
                each
                for ip in ips
                for each in await pihole.queries(
                    _LOG, client=ip, domain=None if domain == "*" else domain, since=since
                )
            ]

        answers = (await self._piholes.ask(ask)).any()
        found = [each for rows in answers.said.values() for each in rows]
        return sorted(found, key=lambda each: -each.time), tuple(answers.failed)

    async def _last(self, asked: Sequence[Query]) -> LastAsked | None:
        if not asked:
            return None
        names = {ip: each.name for each in await self._wanted.devices.recent() for ip in each.ips}
        last = asked[0]
        at = datetime.fromtimestamp(last.time, UTC).astimezone(self._clock.zone)
        device = names.get(last.client.ip) or last.client.name or last.client.ip
        return LastAsked(device=device, domain=last.domain, at=at, blocked=last.is_blocked)

    def _tell(self, name: str, answers: "Answers[tuple[Blocking, Summary]]") -> PiholeStands:
        if name not in answers.said:
            why: HomeOpsError = answers.failed[name]
            return PiholeStands(name=name, blocks="silent", why=why.sentence)
        blocking, summary = answers.said[name]
        blocks: Blocks = "blocking" if blocking.blocking == "enabled" else "off"
        blocks = "broken" if blocking.blocking in {"failed", "unknown"} else blocks
        until = None
        if blocks == "off" and blocking.timer is not None:
            blocks = "paused"
            until = (self._clock.now() + timedelta(seconds=blocking.timer)).astimezone(self._clock.zone)
        return PiholeStands(
            name=name,
            blocks=blocks,
            until=until,
            queries=summary.queries.total,
            blocked=summary.queries.blocked,
            on_lists=summary.gravity.domains_being_blocked,
        )


async def _stand(pihole: Blocker) -> tuple[Blocking, Summary]:
    return await pihole.blocking(), await pihole.summary()


def _tops(what: str, tops: Counter[str], count: int, silent: Iterable[str]) -> TopsShown:
    rows = tuple(Counted(name=name, count=number) for name, number in tops.most_common(count))
    return TopsShown(what=what, rows=rows, silent=tuple(silent))
