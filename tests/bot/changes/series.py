"""What Sonarr and Radarr follow."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "media_search_again": lambda chance: {"title": chance.choice(["Doctor Who", "Planet Earth"])},
        "media_set_quality": lambda chance: {
            "title": chance.choice(["Bluey", "Slow Horses", "Paddington 2"]),
            "profile": chance.choice(["Ultra-HD", "HD-720p", "Any"]),
        },
    },
    attack={
        "media_search_again": {"title": "Notting Hill"},
        "media_set_quality": {"title": "Severance", "profile": "Any"},
    },
    never=frozenset({"media_search_again"}),
)
