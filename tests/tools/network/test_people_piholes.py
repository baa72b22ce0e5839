"""Who is offline is so on every Pi-hole, also where one is ill, was changed by hand, or had rules of its own."""

from datetime import timedelta

from tests.tools.network.people_ground import (
    KEEP,
    TABLET,
    Net,
    by_hand,
)
from tools.network.people.gate import GROUP, PATTERN

HALF = timedelta(minutes=30)


async def test_a_dead_pihole_keeps_the_other_from_nothing_and_follows_later(evening: Net) -> None:
    await evening.rig.do("unblock_person", who="Leo")
    evening.rig.misbehave(path="/network/dns/two/", how="error", times=100)
    done = await evening.rig.do("extend_time", minutes=30, who="Leo")
    assert "Pi-hole two did not" in str(done.answer)
    assert evening.resolves(TABLET, pihole="one")
    assert not evening.resolves(TABLET, pihole="two")
    check = next(each for each in evening.rig.domain.checks if each.name == "bedtimes and blocks")
    finding = await check.ask()
    assert not finding.ok
    assert "Pi-hole two" in finding.summary
    evening.rig.far.behaviours.clear()
    await evening.rig.job(KEEP)
    assert evening.resolves(TABLET, pihole="two")
    assert (await check.ask()).ok


async def test_with_both_piholes_ill_nothing_is_half_done(net: Net) -> None:
    for how in ("error", "garbage", "drop"):
        net.rig.misbehave(path="/network/dns/", how=how, times=200)
        done = await net.rig.do("block_person", who="Leo", minutes=60)
        assert "Offline now" not in str(done.answer), how
        net.rig.far.behaviours.clear()
        await net.rig.job(KEEP)
        assert not net.resolves(TABLET, pihole="one"), how
        assert not net.resolves(TABLET, pihole="two"), how
        await net.rig.do("unblock_person", who="Leo")


async def test_former_groups_and_comments_come_back(net: Net) -> None:
    """Leo's tablet is in a group of the family's own, by its address, which a Pi-hole asks for before the MAC."""
    one = by_hand(net.rig)
    kids = await one.add_group("kids")
    await one.put_client("192.168.1.36", [0, kids], "Leo's tablet")
    as_found = net.world()
    await net.rig.do("block_person", who="Leo")
    assert not net.resolves(TABLET, pihole="one")
    for _ in range(2):
        await net.look()
        assert not net.resolves(TABLET, pihole="one")
    await net.rig.do("unblock_person", who="Leo")
    assert net.world() == as_found
    await one.close()


async def test_a_rule_that_is_made_and_unmade_while_a_device_is_offline_stays_so(net: Net) -> None:
    as_found = net.world()
    await net.rig.do("block_person", who="Leo")
    rule = await net.rig.do("block_domain", what="example.org", who="Leo")
    await net.rig.do("unblock_person", who="Leo")
    assert not net.resolves(TABLET)
    assert net.resolves(TABLET, "example.com")
    await net.rig.do("block_person", who="Leo")
    await net.rig.undo(rule)
    await net.rig.do("unblock_person", who="Leo")
    assert net.world() == as_found


async def test_whoever_lets_a_device_through_by_hand_is_corrected(evening: Net) -> None:
    one = by_hand(evening.rig)
    await one.remove_rule("regex", "deny", PATTERN)
    await one.remove_client(TABLET)
    assert evening.resolves(TABLET, pihole="one")
    await evening.rig.job(KEEP)
    assert not evening.resolves(TABLET, pihole="one")
    assert GROUP in {each.name for each in await one.groups()}
    await one.close()
