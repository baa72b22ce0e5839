"""The ad blockers' verbs, against two pretend Pi-holes; what counts is what those are like afterwards."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue, TypeAdapter

from memory.errors import Mistake, Unavailable
from tests.tools.rig import Rig, open_rig
from tests.tools.worlds import NOON
from tools.contract import Call, Done, Irreversible, Risk
from tools.network.dns.services import pattern, services

TIKTOK = pattern("tiktok.com")
TABLET, PHONE = "fc:65:de:10:20:06", "5c:cb:99:10:20:04"
_WORLD = TypeAdapter(dict[str, dict[str, JsonValue]])


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("network", tmp_path) as opened:
        yield opened


def piholes(rig: Rig) -> dict[str, dict[str, JsonValue]]:
    """What both Pi-holes are like."""
    return _WORLD.validate_python(rig.far.described()["network.dns"])


def rows(rig: Rig, what: str, pihole: str = "one") -> list[JsonValue]:
    """Something of one Pi-hole."""
    return TypeAdapter(list[JsonValue]).validate_python(piholes(rig)[pihole][what])


def rules(rig: Rig, pihole: str = "one") -> dict[tuple[str, str], list[str]]:
    """The rules of one: type and domain with the groups."""
    rows = TypeAdapter(list[tuple[str, str, str, str | None, bool, list[str]]]).validate_python(
        piholes(rig)[pihole]["rules"]
    )
    return {(way, domain): groups for way, _, domain, _, _, groups in rows}


def fail(rig: Rig, pihole: str, how: str = "error", times: int = 50) -> None:
    rig.misbehave(path=f"/network/dns/{pihole}/", how=how, times=times)


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


def is_near(at: datetime, minutes: int) -> bool:
    """Whether something is about so far from noon; the clock goes on while a test runs."""
    return timedelta(0) <= at - NOON - timedelta(minutes=minutes) < timedelta(minutes=2)


async def end(rig: Rig, verb: str, args: object) -> Done:
    """Run what waited, as its author."""
    checked = TypeAdapter(dict[str, JsonValue]).validate_python(args)
    return await rig.undo(Done("", Call(verb, checked)))


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


async def test_a_pause_comes_back_by_itself(rig: Rig) -> None:
    done = await rig.do("pause_blocking", minutes=15)

    assert str(done.answer) == "Blocking is paused until 12:15 on both Pi-holes."
    assert [each["blocking"] for each in piholes(rig).values()] == [False, False]
    assert "paused until 12:15" in await rig.ask("show_blocking")
    rig.far.set_clock(NOON + timedelta(minutes=16))
    assert [each["blocking"] for each in piholes(rig).values()] == [True, True]


async def test_pause_and_resume_can_be_undone(rig: Rig) -> None:
    paused = await rig.do("pause_blocking")
    assert "12:10" in str(paused.answer)
    resumed = await rig.do("resume_blocking")
    assert str(resumed.answer) == "Blocking is on again on both Pi-holes."

    await rig.undo(resumed)
    assert "paused until 12:10" in await rig.ask("show_blocking")
    await rig.undo(paused)
    assert [each["blocking"] for each in piholes(rig).values()] == [True, True]


async def test_a_long_or_endless_pause_waits_for_a_yes(rig: Rig) -> None:
    assert await rig.risk("pause_blocking", minutes=60) is Risk.WRITE
    assert await rig.risk("pause_blocking", minutes=61) is Risk.DANGER
    assert await rig.risk("pause_blocking", endless=True) is Risk.DANGER
    assert "until somebody resumes it" in await rig.card("pause_blocking", endless=True)


async def test_a_pause_that_one_did_not_hear_of_is_told(rig: Rig) -> None:
    fail(rig, "two")

    done = await rig.do("pause_blocking", minutes=5)

    assert "on Pi-hole one" in str(done.answer)
    assert "Pi-hole two failed at that" in str(done.answer)


async def test_how_they_stand_is_told_with_the_share_blocked(rig: Rig) -> None:
    fail(rig, "two")

    said = await rig.ask("show_blocking")

    assert "Pi-hole one: blocking, 174,950 domains on its lists." in said
    assert "Pi-hole two failed" in said
    assert "% of" in said


async def test_tops_are_told_over_both(rig: Rig) -> None:
    assert "Mia's phone: 36" in await rig.ask("top_clients", count=1)
    assert "ad.lgappstv.com" in await rig.ask("top_domains", count=3)
    assert "www.tiktok.com" in await rig.ask("top_domains", kind="allowed", who=[PHONE])


async def test_what_is_not_blocked_is_told_with_what_the_log_says(rig: Rig) -> None:
    said = await rig.ask("explain_block", domain="github.com")

    assert said.startswith("github.com is not blocked for everyone.")
    assert "last asked for github.com at 11:" in said
    assert said.endswith("so the trouble is elsewhere.")
    assert "Nobody asked" in await rig.ask("explain_block", domain="never.example")


async def named(rig: Rig, what: str, args: dict[str, JsonValue]) -> Done:
    """Change a local name (`Rig.do` has a `name` of its own)."""
    return await rig.undo(Done("", Call(f"network_{what}_local_name", args)))


async def test_local_names_come_and_go(rig: Rig) -> None:
    before, hosts = piholes(rig), rows(rig, "hosts")

    done = await named(rig, "add", {"name": "Camera.lan", "ip": "192.168.1.50"})

    assert str(done.answer) == "camera.lan now leads to 192.168.1.50 on both Pi-holes."
    assert "camera.lan is 192.168.1.50" in await rig.ask("list_local_names")
    await rig.undo(done)
    assert piholes(rig) == before
    gone = await named(rig, "remove", {"name": "printer"})
    assert "192.168.1.20 printer.lan" not in rows(rig, "hosts")
    await rig.undo(gone)
    assert sorted(map(str, rows(rig, "hosts"))) == sorted(map(str, hosts))
    for name, ip in (("a b", "192.168.1.5"), ("x.lan", "300.1.1.1")):
        with pytest.raises(Mistake):
            await named(rig, "add", {"name": name, "ip": ip})


async def test_blocklists_are_told_and_fetched(rig: Rig) -> None:
    assert "Gambling: 2,110 domains, switched off" in await rig.ask("list_blocklists")

    done = await rig.do("refresh_lists")

    assert "Pi-hole one fetched its lists: 174,950 domains." in str(done.answer)
    assert isinstance(done.inverse, Irreversible)


async def test_drift_is_shown_and_mended(rig: Rig) -> None:
    fail(rig, "two")
    await named(rig, "add", {"name": "camera.lan", "ip": "192.168.1.50"})
    await rig.do("block_domain", what=["example.com"])
    rig.far.behaviours.clear()

    said = await rig.ask("compare_piholes")
    assert "rule blocks (\\.|^)example\\.com$: on Pi-hole one, not on Pi-hole two" in said
    assert "local name 192.168.1.50 camera.lan" in said
    assert "overwriting" in await rig.card("mend_drift", source="one")
    done = await rig.do("mend_drift", source="pihole one")

    assert str(done.answer) == "Pi-hole two is now set up like Pi-hole one."
    assert piholes(rig)["one"] == piholes(rig)["two"]
    with pytest.raises(Mistake, match="no Pi-hole called"):
        await rig.run("mend_drift", source="three")


async def test_checks_say_what_to_do(rig: Rig) -> None:
    found = {each.name: await each.ask() for each in rig.domain.checks if "Pi-hole" in each.name}
    assert all(each.ok for each in found.values()), found

    await rig.do("pause_blocking", endless=True)
    rig.far.set_clock(NOON)
    fail(rig, "two")
    await rig.do("block_domain", what=["tiktok"])
    found = {each.name: await each.ask() for each in rig.domain.checks if "Pi-hole" in each.name}

    assert found["Pi-hole one"].remedy == "Say “resume blocking”."
    assert not found["Pi-hole two"].ok
    assert found["Pi-holes in step"].summary == "Pi-hole two missed a change."


async def test_old_lists_are_noticed(tmp_path: Path) -> None:
    def change(content: dict[str, JsonValue]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        dns = network["dns"]
        assert isinstance(dns, dict)
        first = dns["piholes"]
        assert isinstance(first, list)
        assert isinstance(first[0], dict)
        first[0]["lists_days_ago"] = 30

    async with open_rig("network", tmp_path, change=change) as rig:
        check = next(each for each in rig.domain.checks if each.name == "Pi-hole one")
        assert "30 days ago" in (await check.ask()).summary


async def test_names_are_told_at_once_also_of_dead_ones(rig: Rig) -> None:
    names = {each.spoken for each in await rig.domain.names["dns_asker"]()}
    assert len(names) >= 12
    fail(rig, "one", "hang")
    fail(rig, "two", "hang")

    again = await asyncio.wait_for(rig.domain.names["dns_asker"](), 0.1)

    assert {each.spoken for each in again} == names
    assert len({each.id for each in await rig.domain.names["blockable"]()}) >= 25
    rig.far.behaviours.clear()


async def test_sessions_are_given_back_at_the_end(tmp_path: Path) -> None:
    async with open_rig("network", tmp_path) as rig:
        await rig.ask("show_blocking")
        assert rig.domain.close is not None
        await rig.domain.close()
        signed = (
            await rig.world.http.post(f"{rig.url}/network/dns/one/api/auth", json={"password": "simulated"})
        ).json()
        headers = {"X-FTL-SID": signed["session"]["sid"]}
        told = (
            await rig.world.http.get(f"{rig.url}/network/dns/one/api/auth/sessions", headers=headers)
        ).json()
        assert len(told["sessions"]) == 1
