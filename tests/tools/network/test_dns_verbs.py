"""Blocks and allowances, against two pretend Pi-holes; what counts is what those are like afterwards."""

import pytest
from pydantic import JsonValue, TypeAdapter

from memory.errors import Mistake, Unavailable
from tests.tools.network.dns_ground import end, fail, is_near, piholes, rig, rows, rules
from tests.tools.rig import Rig
from tools.network.dns.services import pattern, services

TIKTOK = pattern("tiktok.com")
TABLET, PHONE = "fc:65:de:10:20:06", "5c:cb:99:10:20:04"
_WORLD = TypeAdapter(dict[str, dict[str, JsonValue]])


__all__ = ["rig"]


async def test_a_service_is_blocked_for_everyone_on_both(rig: Rig) -> None:
    before = piholes(rig)

    done = await rig.do("block_domain", what=["TikTok"])

    assert str(done.answer) == "TikTok is blocked for everyone on both Pi-holes."
    for name in ("one", "two"):
        assert {("deny", pattern(each)) for each in services()["tiktok"].domains} <= rules(rig, name).keys()
        assert rules(rig, name)["deny", TIKTOK] == ["Default"]
    assert done.left == await rig.observe("block_domain", what=["TikTok"])
    await rig.undo(done)
    assert piholes(rig) == before


async def test_what_is_typed_is_understood_as_a_domain(rig: Rig) -> None:
    await rig.do("block_domain", what=["https://www.Example.com/page?x=1"])

    assert ("deny", pattern("example.com")) in rules(rig)
    for nonsense in ("tik tak tok", "com", "co.uk", "exa mple.com", "a..b", "", "-.com"):
        with pytest.raises(Mistake):
            await rig.run("block_domain", what=[nonsense])


async def test_a_block_for_one_device_reaches_only_that_one(rig: Rig) -> None:
    before = piholes(rig)

    done = await rig.do("block_domain", what=["youtube"], who=["amazon-fire"])

    assert rules(rig, "two")["deny", pattern("youtube.com")] == [f"homeops:{TABLET}"]
    assert [TABLET, "HomeOps", ["Default", f"homeops:{TABLET}"]] in rows(rig, "clients")
    assert "is blocked for" in await rig.ask("explain_block", domain="youtube.com", who=[TABLET])
    assert "not blocked" in await rig.ask("explain_block", domain="youtube.com", who=["mias-pc"])
    await rig.undo(done)
    assert piholes(rig) == before, "group and client go with the last rule"


async def test_groups_that_a_device_has_are_kept(rig: Rig) -> None:
    from tools.network.pihole import Pihole

    async def word() -> str:
        return "simulated"

    pihole = Pihole(rig.world.http, "one", f"{rig.url}/network/dns/one", word)
    kids = await pihole.add_group("kids")
    await pihole.put_client("192.168.1.36", [0, kids], "the tablet")
    before = piholes(rig)

    done = await rig.do("block_domain", what=["roblox"], who=["192.168.1.36"])

    assert ["192.168.1.36", "the tablet", ["Default", "kids", f"homeops:{TABLET}"]] in (rows(rig, "clients"))
    await rig.undo(done)
    assert piholes(rig) == before
    await pihole.close()


async def test_a_block_for_two_hours_ends_by_itself(rig: Rig) -> None:
    before = piholes(rig)

    done = await rig.do("block_domain", what=["tiktok"], minutes=120)

    assert str(done.answer) == "TikTok is blocked for everyone until 14:00 on both Pi-holes."
    assert "until Mon 14:00" in await rig.ask("list_rules")
    (waiting,) = await rig.world.later.under("dns:")
    assert is_near(waiting.due_at, minutes=120)
    assert waiting.label == "TikTok is no longer blocked for everyone"
    await end(rig, waiting.verb, waiting.args)
    assert piholes(rig) == before


async def test_undoing_a_timed_block_cancels_its_end(rig: Rig) -> None:
    done = await rig.do("block_domain", what=["tiktok"], minutes=30)

    await rig.undo(done)

    assert await rig.world.later.under("dns:") == []


async def test_ends_of_several_blocks_do_not_undo_each_other(rig: Rig) -> None:
    await rig.do("block_domain", what=["youtube"], who=["amazon-fire"], minutes=60)
    await rig.do("block_domain", what=["youtube"], minutes=120)
    first, second = await rig.world.later.under("dns:")

    await end(rig, first.verb, first.args)
    assert rules(rig)["deny", pattern("youtube.com")] == ["Default"], "everybody's block goes on"
    await end(rig, second.verb, second.args)
    assert ("deny", pattern("youtube.com")) not in rules(rig)


async def test_a_block_that_is_made_longer_still_ends(rig: Rig) -> None:
    before = piholes(rig)
    await rig.do("block_domain", what=["tiktok"], minutes=30)
    longer = await rig.do("block_domain", what=["tiktok"], minutes=90)
    (waiting,) = await rig.world.later.under("dns:")
    assert is_near(waiting.due_at, minutes=90)

    await rig.undo(longer)
    (waiting,) = await rig.world.later.under("dns:")
    assert is_near(waiting.due_at, minutes=30), "the shorter one waits again"
    await end(rig, waiting.verb, waiting.args)
    assert piholes(rig) == before


