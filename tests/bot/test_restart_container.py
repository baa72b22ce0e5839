"""“Restart Plex”: a card says which container is meant, a yes restarts it once, also when the power goes in between."""

import signal

import pytest

from tests.bot.driver import Bot
from tests.bot.house import Place, settings_of
from tools.contract import Json

OURS = ("containers", "vpn")


def network_of(place: Place) -> dict[str, Json]:
    """The settings of the subjects that this is about."""
    told = place.all_settings()["network"]
    assert isinstance(told, dict)
    return {key: value for key, value in told.items() if key in OURS or key == "simulation"}


def settings(place: Place) -> str:
    return settings_of(place.data, place.pc_url, {"brain": {"chain": []}, "network": network_of(place)})


def restarted(place: Place) -> list[Json]:
    """Which containers were restarted, in order."""
    return [each.args["container"] for each in place.far.writes if each.verb == "restart_container"]


async def test_a_card_says_which_container_and_a_yes_restarts_it(place: Place) -> None:
    async with place.open(network=network_of(place)) as house:
        asked = await house.says("restart plex")
        assert [call.outcome for call in asked.calls] == ["awaiting"]
        assert asked.reply.startswith(
            "Restart plex on the NAS (container plex, image plexinc/pms-docker:latest, up "
        )
        assert restarted(place) == []

        done = await house.says("yes")
        assert done.reply == "plex is running again and is healthy."
        assert restarted(place) == ["plex"]


async def test_a_no_leaves_it_alone(place: Place) -> None:
    async with place.open(network=network_of(place)) as house:
        await house.says("restart plex")
        await house.says("no")
        assert restarted(place) == []


async def test_a_child_may_not_and_those_who_go_through_it_are_named(place: Place) -> None:
    async with place.open(network=network_of(place)) as house:
        asked = await house.says("restart the gluetun container", by="Leo", conversation="leo")
        assert "That takes an adult" in asked.reply
        assert "qbittorrent, sabnzbd and slskd are online only through it" in asked.reply
        assert restarted(place) == []


async def test_what_may_be_two_is_asked(place: Place) -> None:
    async with place.open(network=network_of(place)) as house:
        asked = await house.says("restart the downloads")
        assert asked.reply == "That may be qbittorrent or sabnzbd. Which one?"
        assert asked.choices[:2] == ["qbittorrent", "sabnzbd"]
        assert restarted(place) == []


@pytest.mark.parametrize(("point", "times"), [("effect.begun:1", 0), ("effect.ran:1", 1)])
async def test_a_power_cut_after_the_yes_restarts_it_once_at_most(
    place: Place, point: str, times: int
) -> None:
    path = settings(place)
    asked = await Bot(path, ["restart plex"]).ended()
    assert asked.code == 0
    cut = await Bot(path, ["yes"], failpoint=point).ended()
    assert cut.code == -signal.SIGKILL

    assert (await Bot(path, [""]).ended()).code == 0
    assert restarted(place) == ["plex"] * times
