"""What the tests of every change need to know of downloads and music."""

import random
from collections.abc import Mapping

from tests.bot.changes import Changes
from tools.contract import Json


def _magnet(chance: random.Random) -> Mapping[str, Json]:
    return {"link": f"magnet:?xt=urn:btih:{chance.randbytes(20).hex()}&dn=Heat.1995.1080p"}


CHANGES = Changes(
    make={
        "media_pause_downloads": lambda chance: {"minutes": chance.randint(30, 300)},
        "media_resume_downloads": lambda _: {},
        "media_limit_downloads": lambda chance: {
            "limit": chance.randint(1, 9),
            "minutes": chance.randint(30, 90),
        },
        "media_set_limit_schedule": lambda chance: {
            "limit": chance.randint(1, 4),
            "start": "18:00",
            "end": "23:00",
            "days": chance.choice(["weekdays", "weekends", "every day"]),
        },
        "media_add_download": _magnet,
        "media_delete_download": lambda _: {"download": "bluey"},
    },
    attack={
        "media_pause_downloads": {},
        "media_resume_downloads": {},
        "media_limit_downloads": {"limit": 1, "unit": "kB/s"},
        "media_set_limit_schedule": {"limit": 1, "start": "00:00", "end": "23:59"},
        "media_set_download_limits": {"limits": {"qBittorrent": 1024}},
        "media_put_back_limit_schedule": {"schedules": {}},
        "media_add_download": {"link": f"magnet:?xt=urn:btih:{'66' * 20}&dn=Malware"},
        "media_delete_download": {"download": "bluey", "with_files": True},
        "media_take_back_download": {"download": "bluey"},
        "media_download_music": {"candidate": "1"},
    },
    elsewhere={
        "media_set_download_limits": "made only by undoing, or as the end of a limit for a time",
        "media_put_back_limit_schedule": "made only by undoing",
        "media_take_back_download": "made only by undoing",
        "media_download_music": "takes an offer of a search before it",
    },
    never=frozenset({"media_delete_download"}),
)
