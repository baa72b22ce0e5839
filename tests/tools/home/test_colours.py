"""What a lamp is said to shine in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.home.rig import Rig
from tools.contract import Json
from tools.home.colours import COLOURS, name_colour, shine_in
from tools.home.models import Device, Kind


def lamp(**attributes: Json) -> Device:
    return Device("light.strip", "Strip", Kind.LIGHT, "on", attributes)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("modes", [["hs"], ["color_temp", "hs"], ["color_temp"]])
def test_a_lamp_is_said_to_shine_in_what_it_was_told(colour: str, modes: list[Json]) -> None:
    if modes == ["color_temp"] and not isinstance(COLOURS[colour], int):
        return
    told = shine_in(lamp(supported_color_modes=modes), colour)
    mode = "color_temp" if "color_temp_kelvin" in told else "hs"
    assert name_colour(lamp(color_mode=mode, **told)) == colour


@given(st.floats(0, 360), st.floats(0, 100))
def test_every_mixture_has_a_name(hue: float, saturation: float) -> None:
    assert name_colour(lamp(color_mode="hs", hs_color=[hue, saturation])) in COLOURS


@pytest.mark.parametrize(
    "shown", [{}, {"color_mode": "brightness"}, {"color_mode": "hs"}, {"color_mode": "hs", "hs_color": None}]
)
def test_a_lamp_that_tells_no_colour_has_none(shown: dict[str, Json]) -> None:
    assert name_colour(lamp(**shown)) == ""


async def test_the_answer_to_a_colour_says_the_colour(rig: Rig) -> None:
    done = await rig.do("set_colour", devices=["TV light strip"], colour="blue")
    assert str(done.answer) == "The TV light strip is on at 60 %, blue."
    assert rig.attribute("light.tv_strip", "hs_color") == [240, 100]
    assert await rig.ask("show_state", devices=["TV light strip"]) == (
        "The TV light strip is on at 60 %, blue."
    )
    done = await rig.do("set_colour", devices=["TV light strip", "worktop lights"], colour="warm white")
    assert str(done.answer) == (
        "The TV light strip is on at 60 %, warm white.\nThe worktop lights are on at 70 %, warm white."
    )
    assert await rig.ask("show_state", devices=["worktop lights"]) == "The worktop lights are on at 70 %."
