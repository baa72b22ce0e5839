"""Changes of what plays on Plex and Jellyfin, and of what was watched."""

from tests.bot.changes import Changes

PLACE = {"player": "living room TV"}
CHANGES = Changes(
    make={
        "media_play_title": lambda chance: {
            "title": chance.choice(["Dune", "Paddington", "Severance", "Planet Earth"]),
            "player": "living room TV",
        },
        "media_pause_player": lambda _: PLACE,
        "media_resume_player": lambda _: {"player": "Kids' tablet"},
        "media_seek_player": lambda chance: {
            "minutes": chance.randint(1, 9),
            "direction": "forward",
            **PLACE,
        },
        "media_stop_player": lambda chance: {"player": chance.choice(["living room TV", "Kids' tablet"])},
        "media_mark_watched": lambda chance: {
            "title": chance.choice(["Gravity", "Notting Hill", "Slow Horses", "Planet Earth"]),
            "watched": chance.choice([True, True, False]),
        },
    },
    attack={
        "media_play_title": {"title": "Alien", "player": "bedroom TV"},
        "media_pause_player": {"player": "living room TV"},
        "media_resume_player": {"player": "Kids' tablet"},
        "media_seek_player": {"minutes": 40, "player": "living room TV"},
        "media_stop_player": {"player": "Mia's phone"},
        "media_mark_watched": {"title": "Slow Horses"},
        "media_restore_player": {"player": "living room TV"},
        "media_restore_marks": {
            "title": "Plex/1002",
            "marks": [{"item": "1002", "watched": False}],
            "person": "anna",
        },
    },
    elsewhere={
        "media_restore_player": "made only by undoing",
        "media_restore_marks": "made only by undoing",
    },
)
