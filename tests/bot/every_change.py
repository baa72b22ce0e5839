"""A call for every verb of every domain that changes something, made up from a seed."""

from tests.bot.changes import Make, all_changes
from tests.bot.house import House
from tools.contract import Json, Risk

ITEMS: list[Json] = ["eggs", "saffron", "candles", "bananas"]
LAMPS: list[Json] = [
    "light.hall_lamp",
    "light.reading_lamp",
    "light.worktop",
    "light.bedroom_ceiling",
    "light.living_room_ceiling",
]

MAKE: dict[str, Make] = {
    "pc_start_gaming_mode": lambda _: {},
    "pc_stop_gaming_mode": lambda _: {},
    "pc_clean_up": lambda _: {},
    "pc_restore_cleanup": lambda _: {},
    "pc_empty_trash": lambda _: {},
    "pc_end_process": lambda _: {"process": "spotify"},
    "home_turn_on": lambda chance: {"devices": chance.sample(LAMPS, 2)},
    "home_turn_off": lambda chance: {"devices": chance.sample(LAMPS, 2)},
    "home_set_level": lambda chance: {"devices": [chance.choice(LAMPS)], "level": chance.randint(1, 99)},
    "home_set_colour": lambda chance: {"devices": ["light.tv_strip"], "colour": chance.choice(["blue", "red", "warm white"])},
    "home_set_temperature": lambda chance: {"devices": ["climate@all"], "temperature": chance.randint(17, 22)},
    "home_set_climate_mode": lambda chance: {"devices": ["climate@all"], "mode": chance.choice(["off", "heat"])},
    "home_move_cover": lambda chance: {"devices": ["kitchen blind"], "position": chance.choice([0, 30, 100])},
    "home_lock": lambda _: {"devices": ["lock@all"]},
    "home_unlock": lambda _: {"devices": ["front door"]},
    "home_open_garage": lambda _: {"devices": ["garage door"]},
    "home_close_garage": lambda _: {"devices": ["garage@all"]},
    "home_open_valve": lambda _: {"devices": ["water main"]},
    "home_close_valve": lambda _: {"devices": ["water main"]},
    "home_arm_alarm": lambda chance: {"devices": ["alarm@all"], "mode": chance.choice(["night", "home", "away"])},
    "home_disarm_alarm": lambda _: {"devices": ["alarm"]},
    "home_play": lambda _: {"devices": ["media@all"]},
    "home_pause": lambda _: {"devices": ["media@all"]},
    "home_skip": lambda _: {"devices": ["kitchen speaker"]},
    "home_set_volume": lambda chance: {"devices": ["kitchen speaker"], "level": chance.randint(5, 95)},
    "home_announce": lambda chance: {"text": f"Dinner in {chance.randint(2, 20)} minutes.", "devices": ["kitchen speaker"]},
    "home_activate_scene": lambda chance: {"scene": chance.choice(["movie night", "story time"])},
    "home_run_script": lambda _: {"script": "good night"},
    "home_add_items": lambda chance: {"items": chance.sample(ITEMS, 2)},
    "home_remove_items": lambda _: {"items": ["bread"]},
    "home_tick_items": lambda _: {"items": ["milk"]},
    "home_clear_list": lambda _: {"list_name": "chores"},
    "home_put_back": lambda _: {"devices": [{"id": "light.hall_lamp", "state": "off", "data": {}}]},
    "recall_remember_fact": lambda chance: {"text": f"The spare key number {chance.randint(1, 999)} hangs in the hall."},
    "recall_correct_memory": lambda chance: {"memory": "boiler", "text": f"The boiler was serviced in {chance.randint(1990, 2025)}."},
    "recall_forget_memory": lambda _: {"memory": "boiler"},
    "household_learn_name": lambda chance: {"name": f"lamp {chance.randint(1, 99)}", "thing": "light.hall_lamp"},
    "household_forget_name": lambda _: {"name": "tall boy"},
    "household_invite_person": lambda _: {"name": "Sam", "role": "adult"},
    "household_connect_account": lambda _: {},
    "household_change_role": lambda _: {"name": "Mia", "role": "child"},
    "household_remove_person": lambda _: {"name": "Leo"},
}  # fmt: skip
ELSEWHERE: dict[str, str] = {
    "home_put_back_list": "made only by undoing a change of a list",
    "recall_restore_memory": "made only by undoing",
    "household_undo_last": "stands for another call",
    "household_undo_all": "stands for other calls",
    "household_undo_change": "stands for another call",
    "household_end_visit": "needs a guest",
}
IDLE = {"pc_stop_gaming_mode", "pc_restore_cleanup", "pc_empty_trash"}
"""What has nothing to do in this house, and says so."""
NEVER = {
    *("home_announce", "home_skip", "pc_empty_trash", "pc_end_process", "household_change_role"),
    *("household_connect_account", "household_invite_person", "household_remove_person"),
}
"""What can't be put back once it is done."""
for subject in all_changes():
    NEVER.update(subject.never)
    MAKE.update(subject.make)
    ELSEWHERE.update(subject.elsewhere)
    IDLE.update(subject.idle)


def changing(house: House) -> set[str]:
    """The names of all verbs that change something."""
    return {bound.name for bound in house.local.parts.mind.door.verbs if bound.verb.risk is not Risk.READ}
