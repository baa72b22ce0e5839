"""The VPN as people speak of it, against a pretend Gluetun through the real client."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from memory.errors import Misconfigured, Unavailable
from memory.holding import HeldBack, held
from tests.tools.rig import Rig, open_rig
from tools.contract import Call, Irreversible, Json, Risk
from tools.events import Noticed
from tools.network.vpn.gluetun import Gluetun

WHO = "qbittorrent, sabnzbd and slskd"


@pytest.fixture(autouse=True)
def tables(tmp_path: Path, migrated_file: Path) -> None:
    """The tables are copied: making them takes long."""
    shutil.copy(migrated_file, tmp_path / "homeops.db")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("network", tmp_path) as rig:
        yield rig


def told(rig: Rig) -> list[Noticed]:
    """What people are told unasked, from now on."""
    heard: list[Noticed] = []

    async def hear(event: Noticed) -> None:
        heard.append(event)

    rig.world.events.subscribe(Noticed, hear)
    return heard


def stands(rig: Rig) -> Json:
    return rig.far.described()["network.vpn"]


def set_house(content: dict[str, Json], part: str, **values: Json) -> None:
    """Change `[network.PART]` of a house, or `[network.settings.PART]` where the key is one of settings."""
    network = content["network"]
    assert isinstance(network, dict)
    place = network[part]
    assert isinstance(place, dict)
    place.update(values)


def lead_astray(content: dict[str, Json], name: str, network_name: str) -> None:
    """Give a container another network."""
    network = content["network"]
    assert isinstance(network, dict)
    house = network["containers"]
    assert isinstance(house, dict)
    containers = house["containers"]
    assert isinstance(containers, list)
    for each in containers:
        assert isinstance(each, dict)
        if each["name"] == name:
            each["network"] = network_name


async def test_it_is_shown_with_address_port_and_who_goes_through(rig: Rig) -> None:
    assert (await rig.ask("show_vpn")).splitlines() == [
        "The VPN is up: 185.159.157.21 (Zurich, Switzerland).",
        "Forwarded port: 51413.",
        "Its own DNS is on.",
        f"{WHO} go through it.",
    ]


async def test_a_provider_that_forwards_no_port_is_no_error(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        vpn = network["vpn"]
        assert isinstance(vpn, dict)
        del vpn["port"]

    async with open_rig("network", tmp_path, change=change) as rig:
        assert "No port is forwarded; many providers (such as NordVPN) forward none." in await rig.ask(
            "show_vpn"
        )


async def test_stopping_it_says_who_depends_on_it_and_undoing_starts_it(rig: Rig) -> None:
    assert await rig.risk("stop_vpn") is Risk.DANGER
    assert await rig.card("stop_vpn") == (
        f"Stop the VPN. {WHO} are online only through it and can't load anything until it runs again."
    )
    done = await rig.do("stop_vpn")
    assert str(done.answer) == f"The VPN is off. {WHO} are offline until it runs again."
    assert done.inverse == Call("network_start_vpn")
    assert await rig.observe("stop_vpn") == done.left == "off"
    assert stands(rig) == {"vpn": "stopped"}
    assert f"{WHO} go through it, so are offline now." in await rig.ask("show_vpn")

    back = await rig.undo(done)
    assert str(back.answer) == "The VPN is up: 185.159.157.88 (Switzerland)."
    assert stands(rig) == {"vpn": "running"}


async def test_what_stands_so_already_is_left_alone(rig: Rig) -> None:
    assert str((await rig.do("start_vpn")).answer) == "The VPN was up already."
    await rig.do("stop_vpn")
    again = await rig.do("stop_vpn")
    assert str(again.answer) == "The VPN was off already."
    assert isinstance(again.inverse, Irreversible)
    assert [each.verb for each in rig.far.writes] == ["stop_vpn"]


async def test_connecting_anew_gets_another_address(rig: Rig) -> None:
    done = await rig.do("restart_vpn")
    assert str(done.answer) == "The VPN is up: 185.159.157.88 (Switzerland)."
    assert [each.verb for each in rig.far.writes] == ["stop_vpn", "start_vpn"]


async def test_one_that_does_not_come_up_is_told_so(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        set_house(content, "vpn", stuck=True, status="stopped")
        network = content["network"]
        assert isinstance(network, dict)
        settings = network["settings"]
        assert isinstance(settings, dict)
        vpn = settings["vpn"]
        assert isinstance(vpn, dict)
        vpn["turn_seconds"] = 0.1

    async with open_rig("network", tmp_path, change=change) as rig:
        answer = str((await rig.do("start_vpn")).answer)
        assert answer == "The VPN was started, but it is connecting so far; ask again in a minute."


async def test_no_leak_is_told_with_the_evidence(rig: Rig) -> None:
    assert (await rig.ask("check_leak")).splitlines() == [
        "No leak: what must go through the VPN does.",
        "The VPN comes out at 185.159.157.21 (Switzerland).",
        "The house's own address is 81.174.22.140.",
        "✓ qbittorrent: has no network but gluetun's",
        "✓ sabnzbd: has no network but gluetun's",
        "✓ slskd: has no network but gluetun's",
    ]


async def test_what_goes_past_it_is_a_leak_and_told_once(tmp_path: Path) -> None:
    async with open_rig(
        "network", tmp_path, change=lambda content: lead_astray(content, "slskd", "bridge")
    ) as rig:
        heard = told(rig)
        leak = await rig.ask("check_leak")
        assert leak.startswith("There is a leak: not everything goes through the VPN.")
        assert "✗ slskd: has a network of its own (bridge)" in leak

        await rig.job("watch the VPN")
        await rig.job("watch the VPN")
        assert {each.key for each in heard} == {heard[0].key}, "one occasion"
        assert heard[0].text.startswith(
            "slskd does not go through the VPN: it has a network of its own (bridge)."
        )
        assert heard[0].options == (("Stop it", "network_stop_container", {"container": "slskd"}),)
        (use,) = [each for each in rig.domain.checks if each.name == "VPN use"]
        assert not (await use.ask()).ok


async def test_an_address_that_is_the_houses_own_is_a_leak(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        set_house(content, "vpn", home_address="185.159.157.21")

    async with open_rig("network", tmp_path, change=change) as rig:
        assert (await rig.ask("check_leak")).startswith("There is a leak")


async def test_a_vpn_that_is_off_while_downloads_run_is_told_once_an_occasion(rig: Rig) -> None:
    heard = told(rig)
    await rig.job("watch the VPN")
    assert heard == []
    await rig.do("stop_vpn")
    await rig.job("watch the VPN")
    await rig.job("watch the VPN")
    assert len({each.key for each in heard}) == 1
    assert heard[0].text == f"The VPN is off while {WHO} are running, so nothing is downloaded."
    await rig.do("start_vpn")
    await rig.job("watch the VPN")
    await rig.do("stop_vpn")
    await rig.job("watch the VPN")
    assert len({each.key for each in heard}) == 2, "another time is another occasion"


async def test_nothing_is_claimed_where_docker_does_not_tell(rig: Rig) -> None:
    heard = told(rig)
    rig.misbehave(path="/network/containers", how="error", times=99)
    leak = await rig.ask("check_leak")
    assert leak.startswith("No leak is seen, but not everything could be checked.")
    assert "? qBittorrent: Docker does not tell" in leak
    await rig.job("watch the VPN")
    assert heard == []
    assert "qBittorrent, SABnzbd and slskd" in await rig.card("stop_vpn"), "the settings still say who must"


async def test_an_old_gluetun_is_spoken_to_in_its_own_way(tmp_path: Path) -> None:
    async with open_rig(
        "network", tmp_path, change=lambda content: set_house(content, "vpn", old=True)
    ) as rig:
        assert "Forwarded port: 51413." in await rig.ask("show_vpn")
        await rig.do("stop_vpn")
        assert stands(rig) == {"vpn": "stopped"}


async def test_a_wrong_key_is_the_owners_to_mend(tmp_path: Path) -> None:
    async with open_rig(
        "network", tmp_path, change=lambda content: set_house(content, "vpn", key="other")
    ) as rig:
        with pytest.raises(Misconfigured, match="another API key"):
            await rig.ask("show_vpn")


async def test_a_key_that_was_changed_is_asked_afresh(rig: Rig) -> None:
    keys = iter(["old", "simulated"])

    async def key() -> str:
        return next(keys)

    gluetun = Gluetun(rig.world.http, f"{rig.url}/network/vpn/gluetun", key, 2)
    assert await gluetun.status() == "running"


@pytest.mark.parametrize("how", ["error", "garbage", "drop", "hang"])
async def test_a_bad_day_is_told_in_one_sentence_and_nothing_is_done(rig: Rig, how: str) -> None:
    async def key() -> str:
        return "simulated"

    address = f"{rig.url}/network/vpn/gluetun"
    gluetun, hurried = (Gluetun(rig.world.http, address, key, seconds) for seconds in (3, 0.3))
    rig.misbehave(path="/network/vpn/gluetun", how=how, times=1)
    with pytest.raises(Unavailable) as bad:
        await (hurried if how == "hang" else gluetun).status()
    assert bad.value.sentence.endswith(".")
    assert rig.far.writes == []
    assert await gluetun.status() == "running"


async def test_a_page_that_says_nonsense_of_our_address_leaves_the_rest_of_the_check(rig: Rig) -> None:
    rig.misbehave(path="/network/vpn/home", how="garbage")
    leak = await rig.ask("check_leak")
    assert "The house's own address could not be found out" in leak
    assert "✓ slskd" in leak


async def test_a_rehearsal_leaves_it_as_it_is(rig: Rig) -> None:
    for name in ("stop_vpn", "restart_vpn"):
        with held() as rehearsal, pytest.raises(HeldBack):
            await rig.do(name)
        assert rehearsal.reached
    assert stands(rig) == {"vpn": "running"}


async def test_its_credentials_are_never_read(rig: Rig) -> None:
    rig.misbehave(path="/network/vpn/gluetun/v1/vpn/settings", how="error")
    for name in ("show_vpn", "check_leak"):
        await rig.ask(name)
    await rig.do("restart_vpn")
    assert rig.far.behaviours, "nobody asked for them"


async def test_the_check_tells_a_dead_one(rig: Rig) -> None:
    (connection,) = [each for each in rig.domain.checks if each.name == "VPN connection"]
    assert (await connection.ask()).ok
    rig.misbehave(path="/network/vpn", how="error")
    assert not (await connection.ask()).ok
