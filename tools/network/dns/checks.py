"""Whether the Pi-holes are well."""

from datetime import timedelta

from memory.clock import Clock
from memory.errors import HomeOpsError
from tools.contract import Check, Finding
from tools.network.dns.drift import compare, read_setup
from tools.network.dns.owed import Owed
from tools.network.pihole import Pihole
from tools.network.piholes import Blocker, Piholes


def checks(piholes: Piholes, owed: Owed, clock: Clock, stale: timedelta) -> list[Check]:
    """Each Pi-hole by itself, and whether they are in step."""
    each = [_check(one, clock, stale) for one in piholes.all]
    if len(piholes.each) < 2:
        return each
    names = tuple(one.name for one in each)
    return [*each, Check("Pi-holes in step", lambda: _ask_in_step(piholes, owed), depends_on=names)]


def _check(pihole: Blocker, clock: Clock, stale: timedelta) -> Check:
    async def ask() -> Finding:
        try:
            return await _ask(pihole, clock, stale)
        except HomeOpsError as error:
            return Finding(False, f"{pihole.name} is not well.", error.sentence)

    return Check(pihole.name, ask)


async def _ask(pihole: Blocker, clock: Clock, stale: timedelta) -> Finding:
    name = pihole.name
    blocking = await pihole.blocking()
    if blocking.blocking == "disabled" and blocking.timer is None:
        return Finding(False, f"{name} does not block.", "Say “resume blocking”.")
    if blocking.blocking in {"failed", "unknown"}:
        return Finding(
            False, f"{name} can't block; its lists may be broken.", "Say “refresh the blocklists”."
        )
    gravity = (await pihole.summary()).gravity
    age = clock.now().timestamp() - gravity.last_update
    if gravity.last_update and age > stale.total_seconds():
        days = int(age // 86400)
        return Finding(False, f"{name} fetched its lists {days} days ago.", "Say “refresh the blocklists”.")
    if isinstance(pihole, Pihole):
        messages = await pihole.messages()
        if messages:
            return Finding(True, f"{name} blocks; it says: {messages[0].plain[:120]}")
    return Finding(True, f"{name} answers and blocks.")


async def _ask_in_step(piholes: Piholes, owed: Owed) -> Finding:
    owing = sorted({name for name, _ in await owed.owing()})
    if owing:
        return Finding(
            False,
            f"{' and '.join(owing)} missed a change.",
            "It is made good by itself when it answers again.",
        )
    try:
        compared = compare((await piholes.ask(read_setup)).any())
    except HomeOpsError as error:
        return Finding(False, "The Pi-holes can't be compared.", error.sentence)
    if compared.differences:
        count = len(compared.differences)
        return Finding(
            False,
            f"The Pi-holes differ in {count} {'place' if count == 1 else 'places'}.",
            "Say “compare the Pi-holes”.",
        )
    return Finding(True, "The Pi-holes are set up alike.")
