"""Pauses, looks, local names, lists, drift and checks of the ad blockers."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue, TypeAdapter

from memory.errors import Mistake
from tests.tools.network.dns_ground import fail, named, piholes, rig, rows
from tests.tools.rig import Rig, open_rig
from tests.tools.worlds import NOON
from tools.contract import Irreversible, Risk
from tools.network.dns.services import pattern

TIKTOK = pattern("tiktok.com")
TABLET, PHONE = "fc:65:de:10:20:06", "5c:cb:99:10:20:04"
_WORLD = TypeAdapter(dict[str, dict[str, JsonValue]])


__all__ = ["rig"]


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
