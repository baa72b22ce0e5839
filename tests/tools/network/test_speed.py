"""How fast the line is, how it was, and why it is slow, against the pretend line."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import Mistake
from tests.tools.rig import Rig, open_rig
from tools.contract import Charted, Json
from tools.events import Noticed
from tools.network.speed.answers import Slowness, SpeedHistory, SpeedNow, Uptime
from tools.network.speed.causes import Cause
from tools.network.speed.gauges import Gauges
from tools.network.speed.models import How
from tools.network.speed.settings import SpeedSettings, Target

TIME = "time the line"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("network", tmp_path) as found:
        yield found


async def behave(rig: Rig, how: str) -> None:
    answer = await rig.world.http.post(f"{rig.url}/network/speed/behave", json={"how": how})
    assert answer.status_code == 200


async def explain(rig: Rig) -> Slowness:
    found = await rig.run("explain_slowness")
    assert isinstance(found, Slowness)
    return found


async def test_the_line_is_slow_and_said_to_be_for_its_cause(rig: Rig) -> None:
    found = await explain(rig)

    assert found.cause is Cause.LINE
    assert found.since is not None
    assert timedelta(minutes=30) < found.at - found.since < timedelta(minutes=50)
    assert found.evidence[0].startswith("internet answers in 1")
    assert "usually 15 ms" in found.evidence[0]
    assert any(each.startswith("Downloads run at") for each in found.evidence)
    assert found.users
    assert len(str(found).splitlines()) <= 12


async def test_each_trouble_has_its_own_cause(rig: Rig) -> None:
    await behave(rig, "wifi")
    assert (await explain(rig)).cause is Cause.HOME
    await behave(rig, "away")
    away = await explain(rig)
    assert away.cause is Cause.AWAY
    assert away.evidence[0] == "internet does not answer"
    await behave(rig, "well")
    told = {"resolver": "one", "how": "hung"}
    well = await explain(rig)
    assert well.cause is Cause.NONE
    assert "Nothing is slow just now" in str(well)
    assert "It was slow yesterday 20:" in str(well)
    await rig.world.http.post(f"{rig.url}/network/failover/behave", json=told)
    sick = await explain(rig)
    assert sick.cause is Cause.DNS
    assert "Pi-hole one does not answer" in sick.evidence


async def test_the_figures_stand_beside_what_is_usual(rig: Rig) -> None:
    found = await rig.run("test_speed")

    assert isinstance(found, SpeedNow)
    assert found.download is not None
    assert found.download.now is not None
    assert found.download.now < 20
    assert found.download.odd
    odd = {each.of for each in found.figures if each.odd}
    assert "internet" in odd
    assert "router" not in odd
    later = await rig.run("show_speed")
    assert isinstance(later, SpeedNow)
    assert later.download is not None
    assert later.download.now == found.download.now
    assert isinstance(later, Charted)
    assert later.chart() is not None


async def test_a_slow_evening_is_seen_in_the_history(rig: Rig) -> None:
    found = await rig.run("show_speed_history", what="latency", period="week")

    assert isinstance(found, SpeedHistory)
    outside = next(each for each in found.curves if each.of == "internet")
    assert outside.highest > 100
    assert outside.average < 40
    assert found.chart() is not None
    assert "highest" in str(found)


async def test_an_outage_is_reported_with_its_times(rig: Rig) -> None:
    week = await rig.run("show_uptime", period="week")
    day = await rig.run("show_uptime", period="day")

    assert isinstance(week, Uptime)
    assert isinstance(day, Uptime)
    assert [f"{each.start.astimezone(rig.world.clock.zone):%d %H:%M}" for each in week.outages] == [
        "19 03:20"
    ]
    assert week.percent is not None
    assert 99 < week.percent < 100
    assert "03:20 to 03:50 (30 minutes)" in str(week)
    assert str(day).endswith("No outage.")


async def test_an_outage_is_told_when_it_begins_and_when_it_is_over(rig: Rig) -> None:
    told: list[Noticed] = []

    async def hear(noticed: Noticed) -> None:
        told.append(noticed)

    rig.world.events.subscribe(Noticed, hear)
    await behave(rig, "away")
    await rig.job(TIME)
    assert not told
    rig.world.clock.advance(timedelta(minutes=1))
    await rig.job(TIME)
    rig.world.clock.advance(timedelta(minutes=1))
    await rig.job(TIME)
    check = next(each for each in rig.domain.checks if each.name == "internet")
    assert not (await check.ask()).ok
    await behave(rig, "well")
    rig.world.clock.advance(timedelta(minutes=1))
    await rig.job(TIME)

    assert (await check.ask()).ok
    assert len({each.key for each in told}) == 2
    assert told[0].text.startswith("The internet has been away since 12:00")
    assert "away from 12:00 to 12:03 (3 minutes)" in told[-1].text


async def test_a_line_that_stays_slow_is_told_of_once_a_day(rig: Rig) -> None:
    told: list[Noticed] = []

    async def hear(noticed: Noticed) -> None:
        told.append(noticed)

    rig.world.events.subscribe(Noticed, hear)
    for _ in range(8):
        await rig.job(TIME)
        rig.world.clock.advance(timedelta(minutes=4))

    assert len({each.key for each in told}) == 1
    assert told[0].text.startswith("The line has been slow for 20 minutes: internet answers in 1")
    assert told[0].options == (("Why is it slow?", "network_explain_slowness", {}),)


@pytest.mark.parametrize("how", ["error", "garbage", "hang"])
async def test_a_bad_day_of_the_measured_is_an_answer(rig: Rig, how: str) -> None:
    rig.misbehave(path="/network/speed/ping/internet", how=how, times=1)
    rig.misbehave(path="/network/speed/download", how="error", times=1)

    found = await explain(rig)

    assert found.cause is Cause.AWAY
    assert "can't be fetched" in found.fault


async def test_without_a_file_there_is_no_speed_test(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        network = content["network"]
        assert isinstance(network, dict)
        settings = network["settings"]
        assert isinstance(settings, dict)
        speed = settings["speed"]
        assert isinstance(speed, dict)
        del speed["download_url"]

    async with open_rig("network", tmp_path, change=change) as rig:
        with pytest.raises(Mistake, match="download_url"):
            await rig.run("test_speed")
        assert (await explain(rig)).cause is Cause.LINE


async def test_a_real_host_is_timed_whatever_the_system_allows(rig: Rig) -> None:
    """By ICMP, or by TCP connections where that is not permitted; a refusal is an answer too."""
    gauges = Gauges(SpeedSettings(), rig.world.http, None)

    echo = await gauges.echo(Target(name="here", address="127.0.0.1", where="home"))

    assert echo.how in {How.ICMP, How.TCP}
    assert echo.lost == 0
    assert echo.milliseconds is not None
    assert echo.milliseconds < 500


async def test_the_rate_is_that_of_the_transfer(rig: Rig) -> None:
    await behave(rig, "well")
    now = await rig.run("test_speed")

    assert isinstance(now, SpeedNow)
    assert now.download is not None
    assert now.download.now is not None
    assert 30 < now.download.now < 110  # a busy machine is slower than 94 Mbit/s