async def test_a_block_for_good_takes_the_place_of_a_timed_one(rig: Rig) -> None:
    await rig.do("block_domain", what=["tiktok"], minutes=30)
    await rig.do("block_domain", what=["tiktok"])

    assert await rig.world.later.under("dns:") == []


async def test_allowing_what_was_blocked_takes_the_block_away(rig: Rig) -> None:
    await rig.do("block_domain", what=["tiktok"])
    blocked = piholes(rig)

    done = await rig.do("allow_domain", what=["tiktok"], minutes=60)

    assert str(done.answer) == "TikTok is allowed for everyone until 13:00 on both Pi-holes."
    assert not [domain for _, domain in rules(rig) if "tiktok" in domain], "its advertising stays blocked"
    (waiting,) = await rig.world.later.under("dns:")
    await end(rig, waiting.verb, waiting.args)
    assert piholes(rig) == blocked, "an hour later it is blocked again"


async def test_allowing_one_device_leaves_the_others_blocked(rig: Rig) -> None:
    await rig.do("block_domain", what=["discord"])

    await rig.do("allow_domain", what=["discord"], who=["mias-pc"])

    assert "allowed" in await rig.ask("explain_block", domain="discord.com", who=["mias-pc"])
    assert "is blocked" in await rig.ask("explain_block", domain="discord.com", who=["den-pc"])


async def test_what_a_list_blocks_can_be_allowed_and_is_then_explained(rig: Rig) -> None:
    assert "on the list “Ads”" in await rig.ask("explain_block", domain="ad.lgappstv.com")

    done = await rig.do("allow_domain", what=["ad.lgappstv.com"])

    assert "allowed for everyone by your own rule" in await rig.ask("explain_block", domain="ad.lgappstv.com")
    await rig.undo(done)
    assert "on the list “Ads”" in await rig.ask("explain_block", domain="ad.lgappstv.com")


async def test_a_block_takes_away_what_would_win_over_it(rig: Rig) -> None:
    done = await rig.do("block_domain", what=["bbc.co.uk"])

    assert ("allow", "smetrics.bbc.co.uk") not in rules(rig)
    await rig.undo(done)
    assert ("allow", "smetrics.bbc.co.uk") in rules(rig)
    with pytest.raises(Mistake, match="allowed for everyone"):
        await rig.do("block_domain", what=["smetrics.bbc.co.uk"], who=["LG-TV"])


async def test_one_pihole_that_is_down_gets_it_later(rig: Rig) -> None:
    before = piholes(rig)
    fail(rig, "two")

    done = await rig.do("block_domain", what=["tiktok"])

    assert "Pi-hole two does not answer; it gets this as soon as it does." in str(done.answer)
    assert ("deny", TIKTOK) in rules(rig, "one")
    assert ("deny", TIKTOK) not in rules(rig, "two")
    rig.far.behaviours.clear()
    await rig.job("make good what a Pi-hole missed")
    assert rules(rig, "two") == rules(rig, "one")
    await rig.undo(done)
    assert piholes(rig) == before


async def test_undoing_what_one_never_got_owes_it_nothing(rig: Rig) -> None:
    before = piholes(rig)
    fail(rig, "two")
    done = await rig.do("block_domain", what=["tiktok"])
    rig.far.behaviours.clear()

    await rig.undo(done)
    await rig.job("make good what a Pi-hole missed")

    assert piholes(rig) == before


async def test_with_both_down_nothing_is_done_and_nothing_waits(rig: Rig) -> None:
    before = piholes(rig)
    fail(rig, "one")
    fail(rig, "two")

    with pytest.raises(Unavailable):
        await rig.do("block_domain", what=["tiktok"], minutes=30)

    assert piholes(rig) == before
    assert await rig.world.later.under("dns:") == []


async def test_an_answer_that_is_lost_on_the_way_leaves_nothing_half_done(rig: Rig) -> None:
    before = piholes(rig)
    for how, nth in [
        ("drop", 3),
        ("drop", 6),
        ("drop", 9),
        ("drop", 12),
        ("garbage", 4),
        ("error", 8),
        ("error", 11),
    ]:
        rig.misbehave(path="/network/dns/two/api", how="slow", seconds=0, times=nth)
        rig.misbehave(path="/network/dns/two/api", how=how)

        done = await rig.do("block_domain", what=["omegle"], who=["amazon-fire"])
        rig.far.behaviours.clear()
        await rig.job("make good what a Pi-hole missed")

        assert rules(rig, "two") == rules(rig, "one"), (how, nth)
        await rig.undo(done)
        assert piholes(rig) == before, (how, nth)


async def test_for_whom_nobody_knows_is_asked(rig: Rig) -> None:
    with pytest.raises(Mistake, match="no device or person"):
        await rig.run("block_domain", what=["tiktok"], who=["the toaster"])


async def test_the_card_says_what_for_whom_and_until_when(rig: Rig) -> None:
    said = await rig.card("block_domain", what=["tiktok", "example.com"], who=["amazon-fire"], minutes=60)

    assert said.startswith("Block TikTok and example.com for ")
    assert said.endswith(" until 13:00.")
    assert "for good" in await rig.card("allow_domain", what=["tiktok"])
