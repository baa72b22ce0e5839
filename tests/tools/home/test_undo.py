"""Doing and undoing: whatever the home was before, it is again; and who moved it in between is noticed."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tools.home.rig import Rig, open_rig
from tools.contract import Call, Json, Risk
from tools.farend import FarEnd, Misbehaving, served
from tools.simulation import make_app

if TYPE_CHECKING:
    from tools.home.pretend_state import HomeState

WRITES: list[tuple[str, dict[str, Json]]] = [
    ("turn_on", {"devices": ["light@all"]}),
    ("turn_on", {"devices": ["switchable@upstairs"], "but": ["fan@bathroom"]}),
    ("turn_off", {"devices": ["light@downstairs"], "but": ["hall lamp"]}),
    ("turn_off", {"devices": ["switchable@all"]}),
    ("set_level", {"devices": ["light@all"], "level": 55}),
    ("set_level", {"devices": ["reading lamp", "hall lamp"], "by": -25}),
    ("set_level", {"devices": ["light@all"], "by": 25}),
    ("set_level", {"devices": ["light@upstairs"], "level": 0}),
    ("set_colour", {"devices": ["TV light strip", "light.nursery_bedside"], "colour": "blue"}),
    ("set_colour", {"devices": ["worktop lights", "tv light strip"], "colour": "warm white"}),
    ("set_temperature", {"devices": ["climate@all"], "temperature": 22}),
    ("set_temperature", {"devices": ["bedroom radiator"], "by": 1.5}),
    ("set_climate_mode", {"devices": ["climate@upstairs"], "mode": "off"}),
    ("set_climate_mode", {"devices": ["climate@all"], "mode": "heat"}),
    ("move_cover", {"devices": ["cover@all"], "position": 0}),
    ("move_cover", {"devices": ["kitchen blind", "nursery shade"], "position": 100}),
    ("move_cover", {"devices": ["living room blinds"], "position": 35}),
    ("lock", {"devices": ["lock@all"]}),
    ("unlock", {"devices": ["front door"]}),
    ("open_garage", {"devices": ["garage door"]}),
    ("close_garage", {"devices": ["garage@all"]}),
    ("open_valve", {"devices": ["water main"]}),
    ("close_valve", {"devices": ["water main"]}),
    ("arm_alarm", {"devices": ["alarm@all"], "mode": "night"}),
    ("disarm_alarm", {"devices": ["alarm"]}),
    ("play", {"devices": ["media@all"]}),
    ("pause", {"devices": ["media@all"]}),
    ("set_volume", {"devices": ["kitchen speaker", "bedroom speaker"], "level": 60}),
    ("set_volume", {"devices": ["kitchen speaker"], "by": -10}),
    ("activate_scene", {"scene": "movie night"}),
    ("activate_scene", {"scene": "story time"}),
    ("run_script", {"script": "good night"}),
    ("run_script", {"script": "script.leave_home"}),
    ("add_items", {"items": ["eggs", "milk", "bananas"]}),
    ("remove_items", {"items": ["bread"]}),
    ("tick_items", {"items": ["milk", "washing powder"]}),
    ("tick_items", {"items": ["bananas"], "done": False}),
    ("clear_list", {}),
    ("clear_list", {"list_name": "chores", "only_ticked": True}),
]


def shuffle(state: "HomeState", chance: random.Random) -> None:
    """Another home: everything that can be on, open or set is somehow."""
    for key, entity in state.entities.items():
        shown = entity.attributes
        match key.partition(".")[0]:
            case "light":
                modes = shown["supported_color_modes"]
                shine: dict[str, Json] = {} if modes == ["onoff"] else {"brightness": chance.randint(5, 255)}
                assert isinstance(modes, list)
                mode = str(chance.choice(modes))
                shine["color_mode"] = mode
                shine |= {"color_temp_kelvin": None} if "color_temp" in modes else {}
                shine |= {"hs_color": None} if "hs" in modes else {}
                shine |= {"color_temp_kelvin": chance.randint(2000, 6500)} if mode == "color_temp" else {}
                shine |= (
                    {"hs_color": [chance.randint(0, 360), chance.randint(0, 100)]} if mode == "hs" else {}
                )
                entity.state = chance.choice(["on", "off"])
                entity.remembers = {} if entity.state == "on" else shine
                shown |= shine if entity.state == "on" else dict.fromkeys(shine)
            case "switch":
                entity.state = chance.choice(["on", "off"])
            case "fan":
                entity.state = chance.choice(["on", "off"])
                speed = chance.randint(5, 100)
                shown["percentage"] = speed if entity.state == "on" else 0
                entity.remembers = {"percentage": speed}
            case "climate":
                entity.state = chance.choice(["off", "heat", "auto"])
                shown["temperature"] = chance.randint(12, 25)
                shown["hvac_action"] = "off" if entity.state == "off" else "idle"
            case "cover" | "valve":
                position = chance.choice([0, 100, chance.randint(1, 99)])
                knows = shown.get("current_position") is not None
                entity.state = "open" if position else "closed"
                shown |= {"current_position": position} if knows else {}
            case "lock":
                entity.state = chance.choice(["locked", "unlocked"])
            case "alarm_control_panel":
                entity.state = chance.choice(["disarmed", "armed_home", "armed_night"])
            case "media_player" if entity.state != "off":
                entity.state = chance.choice(["playing", "paused"])
                shown["volume_level"] = chance.randint(0, 100) / 100
            case _:
                pass


def changeable(state: "HomeState") -> dict[str, object]:
    """All that a person sees of the home and can change, how lamps will shine included."""
    hidden = {"hvac_action", "last_triggered", "media_position", "media_content_id"}
    seen: dict[str, object] = {}
    for key, entity in state.entities.items():
        domain = key.partition(".")[0]
        if domain in {"scene", "script", "sensor", "binary_sensor", "tts"}:
            continue
        attributes = {
            name: value
            for name, value in entity.attributes.items()
            if name not in hidden and value is not None
        }
        will_shine = {name: value for name, value in entity.remembers.items() if value is not None}
        seen[key] = (
            entity.state,
            attributes,
            will_shine if domain == "light" and entity.state == "off" else {},
        )
    for key, items in state.lists.items():
        seen[f"{key} items"] = [(each.summary, each.status) for each in items]
    return seen


@pytest.mark.parametrize("seed", range(2))
async def test_every_change_can_be_put_back_exactly(rig: Rig, seed: int) -> None:
    chance = random.Random(seed)
    await rig.ask("show_state", devices=["hall lamp"])
    for name, args in WRITES:
        state = rig.state()
        shuffle(state, chance)
        # The real lamp would be seen shining before it goes off; so that HomeOps knows, it is shown on first.
        await show_lit(rig, state)
        await rig.replace(state)
        before = changeable(rig.state())

        done = await rig.do(name, **args)
        if isinstance(done.inverse, Call):
            assert done.left == await rig.observe(name, **args), (name, args)
            await rig.undo(done)

        assert changeable(rig.state()) == before, (name, args)


async def show_lit(rig: Rig, state: "HomeState") -> None:
    lit = state.model_copy(deep=True)
    for key, entity in lit.entities.items():
        if key.startswith("light.") and entity.state == "off":
            entity.state = "on"
            entity.attributes |= entity.remembers
    await rig.replace(lit)


@pytest.mark.parametrize(
    ("name", "args", "service", "entity", "data"),
    [
        ("turn_off", {"devices": ["hall lamp"]}, "light.turn_on", "light.hall_lamp", {"brightness": 200}),
        ("set_level", {"devices": ["hall lamp"], "level": 80}, "light.turn_off", "light.hall_lamp", {}),
        (
            "set_temperature",
            {"devices": ["bedroom radiator"], "temperature": 20},
            "climate.set_temperature",
            "climate.bedroom",
            {"temperature": 23},
        ),
        (
            "move_cover",
            {"devices": ["kitchen blind"], "position": 0},
            "cover.open_cover",
            "cover.kitchen_blind",
            {},
        ),
        (
            "set_volume",
            {"devices": ["kitchen speaker"], "level": 10},
            "media_player.volume_set",
            "media_player.kitchen_speaker",
            {"volume_level": 0.9},
        ),
        ("add_items", {"items": ["eggs"]}, "todo.add_item", "todo.shopping_list", {"item": "flour"}),
    ],
)
async def test_what_somebody_else_moved_since_is_noticed(
    rig: Rig, name: str, args: dict[str, Json], service: str, entity: str, data: dict[str, Json]
) -> None:
    done = await rig.do(name, **args)
    assert await rig.observe(name, **args) == done.left

    await rig.somebody(service, entity, **data)

    assert await rig.observe(name, **args) != done.left


async def test_a_blind_that_still_moves_as_told_is_no_change_of_somebody_elses(
    tmp_path: Path, far: FarEnd
) -> None:
    house = tmp_path / "house.toml"
    slow = '[[home.devices]]\nid = "cover.study"\nname = "Study blind"\nstate = "open"\nlevel = 80\n'
    house.write_text(f"{slow}travel_seconds = 0.4\n")
    async with (
        served(Misbehaving(make_app(house, far), far)) as url,
        open_rig(url, far, tmp_path) as rig,
    ):
        done = await rig.do("move_cover", devices=["study blind"], position=0)
        assert str(done.answer) == "The study blind is closing."
        assert rig.shows("cover.study") == "closing"
        assert await rig.observe("move_cover", devices=["study blind"], position=0) == done.left

        await rig.client.wait_until(lambda home: home.devices["cover.study"].state == "closed", 2)
        assert await rig.observe("move_cover", devices=["study blind"], position=0) == done.left
        await rig.undo(done)
        await rig.client.wait_until(lambda home: home.devices["cover.study"].state == "open", 2)
        assert rig.attribute("cover.study", "current_position") == 80


@pytest.mark.parametrize(
    ("name", "args"),
    [("lock", {"devices": ["back door"]}), ("close_valve", {"devices": ["water main"]})],
)
async def test_putting_back_what_opens_the_house_is_dangerous_again(
    rig: Rig, name: str, args: dict[str, Json]
) -> None:
    done = await rig.do(name, **args)

    assert isinstance(done.inverse, Call)
    assert await rig.risk("put_back", **done.inverse.args) is Risk.DANGER
