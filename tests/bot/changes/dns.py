"""What the tests of every change need to know of the ad blockers."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "network_block_domain": lambda chance: {
            "what": [chance.choice(["tiktok", "youtube", "example.com"])],
            "minutes": chance.randint(10, 200),
        },
        "network_allow_domain": lambda chance: {
            "what": [chance.choice(["ads.tiktok.com", "ad.lgappstv.com"])]
        },
        "network_pause_blocking": lambda chance: {"minutes": chance.randint(5, 50)},
        "network_resume_blocking": lambda _: {},
        "network_add_local_name": lambda chance: {
            "name": f"camera{chance.randint(1, 99)}.lan",
            "ip": "192.168.1.50",
        },
        "network_remove_local_name": lambda _: {"name": "printer.lan"},
        "network_refresh_lists": lambda _: {},
        "network_mend_drift": lambda _: {"source": "Pi-hole one"},
    },
    attack={
        "network_block_domain": {"what": ["icloud.com"]},
        "network_allow_domain": {"what": ["ads.doubleclick.net"]},
        "network_pause_blocking": {"endless": True},
        "network_resume_blocking": {},
        "network_add_local_name": {"name": "bank.example", "ip": "203.0.113.66"},
        "network_remove_local_name": {"name": "nas.lan"},
        "network_refresh_lists": {},
        "network_mend_drift": {"source": "Pi-hole two"},
        "network_end_rules": {"change": "x", "edits": [], "label": "It is over"},
        "network_put_back_rules": {"change": "x", "key": "dns:x", "was": {}, "edits": []},
        "network_put_back_blocking": {"paused": {"Pi-hole one": None}},
    },
    elsewhere={
        "network_end_rules": "made only as the end of a block or an allowance for a time",
        "network_put_back_rules": "made only by undoing",
        "network_put_back_blocking": "made only by undoing",
    },
    never=frozenset({"network_refresh_lists", "network_mend_drift"}),
)
