"""Keeping the Pi-holes well: their lists, and what differs between them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from memory.clock import Clock
from memory.errors import HomeOpsError, Mistake, Unavailable
from tools.contract import Args, Done, Irreversible, Json, Name
from tools.network.dns.answers import ListsFetched, ListShown, ListsShown
from tools.network.dns.drift import Compared, compare, read_setup
from tools.network.pihole import Pihole
from tools.network.pihole_models import DomainList
from tools.network.piholes import Piholes, plain_name
from tools.trust import Ours

_FAILED = frozenset({3, 4})
_SAME = ("hosts", "cnameRecords", "upstreams")


class Mended(BaseModel):
    """Pi-holes were made like another one; what still differs."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    source: Ours
    done: tuple[Ours, ...]
    failed: tuple[Ours, ...] = ()
    left: Compared

    def __str__(self) -> str:
        lines = (
            [
                f"{' and '.join(self.done)} {'is' if len(self.done) == 1 else 'are'} now set up like {self.source}."
            ]
            if self.done
            else []
        )
        return "\n".join([*lines, *self.failed, *([str(self.left)] if self.left.differences else [])])


class Care:
    """Lists, and drift."""

    def __init__(self, piholes: Piholes, clock: Clock) -> None:
        self._piholes = piholes
        self._clock = clock

    async def list_blocklists(self) -> ListsShown:
        """Show the blocklists that the Pi-holes subscribe to: how many domains, switched on or off, when fetched."""
        answers = (await self._piholes.ask(lambda each: each.lists())).any()
        return ListsShown(lists=tuple(map(self._tell, answers.first)), silent=tuple(answers.failed))

    async def refresh_lists(self) -> Done:
        """Fetch the Pi-holes' blocklists afresh; takes a minute or two."""
        answers = (await self._piholes.ask(_fetch)).any()
        now = tuple((name, number) for name, number in answers.said.items())
        answer = ListsFetched(now=now, failed=tuple(each.sentence for each in answers.failed.values()))
        return Done(answer, Irreversible("Lists that were fetched stay as they are on the internet now."))

    async def compare_piholes(self) -> Compared:
        """Show where the Pi-holes differ: rules, lists, groups, clients, local names, upstreams."""
        return compare((await self._piholes.ask(read_setup)).any())

    async def mend_drift(self, source: str) -> Done:
        """Make all other Pi-holes like one of them; overwrites their rules, lists, groups, clients and local names.

        Args:
            source: The Pi-hole that is right, by name, such as "Pi-hole one".
        """
        right = self._piholes.named(source)
        archive = await right.config.export_rules()
        values = {
            "hosts": await right.config.local_names(),
            "cnameRecords": await right.config.aliases(),
            "upstreams": await right.config.upstreams(),
        }
        assert tuple(values) == _SAME
        done: list[str] = []
        failed: list[str] = []
        for other in self._others(right):
            try:
                await other.config.import_rules(archive)
                await other.config.set_dns(values)
                done.append(other.name)
            except HomeOpsError as error:
                failed.append(f"{error.sentence} {other.name} may be half done; mend it again then.")
        if not done:
            raise Unavailable(" ".join(failed))
        left = await self.compare_piholes()
        answer = Mended(source=right.name, done=tuple(done), failed=tuple(failed), left=left)
        return Done(answer, Irreversible("What was on the others before is overwritten."))

    async def resolve_mend(self, args: Args) -> Args:
        """The Pi-hole by its name."""
        right = self._piholes.named(str(args["source"]))
        if not self._others(right):
            raise Mistake("There is no other Pi-hole to be made like that one.")
        return {**args, "source": right.name}

    async def card_mend(self, args: Args) -> str:
        """What will be overwritten by what, with how much differs."""
        right = self._piholes.named(str(args["source"]))
        others = " and ".join(each.name for each in self._others(right))
        drift = await self.compare_piholes()
        shown = "; ".join(str(each) for each in drift.differences[:3])
        more = f" and {len(drift.differences) - 3} more" if len(drift.differences) > 3 else ""
        what = f" Now: {shown}{more}." if shown else ""
        return f"Make {others} like {right.name}, overwriting rules, lists, groups, clients and local names.{what}"

    async def card_refresh(self, args: Args) -> str:
        """That lists are fetched."""
        del args
        return "Fetch all blocklists of the Pi-holes afresh."

    async def observe_drift(self, args: Args) -> Json:
        """How many differences there are."""
        del args
        return len((await self.compare_piholes()).differences)

    async def observe_lists(self, args: Args) -> Json:
        """When lists were last fetched."""
        del args
        return (await self._piholes.ask(lambda each: each.summary())).first.gravity.last_update

    async def names(self) -> Sequence[Name]:
        """The Pi-holes as people call them; one by its number or place too: "one" of "Pi-hole one"."""
        every = [each.name for each in self._piholes.each]
        short = [(each, plain_name(each).removeprefix("pi hole ")) for each in every]
        return [
            *(Name(each, each) for each in every),
            *(Name(each, f"pihole {last}") for each, last in short),
        ]

    def _others(self, right: Pihole) -> list[Pihole]:
        return [each for each in self._piholes.each if each is not right]

    def _tell(self, one: DomainList) -> ListShown:
        fetched = datetime.fromtimestamp(one.date_updated, UTC).astimezone(self._clock.zone)
        return ListShown(
            name=one.comment or one.address,
            number=one.number,
            enabled=one.enabled,
            blocks=one.type == "block",
            fetched=fetched if one.date_updated else None,
            failing=one.status in _FAILED,
        )


async def _fetch(pihole: Pihole) -> int:
    before = (await pihole.summary()).gravity.last_update
    await pihole.refresh_lists()
    now = (await pihole.summary()).gravity
    if now.last_update < before:
        raise Unavailable(f"{pihole.name} did not fetch its lists; try again in a few minutes.")
    return now.domains_being_blocked
