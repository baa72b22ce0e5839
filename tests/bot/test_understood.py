"""What the offline brain makes of sentences that no template covers: from examples, inside longer ones, after others."""

import pytest

from tests.bot.house import House
from tools.contract import Json

Made = tuple[str, dict[str, Json]]
CPU_AND_MEMORY = ("top 5 cpu hogs", "now by ram")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        (("is vlc open on there",), ("pc_find_process", {"name": "vlc"})),
        (CPU_AND_MEMORY, ("pc_list_top", {"by": "memory", "count": 5})),
        (("graphics card running hot?", "how 'bout the CPU"), ("pc_show_temperatures", {"sensor": "cpu"})),
        (("which blinds are open",), ("home_find_devices", {"kind": "cover", "state": "open"})),
    ],
)
async def test_a_look_runs_at_once(home: House, said: tuple[str, ...], made: Made) -> None:
    reports = [await home.says(text) for text in said]
    assert [(call.name, call.args, call.outcome) for call in reports[-1].calls] == [(*made, "done")]


@pytest.mark.parametrize(
    ("said", "made"),
    [
        (  # an order inside a longer sentence
            "my hands are full of bags so can you open the front door for me",
            ("home_unlock", {"devices": ["lock.front_door"]}),
        ),
        (  # a need
            "it's pitch black in the garage, i can't find my bike helmet",
            ("home_turn_on", {"devices": ["light.garage"]}),
        ),
        (  # a number that is only implied
            "mute the TV please, the doorbell rang",
            ("home_set_volume", {"devices": ["media_player.living_room_tv"], "level": 0}),
        ),
        (  # steps downwards
            "could the nursery be one degree cooler, the little one is sweating",
            ("home_set_temperature", {"devices": ["climate.nursery"], "by": -1}),
        ),
    ],
)
async def test_a_likely_change_waits_for_a_yes(home: House, said: str, made: Made) -> None:
    before = home.home()
    report = await home.says(said)
    assert [(call.name, call.args, call.outcome) for call in report.calls] == [(*made, "awaiting")]
    assert home.home() == before


async def test_a_remark_before_a_likely_change_makes_it_no_surer(house: House) -> None:
    report = await house.says("dinner is over, fire up gaming mode for the kids")
    assert [call.outcome for call in report.calls] == ["awaiting"]
    assert house.written() == []


async def test_what_is_named_as_not_meant_is_spared(home: House) -> None:
    report = await home.says("kill chrome, not steam")
    (call,) = report.calls
    assert call.outcome == "awaiting"
    assert "End chrome" in report.reply


async def test_two_things_that_are_named_for_one_look_are_two_looks(home: House) -> None:
    report = await home.says("report the free space on C: and on E:")
    assert [call.args for call in report.calls] == [{"disk": "C:"}, {"disk": "E:"}]


async def test_a_change_that_only_differs_in_its_place_is_asked_about(home: House) -> None:
    await home.says("turn on the kitchen lights")
    report = await home.says("and the bedroom?")
    assert [(call.args, call.outcome) for call in report.calls] == [
        ({"devices": ["light.bedroom_bedside", "light.bedroom_ceiling"]}, "awaiting")
    ]


@pytest.mark.parametrize(
    "said",
    [
        "who may open the front door for me",
        "my hands are full, i wonder whether to open the front door",
        "she said so can you open the front door",
        "i wonder whether to turn off the kitchen lights",
        "dinner is ready, i wonder whether to turn off the kitchen lights",
        "ben told me to turn off the kitchen lights",
        "why should i turn off the kitchen lights",
    ],
)
async def test_what_only_holds_an_order_changes_nothing(home: House, said: str) -> None:
    before = home.home()
    report = await home.says(said)
    assert home.home() == before
    assert report.approval is None


async def test_an_exception_and_a_half_degree_are_heard(home: House) -> None:
    report = await home.says("all radiators to 19 but not the nursery")
    assert [(call.args["devices"], call.outcome) for call in report.calls] == [
        (["climate.bathroom", "climate.bedroom", "climate.living_room"], "done")
    ]
    report = await home.says("bedroom radiator to 17.5 degrees")
    assert [call.args["temperature"] for call in report.calls] == [17.5]
