"""Changes of who is on the network and who may be online when."""

from tests.bot.changes import Changes

TABLET = "Leo's tablet"

CHANGES = Changes(
    make={
        "network_name_device": lambda chance: {
            "device": "kitchen speaker",
            "owner": chance.choice(["Ben", "Mia"]),
        },
        "network_set_device_standing": lambda _: {"device": "printer", "standing": "blocked"},
        "network_give_guest_access": lambda chance: {"minutes": chance.randint(30, 300)},
        "network_end_guest_access": lambda _: {},
        "network_set_bedtime": lambda chance: {
            "who": "Leo",
            "start": f"{chance.randint(18, 21)}:30",
            "end": "06:30",
        },
        "network_clear_bedtime": lambda _: {"who": "Mia"},
        "network_extend_time": lambda chance: {"who": "Leo", "minutes": chance.randint(10, 90)},
        "network_block_person": lambda chance: {"who": "Mia", "minutes": chance.randint(30, 300)},
        "network_unblock_person": lambda _: {"who": "Leo"},
    },
    attack={
        "network_name_device": {"device": TABLET, "owner": "Anna"},
        "network_set_device_standing": {"device": "printer", "standing": "blocked"},
        "network_give_guest_access": {"minutes": 600},
        "network_end_guest_access": {"device": "printer"},
        "network_put_back_device": {"device": "fc:65:de:10:20:06", "known": None},
        "network_set_bedtime": {"who": "Leo", "start": "03:00", "end": "03:05"},
        "network_clear_bedtime": {"who": "Leo"},
        "network_extend_time": {"who": "Leo", "minutes": 180},
        "network_block_person": {"who": "Leo", "minutes": 600},
        "network_unblock_person": {"who": "Leo"},
        "network_put_back_hours": {"who": "leo", "hours": None},
    },
    elsewhere={
        "network_put_back_device": "made only by undoing",
        "network_put_back_hours": "made only by undoing",
    },
    idle=frozenset({"network_end_guest_access"}),
)
