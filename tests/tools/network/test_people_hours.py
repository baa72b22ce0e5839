"""Who is offline when: bedtimes, half an hour more, blocks that end by themselves."""

from collections.abc import Mapping
from datetime import time, timedelta

import pytest

from memory.errors import Mistake
from tests.tools.network.people_ground import (
    KEEP,
    LEO,
    NAS,
    PHONE,
    SPEAKER,
    TABLET,
    Net,
    reconnected,
)
from tests.tools.rig import ANNA
from tests.tools.worlds import NOON
from tools.contract import Done, Json, Risk, Unclear
from tools.network.people.models import Bedtime
from tools.network.people.nights import next_night

HALF = timedelta(minutes=30)


async def test_a_bedtime_begins_and_ends_by_the_clock_on_every_pihole(net: Net) -> None:
    as_found = net.world()
    assert net.resolves(TABLET)
    await net.go_on(timedelta(hours=8, minutes=1))
    assert not net.resolves(TABLET)
    assert net.resolves(PHONE), "Mia's begins later"
    assert net.resolves(SPEAKER)
    await net.go_on(timedelta(hours=11))
    assert net.resolves(TABLET, pihole="one")
    assert net.resolves(TABLET, pihole="two")
    assert net.world() == as_found, "the Pi-holes are as they were found"


async def test_homeops_down_over_the_end_of_a_bedtime_locks_nobody_out(evening: Net) -> None:
    evening.rig.world.clock.advance(timedelta(hours=12))
    evening.rig.far.set_clock(evening.rig.world.clock.now())
    assert not evening.resolves(TABLET), "nobody was there to let it through"
    again = reconnected(evening.rig)
    await next(each for each in again.jobs if each.name == KEEP).run()
    assert evening.resolves(TABLET, pihole="one")
    assert evening.resolves(TABLET, pihole="two")
    assert again.close is not None
    await again.close()


async def test_more_time_lifts_the_bedtime_and_ends_by_itself(evening: Net) -> None:
    done = await evening.rig.do("extend_time", minutes=30, who="Leo")
    assert str(done.answer).splitlines() == ["Leo may be online until 21:00.", "Online now: Leo's tablet."]
    assert evening.resolves(TABLET)
    await evening.go_on(timedelta(minutes=29))
    assert evening.resolves(TABLET)
    await evening.go_on(timedelta(minutes=2))
    assert not evening.resolves(TABLET)


async def test_more_time_before_bedtime_counts_from_bedtime_and_more_adds_up(net: Net) -> None:
    assert "until 20:30" in str((await net.rig.do("extend_time", minutes=30, who="leo")).answer)
    assert "until 21:15" in str((await net.rig.do("extend_time", minutes=45, who="leo")).answer)
    await net.go_on(timedelta(hours=9))
    assert net.resolves(TABLET)
    await net.go_on(HALF)
    assert not net.resolves(TABLET)


async def test_a_child_who_names_nobody_means_themselves(evening: Net) -> None:
    done = await evening.rig.do("extend_time", LEO, minutes=30)
    assert "Leo may be online until 21:00" in str(done.answer)


async def test_an_adult_who_names_nobody_is_asked_whose_time_it_is(evening: Net) -> None:
    with pytest.raises(Unclear) as asked:
        await evening.rig.do("extend_time", minutes=30)
    assert [label for label, _ in asked.value.options] == ["Leo", "Mia"]


async def test_a_child_without_bedtime_is_not_offered_the_time_of_others(net: Net) -> None:
    await net.rig.do("clear_bedtime", who="Leo")
    with pytest.raises(Mistake, match="Leo is not offline") as told:
        await net.rig.do("extend_time", LEO, minutes=30)
    assert not isinstance(told.value, Unclear)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("20:00", "07:00"), ("20:00", "07:00")),
        (("2026-11-24T08:00:00Z", "2026-11-23T19:00:00Z"), ("08:00", "19:00")),
        (("08:00", "07:00"), ("20:00", "07:00")),
        (("20:00", "19:00"), ("20:00", "07:00")),
    ],
)
async def test_clock_times_are_of_the_evening_and_the_morning(
    net: Net, said: tuple[str, str], meant: tuple[str, str]
) -> None:
    args = await net.rig.admit("set_bedtime", {"who": "Leo", "start": said[0], "end": said[1]})
    assert (f"{args['start']:%H:%M}", f"{args['end']:%H:%M}") == meant


async def test_there_is_nothing_to_lengthen_without_a_bedtime(net: Net) -> None:
    with pytest.raises(Mistake, match="nothing to lengthen"):
        await net.rig.do("extend_time", minutes=30, who="Ben")


async def test_undone_more_time_is_bedtime_again(evening: Net) -> None:
    done = await evening.rig.do("extend_time", minutes=30, who="Leo")
    await evening.rig.undo(done)
    assert not evening.resolves(TABLET)


async def test_offline_for_a_while_ends_by_itself_and_keeps_others_online(net: Net) -> None:
    done = await net.rig.do("block_person", who="mia", minutes=60)
    assert str(done.answer).startswith(
        "Mia is offline until 13:00.\nOffline now: Mia's computer and Mia's phone."
    )
    assert not net.resolves(PHONE)
    assert net.resolves(TABLET)
    await net.go_on(timedelta(minutes=61))
    assert net.resolves(PHONE)


