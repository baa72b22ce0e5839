"""How much devices ask: what is usual, what is far off it, told once a day with its evidence."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.tools.network.people_ground import COUNT, TABLET, Net, open_net
from tests.tools.rig import ANNA
from tests.tools.worlds import NOON
from tools.network.people.traffic import series_of, usual_of
from tools.network.pihole import Pihole
from tools.network.pihole_models import SeenAddress, SeenDevice

HOUR = timedelta(hours=1)


def past(
    days: int, counts: tuple[float, ...] = (90, 100, 110, 95, 120), now: datetime = NOON
) -> list[tuple[datetime, float]]:
    hours = [now - each * HOUR for each in range(days * 24, 0, -1)]
    return [(at, counts[n % len(counts)]) for n, at in enumerate(hours)]


def test_less_than_a_week_tells_nothing() -> None:
    assert usual_of([], NOON) is None
    assert usual_of(past(6), NOON) is None
    assert usual_of(past(8), NOON) is not None


def test_only_the_same_time_of_the_day_counts() -> None:
    busy_evenings = [(at, 5000.0 if at.hour >= 18 else count) for at, count in past(14)]
    usual = usual_of(busy_evenings, NOON)
    assert usual is not None
    assert usual.middle == 100
    assert usual.is_far_off(2000)
    evening = usual_of(busy_evenings, NOON.replace(hour=20))
    assert evening is not None
    assert not evening.is_far_off(5000)


@pytest.mark.parametrize(("count", "is_far"), [(120, False), (299, False), (390, False), (500, True)])
def test_far_off_is_many_times_the_usual(count: float, *, is_far: bool) -> None:
    usual = usual_of(past(10), NOON)
    assert usual is not None
    assert usual.is_far_off(count) == is_far


def test_one_odd_day_does_not_move_what_is_usual() -> None:
    odd = [(at, 9000.0 if at.day == NOON.day - 3 else count) for at, count in past(14)]
    usual = usual_of(odd, NOON)
    assert usual is not None
    assert usual.middle == 100
    assert usual.spread < 50


class Counting:
    """What every Pi-hole says that the tablet has asked of it until now."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked = 10_000
        counting = self

        async def devices(pihole: Pihole) -> list[SeenDevice]:
            at = int(NOON.timestamp()) + 36000
            address = SeenAddress(ip="192.168.1.36", name="amazon-fire", lastSeen=at)
            asked = counting.asked if pihole.name.endswith("one") else 0
            return [
                SeenDevice(
                    id=1, hwaddr=TABLET.upper(), lastQuery=at, firstSeen=1, numQueries=asked, ips=(address,)
                )
            ]

        patch.setattr(Pihole, "devices", devices)


async def later(net: Net, counting: Counting, asked: int) -> None:
    net.rig.world.clock.advance(timedelta(minutes=10))
    counting.asked += asked
    await net.rig.job(COUNT)


async def test_what_is_far_off_is_told_once_a_day_with_its_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting(monkeypatch)
    async with open_net(tmp_path) as net:
        await net.rig.world.samples.keep([(series_of(TABLET), at, count) for at, count in past(20)])
        await net.rig.job(COUNT)
        await later(net, counting, 20)
        assert net.told == []
        await later(net, counting, 1500)
        await later(net, counting, 900)
        assert {each.key for each in net.told} == {f"people:traffic:{TABLET}:2026-11-23"}
        assert net.told[0].text == (
            "Unusual: Leo's tablet has asked for 1,520 names in the last 20 minutes. At this time of the day it is about "
            "100 an hour, and never more than 120 in 20 days. A new app or an update may do that, so may malware."
        )
        ((label, verb, args),) = net.told[0].options
        assert label == "Take it offline for an hour"
        done = await net.rig.do(verb.removeprefix("network_"), ANNA, **args)
        assert "Leo's tablet is offline until" in str(done.answer)
        shown = await net.rig.ask("show_device", device="Leo's tablet")
        assert "names today; at this time of the day usually 100 an hour." in shown


async def test_gaps_and_counts_that_begin_anew_are_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting(monkeypatch)
    async with open_net(tmp_path) as net:
        await net.rig.world.samples.keep([(series_of(TABLET), at, count) for at, count in past(20)])
        await net.rig.job(COUNT)
        net.rig.world.clock.advance(timedelta(hours=3))
        await later(net, counting, 50_000)
        counting.asked = 400
        await later(net, counting, 0)
        assert net.told == []
