"""A family of ten that writes all at once, on two platforms that keep their limits: `make bench` has a thousand messages."""

import asyncio

from bot.app import open_house
from bot.platforms import connect_platforms
from bot.settings import load_settings
from tests.bench.load_crowd import NAMES, gathered
from tests.bench.load_verdict import OPEN, Books, judge
from tests.bench.load_words import busy
from tests.bot.house import Place, settings_of

SECONDS = 1.0
OWN, IN_GROUPS = 2, 10
SEED = 7
PATIENCE_SECONDS = 60.0


async def test_sixty_messages_at_once_are_each_answered_once_and_in_order(place: Place) -> None:
    async with gathered() as crowd:
        given = {"people": crowd.people_settings(), **crowd.platform_settings()}
        path = settings_of(place.data, place.pc_url, {**given, "home": place.home_settings()})
        async with open_house(load_settings(None, {"HOMEOPS_CONFIG": path}), connect=connect_platforms):
            await crowd.connected()
            lines = busy(crowd.share(OWN, IN_GROUPS), SECONDS, len(NAMES), SEED)
            await crowd.write(lines)
            books = Books(place.data)
            async with asyncio.timeout(PATIENCE_SECONDS):
                while books.count(OPEN) or books.count("SELECT count(*) FROM inbox") < len(lines):  # noqa: ASYNC110 - nobody tells of the end
                    await asyncio.sleep(0.1)
        verdict = judge(crowd, books)
    assert len(lines) == 60
    assert verdict.is_well, verdict
    assert verdict.together, "nobody got two short answers as one"
    assert verdict.changes
    assert crowd.limits.refused == 0
