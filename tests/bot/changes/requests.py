"""Films and series asked for in Jellyseerr."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "media_request_title": lambda chance: {
            "title": chance.choice(["Conclave", "Moana 2", "Oppenheimer", "Ted Lasso"]),
        },
        "media_withdraw_request": lambda chance: {"request": chance.choice(["Silo", "Paddington in Peru"])},
        "media_approve_request": lambda _: {"request": "Paddington in Peru"},
        "media_decline_request": lambda _: {"request": "Paddington in Peru"},
    },
    attack={
        "media_request_title": {"title": "Oppenheimer", "in_4k": True},
        "media_withdraw_request": {"request": "Silo"},
        "media_approve_request": {"request": "Paddington in Peru"},
        "media_decline_request": {"request": "Paddington in Peru"},
        "media_put_back_request": {
            "title": "film/974576",
            "seasons": [],
            "in_4k": True,
            "user": 1,
            "verdict": "approved",
        },
        "media_reopen_request": {"request": "2"},
    },
    elsewhere={
        "media_put_back_request": "made only by undoing a withdrawal",
        "media_reopen_request": "made only by undoing a decision",
    },
)