async def test_offline_until_somebody_ends_it(net: Net) -> None:
    await net.rig.do("block_person", who="Leo")
    await net.go_on(timedelta(hours=3))
    assert not net.resolves(TABLET)
    assert "may be online again" in str((await net.rig.do("unblock_person", who="Leo")).answer)
    assert net.resolves(TABLET)


async def test_let_back_at_bedtime_is_told_so(evening: Net) -> None:
    await evening.rig.do("block_person", who="Leo")
    done = await evening.rig.do("unblock_person", who="Leo")
    assert "bedtime until tomorrow 07:00" in str(done.answer)
    assert not evening.resolves(TABLET)


CHANGED: list[tuple[str, Mapping[str, Json]]] = [
    ("set_bedtime", {"who": "leo", "start": "19:00", "end": "06:00", "days": "school nights"}),
    ("set_bedtime", {"who": "kitchen speaker", "start": "11:00", "end": "13:00"}),
    ("clear_bedtime", {"who": "Leo"}),
    ("extend_time", {"who": "Mia", "minutes": 45}),
    ("block_person", {"who": "Leo", "minutes": 30}),
    ("unblock_person", {"who": "Leo"}),
]


async def test_what_was_done_is_put_back_exactly(net: Net) -> None:
    async def stands(name: str, args: Mapping[str, Json]) -> object:
        return await net.rig.ask("show_bedtimes"), net.world(), await net.rig.observe(name, **args)

    await net.rig.do("block_person", who="Leo", minutes=200)
    for name, args in CHANGED:
        before = await stands(name, args)
        done: Done = await net.rig.do(name, ANNA, **args)
        assert await net.rig.observe(name, **args) == done.left
        await net.rig.undo(done)
        assert await stands(name, args) == before, name


async def test_bedtimes_are_shown_and_set_and_cleared(net: Net) -> None:
    assert await net.rig.ask("show_bedtimes") == (
        "Leo: 20:00 to 07:00, every day.\nMia: 22:30 to 06:30, Sunday to Thursday."
    )
    done = await net.rig.do("set_bedtime", who="Leo", start="19:30", end="06:45", days=["fri", "sat"])
    assert str(done.answer).startswith("Leo's bedtime: offline from 19:30 to 06:45, Friday and Saturday.")
    assert await net.rig.ask("show_bedtimes", who="Leo") == "Leo: 19:30 to 06:45, Friday and Saturday."
    await net.rig.do("clear_bedtime", who="Leo")
    assert await net.rig.ask("show_bedtimes", who="leo") == "Leo: no bedtime."
    await net.go_on(timedelta(hours=8, minutes=30))
    assert net.resolves(TABLET), "the settings do not bring it back"


async def test_what_the_house_needs_is_never_cut_off(net: Net) -> None:
    await net.rig.do("name_device", device="NAS", owner="Leo")
    await net.rig.do("block_person", who="Leo")
    assert net.resolves(NAS)


async def test_adults_are_cut_off_only_after_a_yes(net: Net) -> None:
    assert await net.rig.risk("block_person", who="Leo") is Risk.WRITE
    assert await net.rig.risk("block_person", who="Leo's tablet") is Risk.WRITE
    assert await net.rig.risk("block_person", who="Anna") is Risk.DANGER
    assert await net.rig.risk("block_person", who="Ben's laptop") is Risk.DANGER


async def test_cards_say_what_would_happen(net: Net) -> None:
    assert (
        await net.rig.card("extend_time", who="Leo", minutes=30) == "Let Leo be online for 30 minutes more."
    )
    assert await net.rig.card("block_person", who="Mia", minutes=90) == (
        "Take Mia offline for an hour and 30 minutes, until 13:30."
    )
    assert await net.rig.card("set_bedtime", who="Leo", start="20:00", end="07:00") == (
        "Take Leo offline from 20:00 to 07:00, every day."
    )


def test_a_night_crosses_midnight_and_belongs_to_the_evening() -> None:
    school = Bedtime(start=time(22, 30), end=time(6, 30), days=("sun", "mon", "tue", "wed", "thu"))
    monday = NOON  # 23 November 2026 is a Monday
    night = next_night(school, monday)
    assert night is not None
    assert (night.begins.day, night.begins.hour, night.ends.day, night.ends.hour) == (23, 22, 24, 6)
    early = next_night(school, monday.replace(hour=5))
    assert early is not None
    assert early.begins.day == 22
    assert early.holds(monday.replace(hour=5))
    saturday = next_night(school, monday.replace(day=28))
    assert saturday is not None
    assert saturday.begins.day == 29


def test_a_night_keeps_its_wall_time_where_the_clocks_change() -> None:
    every = Bedtime(start=time(20), end=time(7))
    before = NOON.replace(year=2026, month=10, day=24)  # summer time ends in the night to the 25th
    night = next_night(every, before)
    assert night is not None
    assert (night.begins.hour, night.ends.hour) == (20, 7)
    assert night.holds(before.replace(day=25, hour=6, minute=59))
    assert not night.holds(before.replace(day=25, hour=7, minute=1))
